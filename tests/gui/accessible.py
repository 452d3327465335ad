"""What a person without a mouse or without sight meets: controls without words, and such as Tab does not reach."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QMenuBar,
    QPlainTextEdit,
    QProgressBar,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QWidget,
)

INTERACTIVE = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTextEdit,
)
# Qt's own, named and reached by Qt.
PARTS = (QScrollBar, QHeaderView, QMenu, QMenuBar)


def controls(window: QWidget) -> list[QWidget]:
    """Every control of the window that a person can meet, in no order."""
    return [widget for widget in window.findChildren(QWidget) if isinstance(widget, INTERACTIVE) and not _inner(widget)]


def nameless(window: QWidget) -> list[QWidget]:
    """The controls in sight that a screen reader has no words for; a hidden one may get its words when it is shown."""
    return [widget for widget in controls(window) if widget.isVisibleTo(window) and not _words(widget)]


def in_tab_order(window: QWidget) -> list[QWidget]:
    """What Tab reaches now, in this order, beginning behind the window itself."""
    found: list[QWidget] = []
    widget = window.nextInFocusChain()
    while widget is not None and widget is not window and widget not in found:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisibleTo(window) and widget.isEnabled():
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def unreachable(window: QWidget) -> list[QWidget]:
    """The visible, enabled buttons and fields that Tab does not reach.

    A control whose action stands in a menu too may stay out: tell so with its property ``elsewhere``.
    """
    reached = in_tab_order(window)
    return [
        widget
        for widget in controls(window)
        if isinstance(widget, QAbstractButton | QLineEdit | QComboBox | QAbstractSpinBox | QAbstractItemView)
        and widget.isVisibleTo(window)
        and widget.isEnabled()
        and widget not in reached
        and widget.focusProxy() not in reached
        and not widget.property("elsewhere")
    ]


def _inner(widget: QWidget) -> bool:
    """Whether it is a part of a control, not one itself."""
    ancestor: QWidget | None = widget
    while ancestor is not None:
        if isinstance(ancestor, PARTS) or (
            ancestor is not widget and isinstance(ancestor, QComboBox | QAbstractSpinBox)
        ):
            return True
        if isinstance(ancestor, QTabBar | QLineEdit) and ancestor is not widget:
            return True
        ancestor = ancestor.parentWidget()
    return widget.objectName().startswith("qt_")


def _words(widget: QWidget) -> str:
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    buddies = [
        label.text()
        for label in widget.window().findChildren(QLabel)
        if label.buddy() is widget and label.text().strip()
    ]
    return (widget.accessibleName() or text or "".join(buddies)).strip()

"""Where Tab goes: Qt's own order is that of making, and turns are made in the order in which they come into sight."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def stops_in(widget: QWidget) -> list[QWidget]:
    """What Tab stops at inside ``widget``, in the order of its parts; itself first, if it takes the focus."""
    return [stop for stop in (widget, *widget.findChildren(QWidget)) if _stops(stop)]


def stop_beside(widget: QWidget, *, forward: bool) -> QWidget | None:
    """What Tab stops at next, or before, outside of ``widget``."""
    stop = widget
    while True:
        beside = stop.nextInFocusChain() if forward else stop.previousInFocusChain()
        if beside is None or beside is widget:
            return None
        stop = beside
        if _stops(stop) and not widget.isAncestorOf(stop) and stop.window() is widget.window():
            return stop


def _stops(widget: QWidget) -> bool:
    tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(tab) and widget.isVisible() and widget.isEnabled() and not widget.isWindow()

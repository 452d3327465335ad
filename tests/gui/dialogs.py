"""What a person does in a dialog whose work is jobs: waits, ticks, gives a form, answers, reads all that it shows."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui.connections.forms import Form
from gui.connections.page import Page
from gui.connections.rows import RowsView
from gui.jobs import Job, Jobs

LONG = 30_000


def settle(qtbot: QtBot, jobs: Jobs) -> None:
    """Until every job is gone, which it is when all that it had to tell was told, and led to no other job."""
    qtbot.waitUntil(lambda: jobs.findChildren(Job) == [], timeout=LONG)


def tick(qtbot: QtBot, jobs: Jobs, rows: RowsView, key: str, on: bool) -> bool:
    """As a click on its box does it; whether it could be."""
    index = rows.model.index(rows.model.row_of(key))
    state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
    done = rows.model.setData(index, state, Qt.ItemDataRole.CheckStateRole)
    settle(qtbot, jobs)
    return done


def ticked(rows: RowsView) -> list[str]:
    return [row.key for row in rows.model.rows if row.on]


def form(dialog: QWidget) -> Form:
    """The one that is open."""
    return next(form for form in dialog.findChildren(Form) if form.isVisible())


def give(qtbot: QtBot, jobs: Jobs, asked: Form) -> None:
    qtbot.mouseClick(asked.keep_button, Qt.MouseButton.LeftButton)
    settle(qtbot, jobs)


def remove(qtbot: QtBot, jobs: Jobs, page: Page, word: str) -> None:
    """Press the button that removes, and the button of this role in the question."""
    qtbot.mouseClick(page.remove_button, Qt.MouseButton.LeftButton)
    box = page.findChild(QMessageBox)
    role = {"yes": QMessageBox.ButtonRole.DestructiveRole, "no": QMessageBox.ButtonRole.RejectRole}[word]
    next(button for button in box.buttons() if box.buttonRole(button) == role).click()
    settle(qtbot, jobs)


def shown(window: QWidget) -> str:
    """All words that stand anywhere in a window."""
    found: list[str] = [window.windowTitle()]
    for widget in window.findChildren(QWidget):
        found += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
        if isinstance(widget, QLabel | QPushButton | QLineEdit):
            found.append(widget.text())
        elif isinstance(widget, QTextEdit | QPlainTextEdit):
            found.append(widget.toPlainText())
        elif isinstance(widget, QComboBox):
            found += [widget.itemText(row) for row in range(widget.count())]
        elif isinstance(widget, RowsView):
            found += [f"{row.title} {row.detail} {row.tip}" for row in widget.model.rows]
    return "\n".join(found)

"""What the Help menu shows: whether the library is whole, what the machine runs on, and what Lectern is."""

from collections.abc import Callable, Iterator, Sequence
from importlib import metadata
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QMessageBox,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from assistant.cancel import Cancel
from assistant.errors import AssistantError
from gui.actions import Actions
from gui.jobs import Job, Jobs
from gui.theme import set_kind

if TYPE_CHECKING:
    from assistant.app import Assistant
    from assistant.doctor import DoctorReport
    from assistant.library.check import CheckReport


class Report(QDialog):
    """A few lines that take a while to find out; closing it stops the search for them.

    Args:
        title: of the dialog.
        explained: a sentence above the lines.
        work: gives one list of lines.
        jobs: of the window.
        language: of an error's texts.
    """

    def __init__(
        self,
        title: str,
        explained: str,
        work: Callable[[Cancel], Iterator[object]],
        jobs: Jobs,
        language: str,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.resize(640, 420)
        self._language = language
        self._head = QLabel(explained, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        set_kind(self._head, "muted")
        self._busy = QProgressBar(minimum=0, maximum=0, textVisible=False)
        self._busy.setAccessibleName(title)
        self.text = QPlainTextEdit(readOnly=True)
        self.text.setAccessibleName(title)
        self.text.setTabChangesFocus(True)
        self.text.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy = QPushButton(self.tr("Copy"))
        self.copy.clicked.connect(self._copy)
        self.copy.setEnabled(False)
        self.buttons.addButton(self.copy, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._head)
        layout.addWidget(self._busy)
        layout.addWidget(self.text, stretch=1)
        layout.addStretch()
        layout.addWidget(self.buttons)
        self._job: Job = jobs.start(work, item=self._show, failed=self._fail)
        self.finished.connect(self._job.stop)

    def _show(self, lines: Sequence[str]) -> None:
        self._busy.hide()
        self.text.setPlainText("\n".join(lines))
        self.text.show()
        self.copy.setEnabled(True)

    def _fail(self, error: AssistantError) -> None:
        self._show([error.message(self._language), error.hint(self._language)])

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.toPlainText())


class Help(QObject):
    """The actions of the Help menu.

    Args:
        jobs: of the window.
        language: of the errors' texts.
        window: under which the dialogs stand.
    """

    def __init__(self, jobs: Jobs, language: str, window: QWidget) -> None:
        super().__init__(window)
        self._jobs = jobs
        self._language = language
        self._window = window
        self._assistant: Assistant | None = None

    def open(self, assistant: "Assistant") -> None:
        """The library has been opened."""
        self._assistant = assistant

    def register(self, actions: Actions) -> None:
        """Add the actions."""
        actions.add(
            "help.check",
            "help",
            self.tr("&Check the library …"),
            self.check,
            tip=self.tr("See whether every part of the library is whole."),
            separated=True,
        )
        actions.add(
            "help.repair",
            "help",
            self.tr("&Repair the library …"),
            self.repair,
            tip=self.tr("Put right what can be; files that lost a part are read again."),
        )
        actions.add("help.machine", "help", self.tr("What it &runs on …"), self.machine)
        actions.add("help.about", "help", self.tr("&About Lectern"), self.about, separated=True)

    def check(self) -> None:
        """Show whether the library is whole."""
        self._check(repair=False)

    def repair(self) -> None:
        """Put right what can be, and show it."""
        self._check(repair=True)

    def machine(self) -> None:
        """Show what really runs, and how fast."""
        assistant = self._assistant
        if assistant is None:
            return

        def work(_: Cancel) -> Iterator[object]:
            yield self._machine_lines(assistant.doctor())

        explained = self.tr("What the model really runs on, measured now.")
        self._report(self.tr("What it runs on"), explained, work)

    def about(self) -> None:
        """Say what Lectern is."""
        box = QMessageBox(self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(self.tr("About Lectern"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(self.tr("Lectern {version}").format(version=metadata.version("lectern")))
        box.setInformativeText(
            self.tr(
                "Ask your own documents; every claim opens at the exact words on the exact page. "
                "Everything runs on this machine. MIT licence."
            )
        )
        box.open()

    def _check(self, *, repair: bool) -> None:
        assistant = self._assistant
        if assistant is None:
            return

        def work(cancel: Cancel) -> Iterator[object]:
            report = assistant.check(repair)
            if repair:
                for _ in assistant.resume(cancel):  # files that lost a part are read again
                    pass
            yield self._check_lines(report)

        explained = self.tr("Every part of the library against every other. This can take a minute.")
        self._report(self.tr("Check the library"), explained, work)

    def _report(self, title: str, explained: str, work: Callable[[Cancel], Iterator[object]]) -> None:
        Report(title, explained, work, self._jobs, self._language, self._window).open()

    def _check_lines(self, report: "CheckReport") -> list[str]:
        found = [
            (self.tr("Repaired: {}") if finding.repaired else self.tr("Found: {}")).format(finding.message)
            for finding in report.findings
        ]
        counted = self.tr("Documents: {documents}. Chunks: {chunks}, in the index: {indexed}.").format(
            documents=report.documents,
            chunks=report.chunks,
            indexed=self.tr("held by another program") if report.indexed is None else report.indexed,
        )
        verdict = self.tr("Everything is whole.") if report.ok else self.tr("The library is not whole.")
        return [verdict, counted, *found]

    def _machine_lines(self, report: "DoctorReport") -> list[str]:
        return [*(f"{label}: {value}" for label, value in report.lines()), *report.advice]

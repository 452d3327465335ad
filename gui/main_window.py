"""The one window: the library on the left, the conversation on the right; files can be dropped anywhere on it."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QMainWindow,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from assistant.cancel import Cancel
from assistant.errors import AssistantError
from assistant.events import Done, Event, Failed, IngestProgress
from gui.chat_view import ChatView
from gui.jobs import Job, Work
from gui.library_model import LibraryModel

if TYPE_CHECKING:
    from assistant.app import Assistant
    from assistant.library.types import DocumentInfo

# A file that another process has added appears within this time.
REFRESH_MILLISECONDS = 2000


class MainWindow(QMainWindow):
    """Opens at once; the library is opened behind it.

    Args:
        open_assistant: called off the UI thread.
    """

    def __init__(self, open_assistant: "Callable[[], Assistant]") -> None:
        super().__init__()
        self.setWindowTitle(self.tr("Lectern: opening the library"))
        self.resize(1080, 720)
        self.setAcceptDrops(True)
        self._assistant: Assistant | None = None
        self._revision = -1
        self._conversation: str | None = None
        self._closing = False
        self._jobs: set[Job] = set()
        self._answering: Job | None = None
        self._adding: Job | None = None
        self._reading: Job | None = None
        self._to_add: list[Path] = []
        self._build()
        self._refresh = QTimer(self, interval=REFRESH_MILLISECONDS)
        self._refresh.timeout.connect(self.refresh)
        self._set_ready(False)
        self._start(lambda cancel: iter((open_assistant(),)), item=self._opened)

    # --- actions ---

    def ask(self) -> None:
        """Ask what stands in the question line."""
        from assistant.app import AskOptions  # has been imported by then, behind the open window

        question = self.question.text().strip()
        assistant = self._assistant
        if not question or assistant is None or self._answering is not None:
            return
        self.question.clear()
        self.chat.begin(question)
        options = AskOptions(conversation=self._conversation)
        self._answering = self._start(
            lambda cancel: assistant.ask(question, options, cancel), item=self._show_event, finished=self._answered
        )
        self._set_answering(True)

    def stop(self) -> None:
        """Stop the answer that is being written."""
        if self._answering is not None:
            self._answering.stop()

    def new_conversation(self) -> None:
        """The next question stands alone; not while an answer is written, whose end names its conversation."""
        if self._answering is not None:
            return
        self._conversation = None
        self.chat.note(self.tr("A new conversation."))

    def add(self, paths: Sequence[Path]) -> None:
        """Put files and folders into the library; while some are being added, more may come."""
        assistant = self._assistant
        if assistant is None:
            return
        if self._adding is not None:
            self._to_add += paths
            return
        self._adding = self._start(
            lambda cancel: assistant.add(list(paths), cancel=cancel), item=self._show_progress, finished=self._added
        )

    def choose_files(self) -> None:
        """Ask for files to add."""
        names, _ = QFileDialog.getOpenFileNames(self, self.tr("Add files"))
        if names:
            self.add([Path(name) for name in names])

    def refresh(self) -> None:
        """Show the documents that the library holds now."""
        if self._assistant is None or self._reading is not None:
            return
        assistant, known = self._assistant, self._revision

        def read() -> Iterator[object]:
            revision = assistant.library.revision()
            if revision != known:
                yield revision
                yield assistant.library.documents()

        self._reading = self._start(lambda cancel: read(), item=self._show_library, finished=self._read)

    # --- Qt ---

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files may be dropped."""
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Add what was dropped."""
        self.add([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop what runs and let go of the library; what is not yet read stays in the queue."""
        self._closing = True
        self._refresh.stop()
        for job in self._jobs:
            job.stop()
        for job in list(self._jobs):
            job.wait()
        if self._assistant is not None:
            self._assistant.close()
            self._assistant = None
        super().closeEvent(event)

    # --- inside ---

    def _build(self) -> None:
        self.library = LibraryModel(self)
        self.documents = QListView()
        self.documents.setModel(self.library)
        self.documents.setUniformItemSizes(True)
        self.documents.setAccessibleName(self.tr("Documents"))
        self.count = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.add_button = QPushButton(self.tr("Add files …"))
        self.add_button.clicked.connect(self.choose_files)
        left = QWidget()
        side = QVBoxLayout(left)
        side.addWidget(self.count)
        side.addWidget(self.documents)
        side.addWidget(self.add_button)

        self.chat = ChatView()
        self.question = QLineEdit(placeholderText=self.tr("Ask your documents"))
        self.question.returnPressed.connect(self.ask)
        self.ask_button = QPushButton(self.tr("Ask"))
        self.ask_button.clicked.connect(self.ask)
        self.stop_button = QPushButton(self.tr("Stop"))
        self.stop_button.clicked.connect(self.stop)
        self.new_button = QPushButton(self.tr("New"))
        self.new_button.clicked.connect(self.new_conversation)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.stop)
        row = QHBoxLayout()
        row.addWidget(self.question)
        for button in (self.ask_button, self.stop_button, self.new_button):
            row.addWidget(button)
        right = QWidget()
        main = QVBoxLayout(right)
        main.addWidget(self.chat)
        main.addLayout(row)

        splitter = QSplitter()
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([280, 800])
        self.setCentralWidget(splitter)
        self._status = QLabel(textFormat=Qt.TextFormat.PlainText)
        self.statusBar().addPermanentWidget(self._status)

    def _start(self, work: Work, *, item: Callable[..., object], finished: Callable[[], object] | None = None) -> Job:
        """Start a job whose signals are connected before it runs: a short one may have ended in the next line."""
        job = Job(work, self)
        job.item.connect(item)
        if finished is not None:
            job.finished.connect(finished)
        job.failed.connect(self._show_error)
        job.broken.connect(self._show_bug)
        job.finished.connect(self._forget_finished)
        self._jobs.add(job)
        job.start()
        return job

    def _forget_finished(self) -> None:
        for job in [job for job in self._jobs if job.isFinished()]:
            self._jobs.discard(job)
            job.deleteLater()

    def _opened(self, assistant: "Assistant") -> None:
        if self._closing:
            assistant.close()
            return
        self._assistant = assistant
        assistant.warm()
        self.setWindowTitle("Lectern")
        self._set_ready(True)
        self.refresh()
        self._refresh.start()
        self._resume(assistant)

    def _resume(self, assistant: "Assistant") -> None:
        """Go on with files that wait, and with documents that an older program has cut or embedded in another way."""

        def work(cancel: Cancel) -> Iterator[IngestProgress]:
            if assistant.library.waiting() or assistant.outdated():
                yield from assistant.resume(cancel)

        self._adding = self._start(work, item=self._show_progress, finished=self._added)

    def _show_event(self, event: Event) -> None:
        self.chat.show_event(event)
        if isinstance(event, Done | Failed):
            self._conversation = event.conversation
        if isinstance(event, Failed):
            self._show_error(event.error)

    def _show_library(self, read: "int | list[DocumentInfo]") -> None:
        if isinstance(read, int):
            self._revision = read
        else:
            self.library.replace(read)
            self.count.setText(self.tr("Documents: {}").format(len(read)))

    def _read(self) -> None:
        self._reading = None

    def _answered(self) -> None:
        self.chat.flush()
        self._answering = None
        self._set_answering(False)

    def _show_progress(self, step: IngestProgress) -> None:
        self._status.setText(self.tr("Added: {}, waiting: {}").format(step.done, step.waiting))
        if step.error is not None:
            self._show_error(step.error)
        if step.state in {"ready", "removed"}:
            self.refresh()

    def _added(self) -> None:
        self._adding = None
        self.refresh()
        if self._to_add:
            waiting, self._to_add = self._to_add, []
            self.add(waiting)

    def _show_error(self, error: AssistantError) -> None:
        """The one presenter of errors: what happened, and what to do now."""
        self.chat.note(f"{error.message()}\n  {error.hint()}")

    def _show_bug(self, text: str) -> None:
        self.chat.note(self.tr("This is a bug in Lectern. Your documents are safe.") + "\n" + text)

    def _set_ready(self, ready: bool) -> None:
        for widget in (self.question, self.add_button, self.new_button):
            widget.setEnabled(ready)
        self.ask_button.setEnabled(ready)
        self.stop_button.setEnabled(False)
        if ready:
            self.question.setFocus()

    def _set_answering(self, answering: bool) -> None:
        self.ask_button.setEnabled(not answering)
        self.new_button.setEnabled(not answering)
        self.stop_button.setEnabled(answering)

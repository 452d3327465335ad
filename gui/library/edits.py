"""Changes of the library that a person makes: one after the other, off the UI thread, each with its way back."""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from assistant.cancel import Cancel
from assistant.collecting import Labelled, collect, take_back
from assistant.errors import AssistantError
from assistant.library.types import DocumentInfo
from gui.jobs import Job, Jobs
from gui.library.contents import title_of
from gui.library.undo import Undo, UndoStack

if TYPE_CHECKING:
    from assistant.app import Assistant


@dataclass(frozen=True, slots=True)
class _Edit:
    """One change: what it does gives its way back, None where there is none to give, or why nothing was changed."""

    work: "Callable[[Assistant], Undo | str | None]"
    reindexes: bool = False


class Edits(QObject):
    """Makes changes, and undoes them.

    Args:
        jobs: of the window.
    """

    changed = Signal()  # the library is other than it was
    undoable = Signal(object)  # Undo: something was done that can be undone
    undone = Signal(str)
    told = Signal(str)  # nothing was to be changed, and why
    failed = Signal(object)  # AssistantError
    collection_renamed = Signal(str, str)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._assistant: Assistant | None = None
        self._edits: deque[_Edit] = deque()
        self._running: Job | None = None
        self._indexing: Job | None = None
        self._reindex = False
        self.stack = UndoStack()

    def open(self, assistant: "Assistant") -> None:
        """The library has been opened."""
        self._assistant = assistant

    # --- documents ---

    def rename(self, document: DocumentInfo, title: str) -> None:
        """Give a document another title."""
        text = self.tr("Renamed “{}”.").format(title_of(document))

        def work(assistant: "Assistant") -> Undo:
            assistant.rename(document.id, title)
            return Undo(text, lambda again: again.rename(document.id, document.title))

        self._do(_Edit(work))

    def remove(self, documents: Sequence[DocumentInfo]) -> None:
        """Remove documents from the library; their files stay."""
        if len(documents) == 1:
            text = self.tr("Removed “{}”.").format(title_of(documents[0]))
        else:
            text = self.tr("Removed %n document(s).", "", len(documents))
        ids = [document.id for document in documents]

        def work(assistant: "Assistant") -> Undo:
            removed = assistant.take_out(ids)
            return Undo(text, lambda again: again.restore(removed), removed.size, reindexes=True)

        self._do(_Edit(work, reindexes=True))

    # --- collections ---

    def collect(self, name: str, documents: Sequence[DocumentInfo], out_of: str = "") -> None:
        """Put documents into a collection, which is made where there is none; ``out_of`` another makes it a move."""
        new = [document.id for document in documents if name not in document.collections]
        old = [document.id for document in documents if out_of and out_of in document.collections]
        if not new and not old:
            return
        text = self.tr("Put %n document(s) into “{}”.", "", len(documents)).format(name)

        def back(assistant: "Assistant") -> None:
            assistant.library.uncollect(name, new)
            if old:
                assistant.library.collect(out_of, old)

        def work(assistant: "Assistant") -> Undo:
            assistant.library.collect(name, new)
            if old:
                assistant.library.uncollect(out_of, old)
            return Undo(text, back)

        self._do(_Edit(work))

    def collect_labels(self, documents: Sequence[Labelled]) -> None:
        """Put documents into collections of their labels; none is taken out of any, and what else there is is said."""
        head = self.tr("Put into collections: {new} new in {collections}.")
        remarks = {
            "known": self.tr("{count} were there already."),
            "elsewhere": self.tr("{count} stay in other collections as well."),
            "missing": self.tr("{count} are no longer in the library."),
            "unlabelled": self.tr("{count} have no label."),
        }

        def work(assistant: "Assistant") -> Undo | str:
            done = collect(assistant.library, documents)
            said = [head.format(new=done.count, collections=", ".join(done.added) or "–")]
            said += [text.format(count=count) for key, text in remarks.items() if (count := getattr(done, key))]
            return Undo(" ".join(said), lambda again: take_back(again.library, done)) if done.added else " ".join(said)

        self._do(_Edit(work))

    def uncollect(self, name: str, documents: Sequence[DocumentInfo]) -> None:
        """Take documents out of a collection; they stay in the library."""
        ids = [document.id for document in documents if name in document.collections]
        text = self.tr("Took %n document(s) out of “{}”.", "", len(ids)).format(name)

        def work(assistant: "Assistant") -> Undo:
            assistant.library.uncollect(name, ids)
            return Undo(text, lambda again: again.library.collect(name, ids))

        self._do(_Edit(work))

    def create_collection(self, name: str) -> None:
        """Make an empty collection."""
        text = self.tr("Made the collection “{}”.").format(name)

        def work(assistant: "Assistant") -> Undo:
            assistant.library.create_collection(name)
            return Undo(text, lambda again: again.library.delete_collection(name))

        self._do(_Edit(work))

    def rename_collection(self, old: str, new: str) -> None:
        """Give a collection another name."""
        text = self.tr("Renamed “{}”.").format(old)

        def back(assistant: "Assistant") -> None:
            assistant.library.rename_collection(new, old)
            self.collection_renamed.emit(new, old)

        def work(assistant: "Assistant") -> Undo:
            assistant.library.rename_collection(old, new)
            self.collection_renamed.emit(old, new)
            return Undo(text, back)

        self._do(_Edit(work))

    def delete_collection(self, name: str, members: Sequence[DocumentInfo]) -> None:
        """Delete a collection; its documents stay."""
        ids = [document.id for document in members]
        text = self.tr("Deleted the collection “{}”.").format(name)

        def back(assistant: "Assistant") -> None:
            assistant.library.create_collection(name)
            assistant.library.collect(name, ids)

        def work(assistant: "Assistant") -> Undo:
            assistant.library.delete_collection(name)
            return Undo(text, back)

        self._do(_Edit(work))

    # --- back ---

    def undo(self) -> None:
        """Undo the last change."""
        last = self.stack.pop()
        if last is None:
            return

        def work(assistant: "Assistant") -> None:
            last.work(assistant)

        self.undone.emit(last.text)
        self._do(_Edit(work, last.reindexes))

    # --- inside ---

    def _do(self, edit: _Edit) -> None:
        self._edits.append(edit)
        self._next()

    def _next(self) -> None:
        assistant = self._assistant
        if assistant is None or self._running is not None or not self._edits:
            return
        edit = self._edits.popleft()

        def work(cancel: Cancel) -> Iterator[Undo | str | None]:
            yield edit.work(assistant)

        self._reindex = self._reindex or edit.reindexes
        self._running = self._jobs.start(work, item=self._done, failed=self._fail, finished=self._ended)

    def _done(self, undo: Undo | str | None) -> None:
        if isinstance(undo, str):
            self.told.emit(undo)
        elif undo is not None and self.stack.push(undo):
            self.undoable.emit(undo)
        self.changed.emit()

    def _ended(self) -> None:
        self._running = None
        self._next()
        self._index()

    def _index(self) -> None:
        """Let the index follow in a job of its own: the row has gone already, and a large index takes its time."""
        assistant = self._assistant
        if assistant is None or not self._reindex or self._indexing is not None or self._running is not None:
            return
        self._reindex = False

        def work(cancel: Cancel) -> Iterator[None]:
            assistant.sync_index(cancel)
            yield None

        self._indexing = self._jobs.start(work, failed=self._fail, finished=self._indexed)

    def _indexed(self) -> None:
        self._indexing = None
        self._index()

    def _fail(self, error: AssistantError) -> None:
        self.failed.emit(error)
        self.changed.emit()  # the row is shown as it is, not as it was asked to be

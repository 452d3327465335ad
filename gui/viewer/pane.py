"""The source pane: a document opened at the cited words, which are highlighted where they stand."""

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMenu, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from assistant.cancel import Cancel
from assistant.errors import AssistantError
from assistant.library.types import Scope, Span
from gui.actions import Actions
from gui.jobs import Job, Jobs
from gui.theme import Themes, set_kind
from gui.viewer.citations import Citations
from gui.viewer.document_view import DocumentView
from gui.viewer.find_bar import FindBar
from gui.viewer.header import Header
from gui.viewer.marks import Mark, Marked
from gui.viewer.outside import open_file, show_in_folder
from gui.viewer.pane_actions import PaneActions
from gui.viewer.reading import Located, Opened, PageLines, opening
from gui.viewer.search import Search
from gui.viewer.why_view import WhyView
from gui.viewer.words import language

if TYPE_CHECKING:
    from assistant.app import Assistant
    from assistant.library.why import WhyReport
    from chains.types import Quote


class SourcePane(QWidget):
    """Shows one document at a time.

    Args:
        jobs: run all that reads.
        themes: colours.
    """

    use_as_evidence = Signal(object)  # Span
    closed = Signal()
    shown = Signal(str)  # document id, when its words are in sight

    def __init__(self, jobs: Jobs, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._assistant: Assistant | None = None
        self._opened: Opened | None = None
        self._is_gone = False
        self._target: tuple[int, int] | None = None
        self._citations = Citations()
        self._question: str | None = None
        self._scope = Scope()
        self._job: Job | None = None
        self._why_job: Job | None = None
        self._asked: tuple[Span, str] | None = None
        self._actions: PaneActions | None = None
        self.header = Header()
        self.note = _sentence("caution")
        self.view = DocumentView(jobs, themes)
        self.find_bar = FindBar(themes)
        self.search = Search(jobs, self.find_bar, self)
        self.why = WhyView(themes)
        self.message = _sentence("muted", centred=True)
        self._lay_out()
        self._connect()
        self.clear()

    # --- seams ---

    def open(self, assistant: "Assistant") -> None:
        """The library has been opened."""
        self._assistant = assistant

    def register(self, actions: Actions) -> None:
        """Add this pane's actions to the window's."""
        self._actions = PaneActions(self, actions)
        self._update()

    def set_question(self, question: str | None, scope: Scope = Scope()) -> None:
        """The last question, as it was searched for, and what it was asked of; ``Why not this?`` is about it."""
        self._question, self._scope = question, scope

    def show_quote(self, quote: "Quote", others: "Sequence[Quote]" = ()) -> None:
        """Open the document at a quote.

        Args:
            quote: highlighted strongly.
            others: of the same answer, highlighted weakly where they stand in the same document.
        """
        self._citations.replace(quote, others)
        self._go_to_citation()

    def show_document(self, document_id: str, position: int | None = None) -> None:
        """Open a document, at a code point of its text."""
        self._citations.clear()
        self._start(document_id, None if position is None else (position, position))

    def follow_library(self, documents: Collection[str]) -> None:
        """The library has changed, by another program perhaps; ``documents`` are in it now."""
        if self._opened is None:
            return
        there = self._opened.info.id in documents
        if there == self._is_gone:
            self._is_gone = not there
            if there:
                self.note.hide()
            else:
                self._note(self.tr("This document is no longer in the library; it is shown as it was."))

    def next_citation(self, step: int = 1) -> None:
        """Go to the next quote of the answer, or with -1 to the one before."""
        if self._citations.step(step):
            self._go_to_citation()

    def clear(self) -> None:
        """Show nothing."""
        self._stop()
        self._opened = self._target = None
        self._citations.clear()
        self.header.clear()
        self.view.clear()
        self.search.set_text("")
        self.find_bar.hide()
        self.note.hide()
        self._say(
            self.tr("No document is open.\nClick a citation in an answer, or open a document in the library."), "muted"
        )
        self._update()

    @property
    def highlighted_text(self) -> str:
        """The words that are highlighted as the citation now, read from what is highlighted."""
        return self.view.highlighted_text if self._opened is not None else ""

    @property
    def selection(self) -> Span | None:
        """The words that are selected now."""
        selected = self.view.selection
        return None if self._opened is None or selected is None else Span(self._opened.info.id, *selected)

    @property
    def opened(self) -> Opened | None:
        """The document that is shown."""
        return self._opened

    @property
    def citations(self) -> Citations:
        """The quotes that one can step through."""
        return self._citations

    # --- actions ---

    def copy(self) -> None:
        """Put the selected words, as they are stored, on the clipboard."""
        selected = self.view.selection
        if self._opened is not None and selected is not None:
            QGuiApplication.clipboard().setText(self._opened.text[selected[0] : selected[1]])

    def start_find(self) -> None:
        """Look for words in the document; the selected ones at first."""
        if self._opened is None:
            return
        selected = self.view.selection
        words = "" if selected is None else self._opened.text[selected[0] : selected[1]]
        self.find_bar.start(words if len(words) < 100 and "\n" not in words else "")

    def end_find(self) -> None:
        """Put the search away."""
        self.find_bar.hide()
        self.search.clear()
        self.view.setFocus()

    def start_go_to(self) -> None:
        """Type the number of a page."""
        if self.header.page.isVisible():
            self.header.page.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.header.page.selectAll()

    def open_outside(self) -> None:
        """Open the file in its own program."""
        if self._opened is not None and self._opened.file and not open_file(self._opened.file):
            self._note(self.tr("No program for this file was found."))

    def show_folder(self) -> None:
        """Open the folder that the file lies in."""
        if self._opened is not None and self._opened.file and not show_in_folder(self._opened.file):
            self._note(self.tr("The folder could not be opened."))

    def explain(self) -> None:
        """Say why the selected words are not among the evidence."""
        span = self.selection
        if span is not None and self._opened is not None:
            self._explain(span, self._opened.text[span.start : span.end], self._question)

    def explain_quote(self, quote: "Quote", question: str) -> None:
        """Say where a quote stood for a question."""
        self._explain(Span(quote.document_id, quote.start, quote.end), quote.text, question)

    def use_selection(self) -> None:
        """Give the selected words to the conversation as evidence."""
        span = self.selection
        if span is not None:
            self.use_as_evidence.emit(span)

    # --- inside: opening ---

    def _go_to_citation(self) -> None:
        quote = self._citations.current
        if quote is not None:
            self._start(quote.document_id, (quote.start, quote.end))

    def _start(self, document_id: str, target: tuple[int, int] | None) -> None:
        assistant = self._assistant
        if assistant is None:
            return
        self._stop()
        self._target = target
        known = self._opened
        if known is None or known.info.id != document_id:
            self.why.hide()
            self._opened = None
            self.note.hide()
            self._say(self.tr("Opening the document …"), "muted")
        spans = [] if target is None else [target]
        spans += [(quote.start, quote.end) for quote in self._citations.in_document(document_id)]
        self._job = self._jobs.start(
            lambda cancel: opening(assistant, document_id, known, spans, cancel),
            item=self._came,
            failed=self._unopened,
        )
        self._update()

    def _stop(self) -> None:
        for job in (self._job, self._why_job):
            if job is not None:
                job.stop()
        self._job = self._why_job = None

    def _came(self, item: "Opened | PageLines | Located") -> None:
        if self.sender() is not self._job or self._assistant is None:
            return
        match item:
            case Opened():
                self._opened = item
                self._is_gone = False
                self.header.show_document(item)
                self.search.set_text(item.text)
                self._stack.setCurrentWidget(self._shown)
                self.view.open(self._assistant, item)
                if not item.file:
                    self._note(self.tr("The file is gone from where it was; its text is shown as it was read."))
            case PageLines():
                self.view.put_lines(item)
            case Located():
                self._job = None
                self._mark()
                if self._target is not None:
                    self.view.show_span(*self._target)
                if self._opened is not None:
                    self.shown.emit(self._opened.info.id)
        self._update()

    def _unopened(self, error: AssistantError) -> None:
        if self.sender() is self._job:
            self._job = None
            self._opened = None
            self.header.clear()
            if error.code == "library.no_document":
                self._say(self.tr("This document is no longer in the library."), "negative")
            else:
                self._say(f"{error.message(language())}\n{error.hint(language())}", "negative")
            self._update()

    def _refused(self, error: AssistantError) -> None:
        self._note(f"{error.message(language())} {self.tr('Its text is shown as it was read.')}")
        if self._target is not None:
            self.view.show_span(*self._target)

    def _mark(self) -> None:
        if self._opened is None:
            return
        current = self._citations.current
        marks = [
            Marked(Mark.CITED if quote is current else Mark.CITED_TOO, quote.start, quote.end)
            for quote in self._citations.in_document(self._opened.info.id)
        ]
        self.view.set_marks([*marks, *self.search.marks()])

    def _found(self) -> None:
        self._mark()
        match = self.search.current
        if match is not None:
            self.view.show_span(*match)

    # --- inside: why ---

    def _explain(self, span: Span, words: str, question: str | None) -> None:
        assistant, scope = self._assistant, self._scope
        if assistant is None:
            return
        if self.why.isHidden() and self._opened is not None and self._opened.info.id == span.document:
            self.view.show_span(span.start, span.end)  # the panel comes over the lower part
        self.why.show()
        if question is None:
            self.why.say(words, self.tr("No question has been asked yet. Ask one, and come back to these words."))
            return
        self._asked = span, question
        self.why.say(words, self.tr("Looking it up …"))

        def work(cancel: Cancel) -> "Iterator[WhyReport]":
            yield assistant.why(question, span, scope)

        self._why_job = self._jobs.start(work, item=self._explained, failed=self._unexplained)

    def _explained(self, report: "WhyReport") -> None:
        if self.sender() is self._why_job and self._asked is not None:
            self.why.show_report(report.quote, self._asked[1], report)

    def _unexplained(self, error: AssistantError) -> None:
        if self.sender() is self._why_job:
            self.why.say("", f"{error.message(language())} {error.hint(language())}")

    def _use_asked(self) -> None:
        if self._asked is not None:
            self.use_as_evidence.emit(self._asked[0])

    # --- inside: looks ---

    def _lay_out(self) -> None:
        self._shown = QWidget()
        column = QVBoxLayout(self._shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.note)
        column.addWidget(self.find_bar)
        split = QSplitter(Qt.Orientation.Vertical)
        split.setChildrenCollapsible(False)
        split.addWidget(self.view)
        split.addWidget(self.why)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        column.addWidget(split, 1)
        self.why.hide()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.message)
        self._stack.addWidget(self._shown)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self._stack, 1)
        self.setAccessibleName(self.tr("Source"))
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        self.header.page_wanted.connect(self.view.go_to_page)
        self.view.page_changed.connect(self.header.set_page)
        self.view.zoom_changed.connect(self._zoomed)
        self.view.selection_changed.connect(self._update)
        self.view.mode_changed.connect(self._update)
        self.view.refused.connect(self._refused)
        self.view.copy_wanted.connect(self.copy)
        self.view.menu_wanted.connect(self._show_menu)
        self.find_bar.closed.connect(self.end_find)
        self.search.changed.connect(self._found)
        self.why.closed.connect(self.why.hide)
        self.why.use_as_evidence.connect(self._use_asked)

    def _say(self, text: str, kind: str) -> None:
        self.message.setText(text)
        set_kind(self.message, kind)
        self._stack.setCurrentWidget(self.message)

    def _note(self, text: str) -> None:
        self.note.setText(f"⚠ {text}")
        self.note.show()

    def _zoomed(self) -> None:
        self.header.set_zoom(self.view.factor)

    def _update(self) -> None:
        self.header.set_citation(self._citations.number, self._citations.count)
        if self._actions is not None:
            self._actions.update()

    def _show_menu(self, point: QPoint) -> None:
        if self._actions is not None:
            menu = QMenu(self)
            menu.addActions(self._actions.of_selection())
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(point)


def _sentence(kind: str, *, centred: bool = False) -> QLabel:
    label = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
    label.setProperty("kind", kind)
    label.setMargin(24 if centred else 8)
    if centred:
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label

"""The words of an answer: grown cheaply while they come, set with verdicts and citations once they are checked."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QTextCursor

from assistant.claim_marks import place_claims
from assistant.rich_text import FIRST, MOST, rich_text, visible
from gui.chat.looks import Looks
from gui.chat.render import Writer
from gui.chat.text_view import TextView
from gui.chat.turn_state import TurnState

_FENCE = "```"


class AnswerView(TextView):
    """Shows ``TurnState.answer``; what comes is appended as it is, and read as Markdown by the paragraph."""

    _looks: Looks
    _taken = 0  # characters of the answer that are in the document
    _tail = ""  # of the paragraph that is still being written
    _tail_at = 0  # where that begins in the document
    _characters = FIRST
    _shown: object = None  # what was set last

    def show_whole(self, state: TurnState, looks: Looks) -> None:
        """Set the answer as it stands, with the verdicts and citations that are known."""
        shown = state.answer, state.claims, dict(state.numbers), state.markdown, self._characters
        if shown == self._shown:
            return
        self._shown = shown
        self.begin(looks)
        self._looks = looks
        rich = rich_text(state.answer, state.numbers, characters=self._characters, markdown=state.markdown)
        if state.claims and state.markdown:
            rich = place_claims(rich, state.claims)
        writer = Writer(self.document(), looks, self.targets, state.claims)
        writer.write(rich)
        if rich.cut:
            self._write_cut(writer, state.answer)
        self._taken, self._tail, self._tail_at = len(state.answer), "", self.document().characterCount() - 1
        self.grown()

    def show_more(self, state: TurnState) -> None:
        """Read further than at first."""
        self._characters = MOST
        self.show_whole(state, self._looks)

    def grow(self, answer: str) -> None:
        """Append what was written since; once a paragraph is complete it is set."""
        new = answer[self._taken : FIRST]
        if not new:
            return
        self._taken += len(new)
        self._shown = None
        settled, between, rest = (self._tail + new).rpartition("\n\n")
        if between and settled.count(_FENCE) % 2 == 0:
            self._remove_tail()
            writer = Writer(self.document(), self._looks, self.targets)
            writer.write(rich_text(settled))
            self._tail_at = writer.open_paragraph()
            self._tail = rest
            new = rest
        else:
            self._tail += new
        if new:
            Writer(self.document(), self._looks, self.targets).plain(visible(new))
        self.grown()

    def _remove_tail(self) -> None:
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._tail_at)
        cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()

    def _write_cut(self, writer: Writer, answer: str) -> None:
        if self._characters < MOST:
            writer.anchor(QCoreApplication.translate("AnswerView", "Show more"), "more:0")
            return
        # What is left is no reading matter; it is copied whole.
        text = QCoreApplication.translate("AnswerView", "Copy the whole text ({} characters)")
        writer.anchor(text.format(f"{len(answer):,}"), f"copy:{len(self.targets.copies)}")
        self.targets.copies.append(answer)

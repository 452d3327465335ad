"""The words that are looked for in the document that is shown, and the match that is gone to."""

from PySide6.QtCore import QObject, Signal

from assistant.library.finding import MOST_MATCHES
from gui.jobs import Job, Jobs
from gui.viewer.find_bar import FindBar
from gui.viewer.marks import Mark, Marked
from gui.viewer.reading import Found, finding


class Search(QObject):
    """What stands behind the find bar.

    Args:
        jobs: run the search.
        bar: tells what is looked for, and shows how often it was found.
    """

    changed = Signal()

    def __init__(self, jobs: Jobs, bar: FindBar, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._bar = bar
        self._text = ""
        self._spans: list[tuple[int, int]] = []
        self._at = 0
        self._job: Job | None = None
        bar.words_changed.connect(self._look)
        bar.stepped.connect(self.step)

    def set_text(self, text: str) -> None:
        """Look in this text from now on; what was being looked for is looked for again."""
        self._text = text
        self._spans = []
        if self._bar.isVisible():
            self._look(self._bar.field.text())

    def clear(self) -> None:
        """Look for nothing."""
        self._look("")

    def step(self, count: int) -> None:
        """Go to the next match, or back; after the last comes the first."""
        if self._spans:
            self._at = (self._at + count) % len(self._spans)
            self._show()

    @property
    def current(self) -> tuple[int, int] | None:
        """The match that is gone to."""
        return self._spans[self._at] if self._spans else None

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self._spans)

    def marks(self) -> list[Marked]:
        """All matches."""
        return [
            Marked(Mark.FOUND_HERE if number == self._at else Mark.FOUND, start, end)
            for number, (start, end) in enumerate(self._spans)
        ]

    def _look(self, words: str) -> None:
        if self._job is not None:
            self._job.stop()
        text = self._text
        self._job = self._jobs.start(lambda cancel: finding(text, words, cancel), item=self._came)

    def _came(self, found: Found) -> None:
        if self.sender() is self._job:
            self._job = None
            self._spans, self._at = found.spans, 0
            self._show()

    def _show(self) -> None:
        count = len(self._spans)
        self._bar.set_count(min(self._at + 1, count), count, more=count >= MOST_MATCHES)
        self.changed.emit()

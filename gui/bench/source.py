"""A source pane over a library, as the benches drive it: shown, clicked, and waited for by the event loop."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from assistant.app import Assistant
from chains.types import Quote
from gui.actions import Actions
from gui.jobs import Jobs
from gui.theme import Themes
from gui.viewer.pane import SourcePane

WAIT_SECONDS = 60.0
_STEP_MILLISECONDS = 2


@contextmanager
def shown_pane(application: QApplication, assistant: Assistant) -> Iterator[SourcePane]:
    """The pane in a window of its own; an error in it ends the bench."""
    themes = Themes(application)
    jobs = Jobs()
    trouble: list[object] = []
    jobs.failed.connect(trouble.append)
    jobs.broken.connect(trouble.append)
    window = QMainWindow()
    pane = SourcePane(jobs, themes)
    pane.register(Actions(window))
    pane.open(assistant)
    window.setCentralWidget(pane)
    window.resize(700, 900)
    window.show()
    try:
        yield pane
        if trouble:
            raise RuntimeError(str(trouble[0]))
    finally:
        pane.clear()
        jobs.close()
        jobs.wait_all(5.0)
        window.close()


def seconds_until(reached: Callable[[], bool]) -> float:
    """Let the event loop run until something is so; the seconds that this took.

    Raises:
        TimeoutError: it never was.
    """
    began = time.perf_counter()
    loop = QEventLoop()
    timer = QTimer(interval=_STEP_MILLISECONDS)
    timer.timeout.connect(lambda: loop.quit() if reached() or time.perf_counter() - began > WAIT_SECONDS else None)
    timer.start()
    loop.exec()
    timer.stop()
    if not reached():
        raise TimeoutError(f"not within {WAIT_SECONDS:.0f} s")
    return time.perf_counter() - began


def is_drawn(pane: SourcePane) -> bool:
    """Whether the page that is looked at has its picture at the size it is shown in."""
    pages = pane.view.pages
    return pages.page > 0 and pages.is_sharp(pages.page)


def quote_at(assistant: Assistant, document_id: str, start: int, end: int) -> Quote:
    """The words at a span as the chat would cite them."""
    info = assistant.library.document(document_id)
    words = assistant.library.text(document_id, start, end)
    page = assistant.library.page_of(document_id, start)
    return Quote(document_id, info.title, info.path, page, start, end, words, 1.0, 0)

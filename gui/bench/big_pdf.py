"""A PDF of 1,000 pages in the source pane: how soon its first page is shown, and a citation on page 900."""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication

from assistant.app import Assistant
from assistant.bench.report import Figure, show
from assistant.library.pages import Pages
from gui.bench.heartbeat import Heartbeat
from gui.bench.source import is_drawn, quote_at, seconds_until, shown_pane

BAR_SECONDS = 0.5
BAR_STALL_MILLISECONDS = 150.0
LINES_A_PAGE = 46


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; 1 if a bar was missed."""
    parser = argparse.ArgumentParser(prog="python -m gui.bench.big_pdf", description=__doc__)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--home", type=Path, help="keep the library here, and take the one that is there")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    application = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder) / "home"
        return show(measure(application, home, options.pages), as_json=options.json)


def make_pdf(path: Path, pages: int) -> None:
    """Write a PDF of so many pages, each full of sentences that stand nowhere else."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    for page in range(1, pages + 1):
        canvas.setFont("Helvetica-Bold", 15)
        canvas.drawString(60, 780, f"Chapter {page}")
        canvas.setFont("Helvetica", 10)
        for line in range(LINES_A_PAGE):
            canvas.drawString(
                60,
                750 - 15 * line,
                f"Clause {page}.{line} says that item {page * 97 + line} is kept for {line + 2} years.",
            )
        canvas.showPage()
    canvas.save()


def measure(application: QApplication, home: Path, pages: int) -> list[Figure]:
    """The seconds that a person waits, and the longest stall meanwhile."""
    file = home / f"big-{pages}.pdf"
    home.mkdir(parents=True, exist_ok=True)
    if not file.exists():
        make_pdf(file, pages)
    far = max(1, pages * 9 // 10)
    with Assistant.open(home) as assistant:
        for step in assistant.add([file]):
            if step.error is not None:
                raise step.error
        document = assistant.library.resolve(str(file))
        text = assistant.library.text(document.id)
        start = text.index(f"Clause {far}.20 ")
        quote = quote_at(assistant, document.id, start, text.index("years.", start) + 6)
        heartbeat = Heartbeat()
        with shown_pane(application, assistant) as pane:
            heartbeat.start()
            pane.show_document(document.id)
            cold = seconds_until(lambda: is_drawn(pane))
            pane.clear()
            pane.show_document(document.id)
            first = seconds_until(lambda: is_drawn(pane))
            pane.show_quote(quote)
            jump = seconds_until(lambda: pane.highlighted_text == quote.text and is_drawn(pane))
            seen = pane.view.pages.page
            heartbeat.stop()
        return [
            Figure(f"first page of {pages}, the drawing process not yet started", f"{cold:.3f} s"),
            Figure("first page, the file open", f"{first:.3f} s", f"≤ {BAR_SECONDS} s", first <= BAR_SECONDS),
            Figure(
                f"click on a citation on page {far}, until the page is drawn with its words highlighted",
                f"{jump:.3f} s",
                f"≤ {BAR_SECONDS} s, that page",
                jump <= BAR_SECONDS and seen == far,
                f"{_anew(assistant, document.id, far):.3f} s to draw it in a process that has to open the file",
            ),
            Figure(
                "longest stall of the window meanwhile",
                f"{heartbeat.longest:.0f} ms",
                f"≤ {BAR_STALL_MILLISECONDS:.0f} ms",
                heartbeat.longest <= BAR_STALL_MILLISECONDS,
            ),
        ]


def _anew(assistant: Assistant, document_id: str, page: int) -> float:
    pages = Pages(assistant.library, assistant.settings.reader)
    began = time.perf_counter()
    try:
        pages.draw(document_id, page, 1.0)
    finally:
        pages.close()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())

"""100 citations clicked in a document of each format: the highlighted words are the quote's, to the character."""

import argparse
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from importlib.resources import as_file
from pathlib import Path

from PySide6.QtWidgets import QApplication

from assistant.app import Assistant
from assistant.bench.report import Figure, show
from assistant.library.types import DocumentInfo
from chains.types import Quote
from gui.bench.source import quote_at, seconds_until, shown_pane
from gui.viewer.pane import SourcePane
from resources import resource

QUOTES = 100
_SENTENCE = re.compile(r"\w[^.!?。！？\n]{6,160}[.!?。！？]?")
_LONGER = re.compile(r"\w[^\n]{30,120}\n+[^\n]{20,120}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; 1 if a bar was missed."""
    parser = argparse.ArgumentParser(prog="python -m gui.bench.citations", description=__doc__)
    parser.add_argument("--quotes", type=int, default=QUOTES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--home", type=Path, help="keep the library here, and take the one that is there")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    application = QApplication([])
    with tempfile.TemporaryDirectory() as folder:
        home = options.home or Path(folder) / "home"
        return show(measure(application, home, options.quotes, options.seed), as_json=options.json)


def make_documents(folder: Path) -> list[Path]:
    """The sample documents (PDF, a scan, DOCX, XLSX, CSV, HTML, Markdown, Chinese text) and the formats they lack."""
    folder.mkdir(parents=True, exist_ok=True)
    with as_file(resource("demo")) as demo:
        files = [path for path in sorted(demo.iterdir()) if path.suffix != ".toml"]
        for path in files:
            (folder / path.name).write_bytes(path.read_bytes())
    made = {
        "letter.eml": "From: Ada <ada@example.org>\nTo: Ben <ben@example.org>\nSubject: The keys\nMIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\n\nDear Ben,\n\nthe keys lie with the porter until six.\n\n"
        "The blue one opens the cellar. Please bring it back on Friday.\n",
        "signs.txt": "The clef 𝄞 opens the line, and 𝄢 closes it.\n\n"
        "𠮷野家 stands at the corner. 😀 is a face, 👩‍👩‍👧 a family.\n\n"
        "After an astral sign, as 𝒳 is one, positions must not slip. So this sentence has two: 𝒴 and 𝒵.\n",
        "code.md": "# Set-up\n\n- first *item* of the list\n- second item, with `code`\n\n"
        "```python\nfor row in rows:\n    print(row)\n"
        "```\n\n| Sign | Meaning |\n|---|---|\n| 😀 | a face |\n| ∅ | nothing at all |\n\nThe end of it.\n",
    }
    for name, text in made.items():
        (folder / name).write_text(text, "utf-8")
    _make_picture(folder / "notice.png")
    _make_columns(folder / "columns.pdf")
    return sorted(folder.iterdir())


def measure(application: QApplication, home: Path, quotes: int, seed: int) -> list[Figure]:
    """How many of the highlights are the quotes, by format."""
    with Assistant.open(home) as assistant:
        for step in assistant.add(make_documents(home / "documents")):
            if step.error is not None:
                raise step.error
        chosen = _chosen(assistant, quotes, random.Random(seed))
        right: Counter[str] = Counter()
        asked: Counter[str] = Counter()
        with shown_pane(application, assistant) as pane:
            for quote, kind in chosen:
                shown = _clicked(pane, quote, [other for other, _ in chosen if other.document_id == quote.document_id])
                asked[kind] += 1
                right[kind] += shown == quote.text
                if shown != quote.text:
                    sys.stderr.write(f"{kind}: {quote.text!r}\n  shown: {shown!r}\n")
    figures = [Figure(f"{kind}: highlighted as quoted", f"{right[kind]} of {asked[kind]}") for kind in sorted(asked)]
    return [
        *figures,
        Figure(
            "citations whose highlighted words are the quote, to the character",
            f"{right.total()} of {asked.total()}",
            "all",
            right.total() == asked.total() == quotes,
            f"{len(asked)} formats",
        ),
    ]


def _clicked(pane: SourcePane, quote: Quote, others: Sequence[Quote]) -> str:
    """The words that are highlighted after a click."""
    arrived: list[str] = []
    pane.shown.connect(arrived.append)
    pane.show_quote(quote, others)
    seconds_until(lambda: bool(arrived))
    pane.shown.disconnect(arrived.append)
    return pane.highlighted_text


def _chosen(assistant: Assistant, count: int, chance: random.Random) -> list[tuple[Quote, str]]:
    """Quotes in turn from each document: sentences, rows of tables, and spans over line ends."""
    supplies = []
    for document in assistant.library.documents():
        spans = _spans(assistant, document)
        chance.shuffle(spans)
        name = Path(document.path).suffix.removeprefix(".")
        kind = f"{name} (recognised)" if document.ocr_pages else name
        supplies.append([(quote_at(assistant, document.id, *span), kind) for span in spans])
    found: list[tuple[Quote, str]] = []
    while len(found) < count and any(supplies):
        found += [supply.pop() for supply in supplies if supply][: count - len(found)]
    chance.shuffle(found)
    return found


def _spans(assistant: Assistant, document: DocumentInfo) -> list[tuple[int, int]]:
    text = assistant.library.text(document.id)
    rows = [
        (block.start, block.end) for block in assistant.library.blocks(document.id) if block.kind.startswith("table")
    ]
    sentences = [match.span() for match in _SENTENCE.finditer(text) if match.end() - match.start() > 8]
    longer = [match.span() for match in _LONGER.finditer(text)]
    return [*sentences[:60], *rows[:20], *longer[:20]]


def _make_picture(path: Path) -> None:
    from PIL import Image, ImageDraw, ImageFont

    picture = Image.new("RGB", (1000, 420), "white")
    draw, font = ImageDraw.Draw(picture), ImageFont.load_default(30)
    lines = ("The lift is out of order until Monday.", "Please use the stairs on the left.", "Call 0555 0131 for help.")
    for number, line in enumerate(lines):
        draw.text((50, 60 + 90 * number), line, fill="black", font=font)
    picture.save(path)


def _make_columns(path: Path) -> None:
    """Two columns, a word divided at a line's end, and a sentence that goes on in the next column and page."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    for page in range(2):
        for column in range(2):
            words = canvas.beginText(60 + 250 * column, 760)
            words.setFont("Helvetica", 11)
            for line in range(14):
                words.textLine(f"Line {line} of column {column + 1}, page {page + 1} is mainte-")
                words.textLine(f"nance number {line * 7}. It runs on to the next")
                words.textLine("line and ends here.")
            canvas.drawText(words)
        canvas.showPage()
    canvas.save()


if __name__ == "__main__":
    sys.exit(main())

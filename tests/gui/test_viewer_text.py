"""From a text's positions to a view's and back: for every character, whatever stands around it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QFont, QTextCursor, QTextDocument
from PySide6.QtWidgets import QApplication

from assistant.library.parsed import Block
from assistant.library.readers import registry
from assistant.library.readers.draft import Options
from gui.theme import load_theme
from gui.viewer.pieces import MOST_CHARACTERS, cells_of, pieces_of
from gui.viewer.text_layout import TextLayout

MARKDOWN = """# Title 𝄞

A paragraph with 😀 and
a second line.

- one *item*
- another

| A | B |
|---|---|
| 1 | 😀 |
|  | 4 |

Underlined
==========

```python
print("x")
```

> quoted
"""


@pytest.fixture(scope="module", autouse=True)
def application() -> QApplication:
    found = QApplication.instance() or QApplication([])
    assert isinstance(found, QApplication)
    return found


def laid_out(text: str, blocks: tuple[Block, ...]) -> tuple[QTextDocument, TextLayout]:
    document = QTextDocument()
    pieces = pieces_of(text, blocks)
    return document, TextLayout(document, text, pieces, 0, len(pieces), load_theme("light"), QFont())


def words_at(document: QTextDocument, place: tuple[int, int]) -> str:
    cursor = QTextCursor(document)
    cursor.setPosition(place[0])
    cursor.setPosition(place[1], QTextCursor.MoveMode.KeepAnchor)
    return cursor.selectedText().replace("\u2028", "\n").replace("\u2029", "\n")


def check(text: str, blocks: tuple[Block, ...]) -> None:
    document, layout = laid_out(text, blocks)
    for start, end in layout.printed():
        assert "".join(words_at(document, place) for place in layout.places(start, end)) == text[start:end]
        for position in range(start, end + 1):
            assert layout.to_text(layout.to_document(position)) == position
    shown = {position for start, end in layout.printed() for position in range(start, end)}
    hidden = "".join(character for position, character in enumerate(text) if position not in shown)
    assert not any(character.isalnum() for character in hidden)


def test_each_character_of_a_structured_text_is_where_it_says() -> None:
    parsed = registry.FORMATS[7].reader()(MARKDOWN.encode(), Options("a.md", ".md"))
    assert parsed.format == "markdown"
    check(parsed.text, parsed.blocks)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=30), max_size=6))
def test_each_character_of_any_text_is_where_it_says(parts: list[str]) -> None:
    text, blocks = "", []
    for number, part in enumerate(parts):
        if not part.strip():
            continue
        kind = ("paragraph", "heading", "table_header", "table_row", "code", "list")[number % 6]
        blocks.append(Block(kind, len(text), len(text) + len(part)))  # type: ignore[arg-type] # one of its words
        text += part + "\n\n"
    _, layout = laid_out(text, tuple(blocks))
    for start, end in layout.printed():
        for position in range(start, end + 1):
            assert layout.to_text(layout.to_document(position)) == position
    assert sum(end - start for start, end in layout.printed()) == sum(block.end - block.start for block in blocks)


def test_a_paragraph_of_any_length_is_cut_and_loses_nothing() -> None:
    text = "word " * 5000 + "x" * 9000
    pieces = pieces_of(text, [Block("paragraph", 0, len(text))])
    assert all(piece.end - piece.start <= MOST_CHARACTERS for piece in pieces)
    assert "".join(text[piece.start : piece.end] for piece in pieces) == text


def test_cells_follow_each_other_without_a_gap() -> None:
    for row in ("| a | b |", "a | b | ", "a |  | c", "|", "no bars"):
        cells = cells_of(row, 0, len(row))
        assert "".join(row[first:last] for first, _, _, last in cells) == row
        assert all(first <= inner <= stop <= last for first, inner, stop, last in cells)
    assert [row[a:b] for row in ["| a | b |"] for _, a, b, _ in cells_of(row, 0, len(row))] == ["a", "b"]


def test_a_table_that_begins_above_shows_its_header_again() -> None:
    text = "A | B\n1 | 2\n3 | 4"
    blocks = (Block("table_header", 0, 5), Block("table_row", 6, 11), Block("table_row", 12, 17))
    document = QTextDocument()
    layout = TextLayout(document, text, pieces_of(text, blocks), 2, 3, load_theme("light"), QFont())
    assert "A" in document.toPlainText()
    assert layout.printed()[0][0] == 12

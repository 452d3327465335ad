"""What every reader builds its result with: the text grows block by block, and the spans are right by construction."""

import re
import unicodedata
from dataclasses import dataclass, field

from assistant.cancel import Cancel
from assistant.library.parsed import Block, BlockKind, Line, Page, PageSource, Parsed

# The note of a page that only recognition can read, when that was not asked for.
UNRECOGNISED = "is a picture; its text was not recognised"

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# C0 and C1 controls but tab and newline, a byte order mark inside a text, noncharacters.
_DROPPED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
# Any of the above: most texts hold none, and one look is cheaper than three substitutions.
_UNCLEAN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_BLANKS = re.compile(r"[^\S\n]+")
# What programs write where nobody gave a title: nothing said, or the name of the file that was printed.
_NO_TITLE = re.compile(
    r"[\W\d_]*|\(?(?:untitled|anonymous|unknown|no title|title)\)?|"
    r"(?:word |powerpoint )?(?:document|presentation|blank)\s?\d*"
    r"|microsoft (?:word|excel|powerpoint) - .*"
    r"|\S+\.(?:docx?|dotx?|odt|rtf|pdf|tex|dvi|ps|indd|qxp|qxd|fm|xlsx?|pptx?|html?)"
    r"|无标题.*|未命名.*|文档\s?\d*|ohne titel|sans titre|sin título|без имени",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Options:
    """What a reader is told beside the bytes.

    Attributes:
        name: the file's name, for errors.
        suffix: lower case, with its dot; empty where the name has none.
        ocr: whether pages without text are recognised from their picture.
        cancel: checked between pages, sheets and thousands of rows.
    """

    name: str
    suffix: str = ""
    ocr: bool = True
    cancel: Cancel = field(default_factory=Cancel)


def clean(text: str) -> str:
    """``text`` as the library stores it: ``\\n`` line ends, no controls but tab and newline, no lone surrogates."""
    if not _UNCLEAN.search(text):
        return text
    text = _DROPPED.sub("", _LINE_ENDS.sub("\n", text))
    return _SURROGATES.sub("\ufffd", text)


def one_line(text: str) -> str:
    """``text`` cleaned, with every run of blanks, line ends too, made one space."""
    return " ".join(clean(text).split())


def given_title(text: str) -> str:
    """The title that a file says it has, empty where a program only filled the field."""
    title = one_line(text)[:200]
    return "" if _NO_TITLE.fullmatch(title) else title


def squeeze(text: str) -> str:
    """``text`` cleaned, each line without runs of blanks, blank lines at its ends dropped."""
    lines = [_BLANKS.sub(" ", line).strip() for line in clean(text).split("\n")]
    return "\n".join(lines).strip("\n")


def is_wide(character: str) -> bool:
    """Whether ``character`` is of a script that writes without spaces between words (Chinese, Japanese)."""
    return unicodedata.east_asian_width(character) in "WF" and not "\uac00" <= character <= "\ud7a3"


class Draft:
    """Collects one document. Blocks are cleaned text; between two of them stand one or two newlines.

    Args:
        name: of the format, as in the registry.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._pages: list[Page] = []
        self._page_start = 0
        self._number = 1
        self.notes: list[str] = []
        self.title = ""

    def _append(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _separate(self, kind: BlockKind) -> None:
        if self._length == self._page_start:
            return
        same = self._blocks and self._blocks[-1].kind in _RUNS and kind in _RUNS
        rows = bool(same) and kind != "table_header" and (self._blocks[-1].kind == "list") == (kind == "list")
        self._append("\n" if rows else "\n\n")

    def block(self, kind: BlockKind, text: str, level: int = 0) -> int:
        """Add one block of text that is already clean; nothing where it is blank.

        Returns:
            Offset of its first character in the document.
        """
        if not text.strip():
            return self._length
        self._separate(kind)
        start = self._length
        self._append(text)
        self._blocks.append(Block(kind, start, self._length, self._number, level))
        return start

    def end_page(
        self,
        *,
        label: str = "",
        source: PageSource | None = None,
        size: tuple[float, float] = (0.0, 0.0),
        lines: tuple[Line, ...] = (),
    ) -> None:
        """Close the current page or section and begin the next one; ``source`` None tells text from none."""
        end = self._length
        source = source or ("text" if end > self._page_start else "empty")
        self._pages.append(Page(self._number, self._page_start, end, source, label, size[0], size[1], lines))
        if end > self._page_start:
            self._append("\n\n")
        self._page_start = self._length
        self._number += 1

    @property
    def page_number(self) -> int:
        """1-based number of the page that is being built."""
        return self._number

    @property
    def length(self) -> int:
        """Characters so far."""
        return self._length

    def finish(self, *, paged: bool = False, encoding: str = "") -> Parsed:
        """The document; a format without pages gets its one page here."""
        if not self._pages:
            self.end_page()
        text = "".join(self._parts)
        end = self._pages[-1].end
        for page in reversed(self._pages):
            end = page.end
            if page.end > page.start:
                break
        text = text[:end]
        return Parsed(
            format=self._name,
            text=text,
            blocks=tuple(self._blocks),
            pages=tuple(_clip(page, len(text)) for page in self._pages),
            title=self.title or _first_heading(text, self._blocks),
            paged=paged,
            notes=tuple(self.notes),
            encoding=encoding,
        )


_RUNS = frozenset({"list", "table_header", "table_row"})


def _clip(page: Page, length: int) -> Page:
    if page.start <= length:
        return page
    return Page(page.number, length, length, page.source, page.label, page.width, page.height, page.lines)


def _first_heading(text: str, blocks: list[Block]) -> str:
    first = next((block for block in blocks[:20] if block.kind == "heading"), None)
    return "" if first is None else one_line(text[first.start : first.end])[:200]


def unrecognised(parsed: Parsed) -> int:
    """Pages that were left for recognition."""
    return sum(note.endswith(UNRECOGNISED) for note in parsed.notes)


def spans(name: str, text: str, blocks: list[Block], *, title: str = "", encoding: str = "") -> Parsed:
    """A document whose text is the file's own and whose blocks are spans of it (plain text, Markdown)."""
    return Parsed(
        format=name,
        text=text,
        blocks=tuple(blocks),
        pages=(Page(1, 0, len(text)),),
        title=title or _first_heading(text, blocks),
        encoding=encoding,
    )

"""A document in the units that a comparison aligns: sentences, rows and headings in a form without its formatting."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from chains.documents import BlockKind, SourceDocument, TextBlock
from chains.enumeration import without_number
from chains.pieces import UNSPACED_FROM
from chains.text import sentences

Check = Callable[[], None]

# A line at the edge of a page that comes this often, numbers aside, is a running head or foot.
RUNNING = 3

_MARKS = str.maketrans(
    {
        "’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "「": '"', "」": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "−": "-",
        "\u00ad": None, "\u200b": None, "\u200c": None, "\u200d": None, "\u2060": None, "\ufeff": None,
    }
)  # fmt: skip
_HYPHENATED = re.compile(r"(?<=[^\W\d_])-\s*\n\s*(?=[^\W\d_])")
_BULLET = re.compile(r"\A\s*(?:[•‣▪●◦·*+–—-]\s+|#{1,6}\s+|>\s+|\[[ xX]\]\s+)+")
# Beside what ``without_number`` knows: "第三条", "一、", "（二）", "3、", "Article 4", "Chapter IV:", "Section 2.1 -".
_NUMBERING = re.compile(
    r"\A\s*(?:第[〇零一二三四五六七八九十百\d]{1,5}[条條章节節款项項编編部][\s:：、.]*"
    r"|[（(]?[一二三四五六七八九十]{1,3}[)）、.]\s*|\d{1,3}(?:\.\d{1,3})*、\s*|[（(]\d{1,3}[)）]\s*"
    r"|(?:article|chapter|section|clause|part|appendix|schedule|annex)\s+(?:\d{1,3}(?:\.\d{1,3})*|[ivxlc]{1,6})\b[\s:.-]+)",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,:/]\d+)*|百分之[〇零一二两三四五六七八九十百千万亿]+|[〇零一二两三四五六七八九十百千万亿]{2,})"
    r"|(?P<unspaced>[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])"
    r"|(?P<word>[^\W\d_]+(?:['’ʼ][^\W\d_]+)*)|(?P<sign>[%‰$€£¥₹+<>=°@&§])|(?P<mark>[^\w\s])"
)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?\Z")
_DECIMAL_ZEROS = re.compile(r"(\d+)\.0+\Z")


def no_check() -> None:
    """Nobody asks for a stop."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What counts as a difference.

    Attributes:
        numbering: whether the number of a clause, a heading or an item does.
        strict: whether capitals and punctuation do.
    """

    numbering: bool = False
    strict: bool = False


LENIENT = Reading()


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number, sign or unspaced character: ``text[start:end]`` of the unit's document.

    Attributes:
        form: what is compared.
        kind: ``number``, ``word``, ``unspaced``, ``sign`` or ``mark``.
    """

    form: str
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Unit:
    """One sentence, heading, table row or line of code.

    Attributes:
        text: its words as they stand.
        key: its tokens' forms, joined by blanks: equal for units that differ in formatting alone.
        heading: the heading that it stands under.
        block: index of its block, so that the sentences of one paragraph are known to belong together.
    """

    start: int
    end: int
    kind: BlockKind
    text: str
    key: str
    heading: str
    block: int

    @property
    def letters(self) -> str:
        """The key without blanks: equal for the same words in other units, too."""
        return self.key.replace(" ", "")

    @property
    def weight(self) -> int:
        """How much it says, in letters; a character of an unspaced script is about as much as three."""
        return sum(3 if char > UNSPACED_FROM else 1 for char in self.letters)


def tokens(text: str, start: int, end: int, reading: Reading = LENIENT) -> list[Token]:
    """What is compared of ``text[start:end]``, in order; numbering and formatting are left out."""
    words = text[start:end]
    skipped = 0
    if not reading.numbering:
        # A bullet may stand before the number.
        bare = _BULLET.sub("", words)
        rest = _NUMBERING.sub("", without_number(bare), count=1)
        skipped = len(words) - len(rest) if rest.strip() else 0
    elif match := _BULLET.match(words):
        skipped = match.end()
    out: list[Token] = []
    # A word that is hyphenated at the end of a line is one token over both lines.
    joints = {match.start(): match.end() for match in _HYPHENATED.finditer(words)}
    for match in _TOKEN.finditer(words, skipped):
        kind = str(match.lastgroup)
        if kind == "mark" and not reading.strict:
            continue
        form = _form(match.group(), kind, reading)
        if not form:
            continue
        if kind == "word" and out and out[-1].kind == "word" and joints.get(out[-1].end - start) == match.start():
            form, begin = out[-1].form + form, out.pop().start
            out.append(Token(form, begin, start + match.end(), kind))
            continue
        out.append(Token(form, start + match.start(), start + match.end(), kind))
    return out


def _form(found: str, kind: str, reading: Reading) -> str:
    form = unicodedata.normalize("NFKC", found).translate(_MARKS)
    if kind == "number":
        if _GROUPED.match(form):
            form = form.replace(",", "")
        return _DECIMAL_ZEROS.sub(r"\1", form)
    if kind == "mark" and form in "*_`#|~":
        return ""
    return form if reading.strict else form.casefold()


def units(document: SourceDocument, reading: Reading = LENIENT, check: Check = no_check) -> list[Unit]:
    """The units of ``document`` in reading order, without empty ones and repeated running heads and feet."""
    found = list(_units(document, reading, check))
    repeated = _running(document, found)
    return [unit for unit in found if unit.start not in repeated]


def _units(document: SourceDocument, reading: Reading, check: Check) -> Iterator[Unit]:
    heading = ""
    for number, block in enumerate(covering(document)):
        check()
        if block.kind == "heading":
            heading = " ".join(document.text[block.start : block.end].split()).lstrip("# ")
        for start, end in _spans(document.text, block):
            key = " ".join(token.form for token in tokens(document.text, start, end, reading))
            if key:
                yield Unit(start, end, block.kind, document.text[start:end], key, heading, number)


def covering(document: SourceDocument) -> Iterator[TextBlock]:
    """The blocks of ``document``, and what stands between them as paragraphs, so that nothing is left out."""
    at = 0
    for block in document.blocks:
        if document.text[at : block.start].strip():
            yield TextBlock("paragraph", at, block.start, block.page)
        yield block
        at = max(at, block.end)
    if document.text[at:].strip():
        yield TextBlock("paragraph", at, len(document.text))


def _spans(text: str, block: TextBlock) -> Iterator[tuple[int, int]]:
    if block.kind in ("paragraph", "list"):
        for start, end in sentences(text[block.start : block.end]):
            yield block.start + start, block.start + end
        return
    if block.kind != "code":
        yield block.start, block.end
        return
    at = block.start
    for line in text[block.start : block.end].split("\n"):
        if line.strip():
            yield at, at + len(line)
        at += len(line) + 1


def _running(document: SourceDocument, found: Sequence[Unit]) -> set[int]:
    """The starts of running heads and feet, but of the first of each."""
    edges: dict[int, Unit] = {}
    for page in document.pages if len(document.pages) >= RUNNING else ():
        inside = [unit for unit in found if page.start <= unit.start < page.end]
        edges |= {unit.start: unit for unit in (*inside[:1], *inside[-1:])}
    masked = {start: re.sub(r"\d+", "#", unit.key) for start, unit in edges.items()}
    counts = Counter(masked.values())
    seen: set[str] = set()
    out = set()
    for start in sorted(masked):
        if counts[masked[start]] >= RUNNING:
            if masked[start] in seen:
                out.add(start)
            seen.add(masked[start])
    return out

"""PDF by pdfium: each page's text in the file's own order, and where every character stands."""

import ctypes
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from assistant.library.parsed import PageSource, Parsed
from assistant.library.readers.draft import UNRECOGNISED, Draft, Options, clean, given_title
from assistant.library.readers.fields import filled
from assistant.library.readers.layout import body_size, compose, without_repeats
from assistant.library.readers.printed import HYPHEN, Printed, words_apart
from assistant.library.readers.rows import merge_rows
from chains.errors import DocumentError

MAX_PAGES = 10_000
MAX_CHARACTERS_A_PAGE = 400_000
MAX_PIXELS = 40_000_000
MAX_SIDE = 20_000
STAMP_CHARACTERS = 120
_SPACES = re.compile(r"\s")

# pypdfium2 publishes no types; its handles stay inside this module.
_Handle: TypeAlias = Any
_Box: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class _Read:
    lines: list[Printed]
    size: tuple[float, float]
    source: PageSource = "text"
    note: str = ""


def read(data: bytes, options: Options) -> Parsed:
    """Text and places of a PDF; pages without text are recognised from their picture where ``options.ocr`` asks.

    Raises:
        DocumentError: it needs a password, or pdfium cannot open it.
    """
    draft = Draft("pdf")
    document = open_document(data, options.name)
    try:
        draft.title = given_title(str(document.get_metadata_dict().get("Title") or ""))
        count = len(document)
        if count > MAX_PAGES:
            draft.notes.append(f"only the first {MAX_PAGES} of {count} pages were read")
        pages = []
        for index in range(min(count, MAX_PAGES)):
            options.cancel.check()
            pages.append(_read_page(document, index, options))
        body = body_size(page.lines for page in pages)
        shown = without_repeats([page.lines for page in pages])
        for number, (page, printed) in enumerate(zip(pages, shown, strict=True), 1):
            lines = compose(draft, printed, body)
            if page.note:
                draft.notes.append(f"page {number} {page.note}")
            draft.end_page(source=page.source if page.lines else "empty", size=page.size, lines=lines)
        return draft.finish(paged=True)
    finally:
        document.close()


def open_document(data: bytes, name: str) -> _Handle:
    """pdfium's document, its form opened where it has one; close it.

    Raises:
        DocumentError: it needs a password, or pdfium cannot open it.
    """
    import pypdfium2
    import pypdfium2.raw as pdfium

    try:
        document = pypdfium2.PdfDocument(data)
        if document.get_formtype():
            document.init_forms()
        return document
    except pypdfium2.PdfiumError as exc:
        code = getattr(exc, "err_code", None)
        # The code may be left over from a file before, so it counts only where the file speaks of encryption.
        if code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY) and b"/Encrypt" in data:
            raise DocumentError("document.encrypted", name=name) from exc
        raise DocumentError("document.damaged", name=name, format="PDF", reason=str(exc)) from exc


def fitting(size: tuple[float, float], scale: float, max_pixels: int = MAX_PIXELS) -> float:
    """``scale``, or as much of it as keeps the picture of a page of ``size`` points below ``max_pixels``."""
    area = max(size[0], 1.0) * max(size[1], 1.0)
    most = float((max_pixels / area) ** 0.5)
    return max(1e-6, min(scale, most, MAX_SIDE / max(*size, 1.0)))


def _read_page(document: _Handle, index: int, options: Options) -> _Read:
    import pypdfium2

    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        return _Read([], (0.0, 0.0), "empty", "could not be opened")
    try:
        size = page.get_size()
        lines = merge_rows(filled(document, page, _to_page(page), _lines(page)))
        if _says_something(lines) and not _is_scan(page, lines):
            return _Read(lines, size)
        if not _has_picture(page):
            return _Read(lines, size, "text" if lines else "empty", "" if lines else "is blank")
        if not options.ocr:
            return _Read(lines, size, "text", UNRECOGNISED)
        from assistant.library.readers.ocr import recognise

        found = recognise(page, fitting)
        if _characters(found) > _characters(lines):
            return _Read(found, size, "ocr")
        return _Read(lines, size, "text", "" if lines else "has no text that could be recognised")
    finally:
        page.close()


def _characters(lines: list[Printed]) -> int:
    """Letters and digits."""
    return sum(character.isalnum() for line in lines for character in line.text)


def _says_something(lines: list[Printed]) -> bool:
    """Whether there is text, and not only the codes of a font that does not say what its signs mean."""
    text = "".join(line.text for line in lines)
    nameless = sum(character == "\ufffd" or "\ue000" <= character <= "\uf8ff" for character in text)
    return nameless <= 0.3 * len(text) and any(character.isalnum() for character in text)


def _is_scan(page: _Handle, lines: list[Printed]) -> bool:
    """Whether the text is no more than a stamp on a picture that fills the page."""
    import pypdfium2.raw as pdfium

    if _characters(lines) > STAMP_CHARACTERS:
        return False
    left, bottom, right, top = page.get_bbox()
    for item, _ in zip(page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3), range(50), strict=False):
        box = item.get_bounds()
        width = min(box[2], right) - max(box[0], left)
        height = min(box[3], top) - max(box[1], bottom)
        if width > 0 and height > 0 and width * height > 0.6 * (right - left) * (top - bottom):
            return True
    return False


def _has_picture(page: _Handle) -> bool:
    """Whether anything is drawn: a scan is an image, but text can be drawn as paths too."""
    import pypdfium2.raw as pdfium

    return int(pdfium.FPDFPage_CountObjects(page)) > 0


def _to_page(page: _Handle) -> Callable[[_Box], _Box]:
    """How a box in the file's coordinates (left, bottom, right, top) stands on the page as shown.

    The page as shown is cropped and turned; its origin is the top left corner (left, top, right, bottom).
    """
    left, bottom, right, top = page.get_bbox()
    match page.get_rotation():
        case 90:
            return lambda box: (box[1] - bottom, box[0] - left, box[3] - bottom, box[2] - left)
        case 180:
            return lambda box: (right - box[2], box[1] - bottom, right - box[0], box[3] - bottom)
        case 270:
            return lambda box: (top - box[3], right - box[2], top - box[1], right - box[0])
        case _:
            return lambda box: (box[0] - left, top - box[3], box[2] - left, top - box[1])


@dataclass
class _Line:
    """The line that is being collected.

    Attributes:
        sideways: it runs up or down the page as shown.
        indexes: of its characters but blanks in the page's text.
    """

    characters: list[str]
    boxes: list[_Box]
    size: float
    base: float
    sideways: bool
    bold: bool
    indexes: list[int]

    def finish(self) -> Printed | None:
        while self.characters and self.characters[-1] == " ":
            self.characters.pop()
            self.boxes.pop()
        if not self.characters:
            return None
        return Printed(
            "".join(self.characters),
            self._edges(),
            min(box[1] for box in self.boxes),
            max(box[3] for box in self.boxes),
            self.size,
            max(box[3] for box in self.boxes) if self.sideways else self.base,
            self.bold,
            () if self.sideways else self._gaps(),
        )

    def part_words(self) -> None:
        """Put blanks where the file only moves on."""
        sides = [(box[0], box[2]) for box in self.boxes]
        for number in reversed([] if self.sideways else words_apart(self.characters, sides, self.size)):
            edge = self.boxes[number - 1]
            self.characters.insert(number, " ")
            self.boxes.insert(number, (edge[2], edge[1], edge[2], edge[3]))

    def _gaps(self) -> tuple[int, ...]:
        return tuple(
            number
            for number, character in enumerate(self.characters)
            if character == " " and self.boxes[number + 1][0] - self.boxes[number - 1][2] > self.size
        )

    def _edges(self) -> tuple[float, ...]:
        """Left edges, none left of the one before it, whatever kerning does; a line sideways shares its width."""
        count = len(self.boxes)
        if self.sideways:
            left, right = min(box[0] for box in self.boxes), max(box[2] for box in self.boxes)
            return tuple(left + (right - left) * number / count for number in range(count + 1))
        forward = self.boxes[-1][2] >= self.boxes[0][0]
        edges: list[float] = []
        for box in self.boxes:
            edges.append(max(box[0], edges[-1]) if edges and forward else box[0])
        edges.append(max(self.boxes[-1][2], edges[-1]) if forward else self.boxes[-1][2])
        return tuple(edges)


def _lines(page: _Handle) -> list[Printed]:
    import pypdfium2.raw as pdfium

    handle = page.get_textpage()
    try:
        place = _to_page(page)
        turned = math.radians(page.get_rotation())
        found: list[Printed] = []
        line: _Line | None = None
        rectangle = pdfium.FS_RECTF()
        pointer = ctypes.byref(rectangle)
        high = 0
        for index in range(min(handle.count_chars(), MAX_CHARACTERS_A_PAGE)):
            code = pdfium.FPDFText_GetUnicode(handle, index)
            if code in (0x0A, 0x0D):
                _close(handle, line, found)
                line = None
                continue
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            if 0xDC00 <= code < 0xE000 and high:
                code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
            high = 0
            character = HYPHEN if code in (0x02, 0xFFFE) else clean(chr(code)) if code else ""
            if not character or character == "\xad":
                continue
            if _SPACES.match(character):
                if line is not None and line.characters[-1] != " ":
                    edge = line.boxes[-1]
                    line.characters.append(" ")
                    line.boxes.append((edge[2], edge[1], edge[2], edge[3]))
                continue
            if not pdfium.FPDFText_GetLooseCharBox(handle, index, pointer):
                continue
            box = place((rectangle.left, rectangle.bottom, rectangle.right, rectangle.top))
            if line is not None and _elsewhere(line.boxes[-1], box, line.sideways):
                _close(handle, line, found)
                line = None
            if line is None:
                angle = pdfium.FPDFText_GetCharAngle(handle, index) - turned
                size, x, y = _type(handle, index, rectangle)
                base = place((x, y, x, y))[1]
                line = _Line([], [], size, base, abs(math.sin(angle)) > 0.7, _is_bold(handle, index), [])
            line.characters.append(character)
            line.boxes.append(box)
            line.indexes.append(index)
        _close(handle, line, found)
        return found
    finally:
        handle.close()


def _close(handle: _Handle, line: _Line | None, found: list[Printed]) -> None:
    if line is not None:
        # Bold words that open a paragraph make no heading of its first line.
        line.bold = line.bold and _is_bold(handle, line.indexes[-1])
        # Neither does a small bullet or a large initial tell the size of the line.
        samples = (line.indexes[0], line.indexes[len(line.indexes) // 2], line.indexes[-1])
        sizes = sorted(filter(None, (_size(handle, index) for index in samples)))
        line.size = sizes[len(sizes) // 2] if sizes else line.size
        line.part_words()
    printed = line.finish() if line is not None else None
    if printed is not None:
        found.append(printed)


def _elsewhere(last: _Box, box: _Box, sideways: bool) -> bool:
    """Whether ``box`` shares less than a third of its height with the character before it."""
    low, high = (0, 2) if sideways else (1, 3)
    overlap = min(last[high], box[high]) - max(last[low], box[low])
    return overlap < 0.33 * min(last[high] - last[low], box[high] - box[low])


def _type(handle: _Handle, index: int, rectangle: _Handle) -> tuple[float, float, float]:
    """Size of a character in points, and the point on its baseline where it begins, in the file's coordinates."""
    import pypdfium2.raw as pdfium

    x, y = ctypes.c_double(), ctypes.c_double()
    # The height of a character's box is 1.17 times the size of the type, for Helvetica.
    size = _size(handle, index) or max(1.0, rectangle.top - rectangle.bottom) / 1.17
    if not pdfium.FPDFText_GetCharOrigin(handle, index, ctypes.byref(x), ctypes.byref(y)):
        return size, rectangle.left, rectangle.bottom
    return size, x.value, y.value


def _size(handle: _Handle, index: int) -> float:
    """Size of a character in points as shown; 0 where the file does not tell."""
    import pypdfium2.raw as pdfium

    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(handle, index, ctypes.byref(matrix)):
        return 0.0
    size = float(pdfium.FPDFText_GetFontSize(handle, index)) * math.hypot(matrix.c, matrix.d)
    return size if 0.1 < size < 2000 else 0.0


def _is_bold(handle: _Handle, index: int) -> bool:
    import pypdfium2.raw as pdfium

    if pdfium.FPDFText_GetFontWeight(handle, index) >= 600:
        return True
    flags = ctypes.c_int()
    size = pdfium.FPDFText_GetFontInfo(handle, index, None, 0, ctypes.byref(flags))
    if not 0 < size < 1000:
        return False
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFText_GetFontInfo(handle, index, buffer, size, ctypes.byref(flags))
    name = buffer.value.lower()
    return b"bold" in name or b"black" in name or b"heavy" in name

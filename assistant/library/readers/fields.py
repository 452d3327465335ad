"""What was filled into a PDF's form, and notes typed onto its pages: they are no part of the page's own text."""

import ctypes
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any, TypeAlias

from assistant.library.readers.draft import one_line
from assistant.library.readers.printed import Printed

# pypdfium2 publishes no types; its handles stay inside the readers.
_Handle: TypeAlias = Any
_Box: TypeAlias = tuple[float, float, float, float]

CHECKED, UNCHECKED = "☒", "☐"
MOST_FIELDS = 5_000  # of a page
_LINE_PITCH = 1.2


def filled(document: _Handle, page: _Handle, place: Callable[[_Box], _Box], lines: Sequence[Printed]) -> list[Printed]:
    """``lines`` with the page's fields where they stand: behind the label on their line, or below the one above.

    Args:
        document: pdfium's document, its forms opened where it has any.
        place: makes a box in the file's coordinates one on the page as shown.
        lines: of the page, in reading order.
    """
    import pypdfium2.raw as pdfium

    size = median(line.size for line in lines) if lines else 10.0
    found: list[Printed] = []
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), MOST_FIELDS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            said = _said(document, annotation)
            rectangle = pdfium.FS_RECTF()
            if not said or not pdfium.FPDFAnnot_GetRect(annotation, ctypes.byref(rectangle)):
                continue
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
        corners = place((rectangle.left, rectangle.bottom, rectangle.right, rectangle.top))
        left, right = sorted((corners[0], corners[2]))
        top, bottom = sorted((corners[1], corners[3]))
        found += _printed(said, (left, top, right, bottom), size)
    result = list(lines)
    for line in sorted(found, key=lambda line: (round(line.base), line.left)):
        _insert(result, line)
    return result


def _said(document: _Handle, annotation: _Handle) -> list[str]:
    """The lines of what a field or note says; nothing for buttons, passwords, and what is not shown."""
    import pypdfium2.raw as pdfium

    if pdfium.FPDFAnnot_GetFlags(annotation) & (pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW):
        return []
    kind = pdfium.FPDFAnnot_GetSubtype(annotation)
    text = ""
    if kind == pdfium.FPDF_ANNOT_FREETEXT:
        text = _string(lambda buffer, size: pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size))
    elif kind == pdfium.FPDF_ANNOT_WIDGET and document.formenv is not None:
        form = document.formenv
        field = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
        if field in (pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON):
            return [CHECKED if pdfium.FPDFAnnot_IsChecked(form, annotation) else UNCHECKED]
        secret = pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & (1 << 13)  # ISO 32000-1, table 228
        written = (pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX)
        if field in written and not (field == pdfium.FPDF_FORMFIELD_TEXTFIELD and secret):
            text = _string(lambda buffer, size: pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size))
    return [line for part in text.replace("\r", "\n").split("\n") if (line := one_line(part))]


def _string(ask: Callable[[Any, int], int]) -> str:
    """What pdfium writes into a buffer: UTF-16 with a zero at its end; it tells the bytes needed."""
    import pypdfium2.raw as pdfium

    size = ask(None, 0)
    if size < 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    ask(ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _printed(said: Sequence[str], box: _Box, size: float) -> list[Printed]:
    """The lines in their box, its width shared by the characters of each."""
    left, top, right, bottom = box
    height = (bottom - top) / len(said) if len(said) > 1 else bottom - top
    found = []
    for number, text in enumerate(said):
        # One line stands in the middle of its box, several begin at its top.
        middle = top + height * (number + 0.5)
        width = min(right - left, len(text) * size)
        edges = tuple(left + width * at / len(text) for at in range(len(text) + 1))
        half = min(height, _LINE_PITCH * size) / 2
        found.append(Printed(text, edges, middle - half, middle + half, size, middle + 0.35 * size))
    return found


def _insert(lines: list[Printed], field: Printed) -> None:
    """Put ``field`` into the reading order, a line that stands on both sides of it cut in two."""
    beside = [at for at, line in enumerate(lines) if _level(line, field)]
    before = [at for at in beside if lines[at].left < field.left]
    if before:
        at = max(before, key=lambda at: lines[at].left)
        line = lines[at]
        cut = next((offset for offset in range(len(line.text)) if line.edges[offset] >= field.left - 1), 0)
        space = line.text.rfind(" ", 0, cut + 1) if cut else -1
        if space > 0 and line.right > field.left + field.size and not line.tail:
            lines[at : at + 1] = [line.cut(0, space), field, line.cut(space + 1, len(line.text))]
        else:
            lines.insert(at + 1, field)
        return
    if beside:
        lines.insert(min(beside, key=lambda at: lines[at].left), field)
        return
    above = [at for at, line in enumerate(lines) if line.base < field.base and line.left < field.right]
    near = [at for at in above if lines[at].right > field.left] or above
    lines.insert(max(near, key=lambda at: (lines[at].base, at)) + 1 if near else 0, field)


def _level(line: Printed, field: Printed) -> bool:
    overlap = min(line.bottom, field.bottom) - max(line.top, field.top)
    return overlap > 0.5 * min(line.bottom - line.top, field.bottom - field.top)

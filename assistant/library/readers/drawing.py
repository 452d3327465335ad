"""The drawing child's object: keeps the last documents open, so that page 900 of 1,000 is drawn without a reading."""

import contextlib
import ctypes
import hashlib
import io
import os
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from assistant.cancel import Cancel
from assistant.child import Call
from assistant.library.readers import image as pictures
from assistant.library.readers import pdf
from assistant.library.readers.source import DEFAULT_MAX_BYTES, load, names
from assistant.wire import Wire
from chains.errors import AssistantError, Cancelled, DocumentError

if TYPE_CHECKING:
    from PIL.Image import Image

MARKER = "#ffe066"
KEPT_DOCUMENTS = 4
KEPT_BYTES = 300_000_000
# A page of A4 on a screen of twice the usual density, at 200 %, has 12 megapixels; more is scaled up by the viewer.
MAX_PIXELS = 16_000_000

# pypdfium2 publishes no types.
_Handle: TypeAlias = Any


@dataclass(frozen=True, slots=True)
class Picture:
    """Raw pixels: four bytes each, blue, green, red and 255, rows from the top."""

    width: int
    height: int
    stride: int
    pixels: bytes

    def png(self, marked: Iterable[tuple[float, float, float, float]] = ()) -> bytes:
        """As a file's content.

        Args:
            marked: rectangles (left, top, right, bottom) in pixels, to be coloured as by a marker.
        """
        from PIL import Image, ImageChops, ImageDraw

        out = io.BytesIO()
        picture = Image.frombuffer("RGB", (self.width, self.height), self.pixels, "raw", "BGRX", self.stride, 1)
        paper = Image.new("RGB", picture.size, "white")
        marker = ImageDraw.Draw(paper)
        for box in marked:
            marker.rectangle(box, fill=MARKER)
        ImageChops.multiply(picture, paper).save(out, "PNG")
        return out.getvalue()


class Drawing(Protocol):
    """A document that is open for drawing."""

    def draw(self, page: int, scale: float, cancel: Cancel) -> Picture:
        """Page ``page`` (1-based), ``scale`` pixels a point, less where that would be too many."""

    def close(self) -> None:
        """Let go of it."""


def open_drawing(data: bytes, name: str, kind: str) -> Drawing:
    """The document in ``data``; ``kind`` is ``pdf`` or ``image``."""
    return PdfDrawing(data, name) if kind == "pdf" else ImageDrawing(data, name)


class PdfDrawing:
    """A PDF; pdfium parses each page when it is first drawn."""

    def __init__(self, data: bytes, name: str) -> None:
        self._name = name
        self._document = pdf.open_document(data, name)

    def draw(self, page: int, scale: float, cancel: Cancel) -> Picture:
        """See ``Drawing``.

        Raises:
            DocumentError: there is no such page.
            Cancelled: pdfium is asked to pause now and then, and drops the page.
        """
        import pypdfium2

        if not 1 <= page <= len(self._document):
            raise DocumentError("document.no_page", name=self._name, page=page, pages=len(self._document))
        try:
            handle = self._document[page - 1]
        except pypdfium2.PdfiumError as exc:
            raise DocumentError("document.damaged", name=self._name, format="PDF", reason=str(exc)) from exc
        try:
            return _drawn(handle, pdf.fitting(handle.get_size(), scale, MAX_PIXELS), cancel)
        finally:
            handle.close()

    def close(self) -> None:
        """Let go of it."""
        self._document.close()


class ImageDrawing:
    """A picture; the frame that was last drawn is kept unpacked."""

    def __init__(self, data: bytes, name: str) -> None:
        self._data = data
        self._name = name
        self._frame: tuple[int, Image, tuple[float, float]] | None = None

    def draw(self, page: int, scale: float, cancel: Cancel) -> Picture:
        """See ``Drawing``."""
        cancel.check()
        _, picture, size = self._unpacked(page)
        cancel.check()
        wanted = pdf.fitting(size, scale, MAX_PIXELS)
        width, height = max(1, round(size[0] * wanted)), max(1, round(size[1] * wanted))
        shown = picture.resize((width, height), reducing_gap=2.0) if (width, height) != picture.size else picture
        return Picture(width, height, width * 4, shown.convert("RGBA").tobytes("raw", "BGRA"))

    def close(self) -> None:
        """Let go of it."""
        self._frame = None

    def _unpacked(self, page: int) -> "tuple[int, Image, tuple[float, float]]":
        if self._frame is None or self._frame[0] != page:
            self._frame = None
            with pictures.opened(self._data, self._name) as image:
                count = pictures.frame_count(image)
                if not 1 <= page <= count:
                    raise DocumentError("document.no_page", name=self._name, page=page, pages=count)
                self._frame = (page, *pictures.frame(image, page - 1, self._name))
        return self._frame


@dataclass(slots=True)
class _Kept:
    path: Path
    stamp: tuple[int, int]
    size: int
    drawing: Drawing


class Drawer:
    """Handler of ``assistant.worker.Worker``.

    Args:
        max_bytes: larger files are refused.
    """

    def __init__(self, max_bytes: int = DEFAULT_MAX_BYTES) -> None:
        self._max_bytes = max_bytes
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    def open(self, call: Call, sha256: str, kind: str, paths: Sequence[bytes]) -> Wire:
        """Open a document, or see that it is open and its file still as it was.

        Args:
            sha256: of the bytes that were read into the library.
            kind: ``pdf`` or ``image``.
            paths: where it was seen (``os.fsencode``); the first that has those bytes is taken.

        Returns:
            The path that was taken.

        Raises:
            DocumentError: ``document.changed`` where another file stands there now, else why none can be read.
        """
        return os.fsencode(self._opened(call, sha256, kind, paths).path)

    def draw(self, call: Call, sha256: str, kind: str, paths: Sequence[bytes], page: int, scale: float) -> Wire:
        """One page as raw pixels, see ``Picture``; arguments and errors as of ``open``."""
        kept = self._opened(call, sha256, kind, paths)
        with _refusing(kept.path):
            picture = kept.drawing.draw(page, scale, call.cancel)
        return [picture.width, picture.height, picture.stride, picture.pixels]

    def close(self) -> None:
        """Let go of all documents."""
        while self._kept:
            self._kept.popitem()[1].drawing.close()

    def _opened(self, call: Call, sha256: str, kind: str, paths: Sequence[bytes]) -> _Kept:
        kept = self._kept.get(sha256)
        if kept is not None and _stamp(kept.path) == kept.stamp:
            self._kept.move_to_end(sha256)
            return kept
        if kept is not None:
            self._kept.pop(sha256).drawing.close()
        failures: list[DocumentError] = []
        for name in paths:
            call.cancel.check()
            path = Path(os.fsdecode(name))
            stamp = _stamp(path)
            try:
                data = load(path, self._max_bytes)
            except DocumentError as exc:
                failures.append(exc)
                continue
            if hashlib.sha256(data).hexdigest() != sha256:
                failures.append(DocumentError("document.changed", **names(path)))
                continue
            with _refusing(path):
                self._kept[sha256] = _Kept(path, stamp or (0, 0), len(data), open_drawing(data, path.name, kind))
            self._make_room()
            return self._kept[sha256]
        # That it has changed says more than that another copy of it is gone.
        failures.sort(key=lambda failure: failure.code != "document.changed")
        raise failures[0] if failures else DocumentError("document.missing", name="?", path="?")

    def _make_room(self) -> None:
        while len(self._kept) > KEPT_DOCUMENTS or (
            len(self._kept) > 1 and sum(kept.size for kept in self._kept.values()) > KEPT_BYTES
        ):
            self._kept.popitem(last=False)[1].drawing.close()


@contextlib.contextmanager
def _refusing(path: Path) -> Iterator[None]:
    """Whatever a library stumbles over in a file is that file's own error."""
    try:
        yield
    except (AssistantError, Cancelled, MemoryError):
        raise
    except Exception as exc:
        reason = f"{type(exc).__name__}: {exc}"[:200]
        raise DocumentError("document.damaged", **names(path), format="page", reason=reason) from exc


def _stamp(path: Path) -> tuple[int, int] | None:
    """Size and time of a file; None where there is none."""
    try:
        found = path.stat()
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns


def _drawn(page: _Handle, scale: float, cancel: Cancel) -> Picture:
    """A page in steps: between two of them pdfium asks whether it shall pause (fpdf_progressive.h)."""
    import pypdfium2
    from pypdfium2 import raw

    width, height = (max(1, round(side * scale)) for side in page.get_size())
    bitmap = pypdfium2.PdfBitmap.new_native(width, height, raw.FPDFBitmap_BGRx)
    bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
    pause = raw.IFSDK_PAUSE(version=1)
    ask = type(pause.NeedToPauseNow)(lambda _: bool(cancel.is_set))
    pause.NeedToPauseNow = ask
    try:
        state = raw.FPDF_RenderPageBitmap_Start(
            bitmap, page, 0, 0, width, height, 0, raw.FPDF_ANNOT, ctypes.byref(pause)
        )
        while state == raw.FPDF_RENDER_TOBECONTINUED:
            cancel.check()
            state = raw.FPDF_RenderPage_Continue(page, ctypes.byref(pause))
    finally:
        raw.FPDF_RenderPage_Close(page)
    if page.formenv is not None:  # what was filled in lies above the page
        raw.FPDF_FFLDraw(page.formenv, bitmap, page, 0, 0, width, height, 0, raw.FPDF_ANNOT)
    picture = Picture(width, height, int(bitmap.stride), bytes(bitmap.buffer))
    bitmap.close()
    return picture

"""Pictures (PNG, JPEG, TIFF, BMP, WebP): each frame is a page, and its text is recognised; none of it is kept open."""

import contextlib
import io
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.library.parsed import Parsed
from assistant.library.readers.draft import UNRECOGNISED, Draft, Options
from assistant.library.readers.layout import body_size, compose
from assistant.library.readers.printed import Printed
from chains.errors import DocumentError

if TYPE_CHECKING:
    from PIL.Image import Image

# Pillow's decoders for old and rare formats have had the most holes: none of them is ever tried.
FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "WEBP")
MAX_FRAMES = 500
# 80 megapixels take 320 MB once unpacked, and a scanned A3 page at 600 dots an inch has 70.
MAX_PIXELS = 80_000_000
# The recogniser shrinks what is larger than 2,000 pixels a side by itself; this only bounds its input.
MAX_RECOGNISED_SIDE = 4_000
DEFAULT_DPI = 96.0


def read(data: bytes, options: Options) -> Parsed:
    """Text and places of a picture by recognition, where ``options.ocr`` asks for it.

    Raises:
        DocumentError: it is damaged, or would unpack to more pixels than a document needs.
    """
    draft = Draft("image")
    with opened(data, options.name) as image:
        count = frame_count(image)
        if count > MAX_FRAMES:
            draft.notes.append(f"only the first {MAX_FRAMES} of {count} pages were read")
        pages: list[tuple[list[Printed], tuple[float, float]]] = []
        for index in range(min(count, MAX_FRAMES)):
            options.cancel.check()
            pages.append(_read_frame(image, index, options))
    body = body_size(lines for lines, _ in pages)
    for number, (lines, size) in enumerate(pages, 1):
        if not options.ocr:
            draft.notes.append(f"page {number} {UNRECOGNISED}")
        elif not lines:
            draft.notes.append(f"page {number} has no text that could be recognised")
        draft.end_page(source="ocr" if lines else "empty", size=size, lines=compose(draft, lines, body))
    return draft.finish(paged=len(pages) > 1)


@contextlib.contextmanager
def opened(data: bytes, name: str) -> Iterator["Image"]:
    """The picture, none of whose frames has been unpacked yet.

    Raises:
        DocumentError: Pillow cannot open it, here or while it is used.
    """
    from PIL import Image

    with warnings.catch_warnings():
        # Pillow only warns of a picture that is too large; here each frame is checked by ``frame``.
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                yield image
        # A decoder that stumbles raises any of these.
        except (Image.DecompressionBombError, OSError, SyntaxError, ValueError, EOFError) as exc:
            reason = f"{type(exc).__name__}: {exc}"[:200]
            raise DocumentError("document.damaged", name=name, format="image", reason=reason) from exc


def frame_count(image: "Image") -> int:
    """Pages of a TIFF; of an animation, only its first picture."""
    return int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1


def frame(image: "Image", index: int, name: str) -> "tuple[Image, tuple[float, float]]":
    """One frame in RGB as it is meant to be seen (turned by its EXIF, on white), and its size in points.

    Raises:
        DocumentError: it has too many pixels.
    """
    from PIL import Image, ImageOps

    image.seek(index)
    if image.width * image.height > MAX_PIXELS:
        raise DocumentError("document.bomb", name=name, unpacked=f"{image.width} x {image.height} px")
    dpi = _dpi(image)
    turned = ImageOps.exif_transpose(image)
    if turned.mode in {"RGBA", "LA", "PA"} or "transparency" in turned.info:
        layer = turned.convert("RGBA")
        turned = Image.alpha_composite(Image.new("RGBA", layer.size, "white"), layer)
    if turned.mode.startswith("I;16"):
        turned = turned.point(lambda value: value / 256).convert("L")
    return turned.convert("RGB"), (turned.width * 72 / dpi, turned.height * 72 / dpi)


def _dpi(image: "Image") -> float:
    """Dots an inch as the file says, where that can be."""
    found = image.info.get("dpi", (0, 0))
    try:
        dpi = float(found[0])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return DEFAULT_DPI
    return dpi if 36 <= dpi <= 2400 else DEFAULT_DPI


def _read_frame(image: "Image", index: int, options: Options) -> tuple[list[Printed], tuple[float, float]]:
    picture, size = frame(image, index, options.name)
    if not options.ocr:
        return [], size
    import numpy

    from assistant.library.readers.ocr import recognised

    picture.thumbnail((MAX_RECOGNISED_SIDE, MAX_RECOGNISED_SIDE))
    # The recogniser was trained on blue, green, red.
    pixels = numpy.ascontiguousarray(numpy.asarray(picture)[:, :, ::-1])
    return recognised(pixels, picture.width / size[0]), size

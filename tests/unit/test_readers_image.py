"""Pictures: recognised frame by frame, upright whatever their EXIF says, refused where they would unpack too far."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from test_readers_formats import check, read

from assistant.cancel import Cancel
from assistant.library.places import position_at, rectangles, under
from assistant.library.readers import image
from assistant.library.readers.drawing import open_drawing
from assistant.library.readers.ocr import with_blanks
from chains.errors import DocumentError

WORDS = "Invoice 4711 is payable in May"
UPRIGHT_WHEN_TURNED_RIGHT = 6  # the EXIF orientation of a camera that was held turned to the left


def picture(words: str = WORDS) -> Image.Image:
    drawn = Image.new("RGB", (700, 200), "white")
    ImageDraw.Draw(drawn).text((40, 80), words, fill="black", font=ImageFont.load_default(32))
    return drawn


def saved(drawn: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    drawn.save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP", "WEBP"])
def test_each_kind_of_picture_is_recognised_whatever_its_name_is(kind: str) -> None:
    parsed = read(saved(picture(), kind), "scan.dat", ocr=True)
    check(parsed)
    assert parsed.format == "image"
    assert not parsed.paged
    assert "4711" in parsed.text
    assert parsed.pages[0].source == "ocr"


def test_a_picture_turned_by_its_camera_is_read_and_drawn_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = UPRIGHT_WHEN_TURNED_RIGHT
    data = saved(picture().rotate(90, expand=True), "JPEG", exif=exif, quality=95)
    parsed = read(data, "photo.jpg", ocr=True)
    check(parsed)
    assert "4711" in parsed.text
    drawn = open_drawing(data, "photo.jpg", "image").draw(1, 1.0, Cancel())
    assert drawn.width > drawn.height
    assert (drawn.width, drawn.height) == (round(parsed.pages[0].width), round(parsed.pages[0].height))


def test_each_frame_of_a_tiff_is_a_page() -> None:
    pages = [picture("The first page of three"), Image.new("RGB", (700, 200), "white"), picture("The last page")]
    data = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    parsed = read(data, "fax.tif", ocr=True)
    check(parsed)
    assert parsed.paged
    assert [page.source for page in parsed.pages] == ["ocr", "empty", "ocr"]
    assert parsed.notes == ("page 2 has no text that could be recognised",)
    drawing = open_drawing(data, "fax.tif", "image")
    assert drawing.draw(3, 0.5, Cancel()).pixels != drawing.draw(2, 0.5, Cancel()).pixels


def test_what_is_transparent_is_drawn_on_white() -> None:
    data = saved(Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG")
    drawn = open_drawing(data, "a.png", "image").draw(1, 1.0, Cancel())
    assert drawn.pixels[:3] == b"\xff\xff\xff"


def test_a_picture_that_unpacks_too_far_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    data = saved(Image.new("1", (4000, 4000)), "PNG")
    monkeypatch.setattr(image, "MAX_PIXELS", 1_000_000)
    with pytest.raises(DocumentError) as caught:
        read(data, "bomb.png", ocr=True)
    assert caught.value.code == "document.bomb"


def test_a_picture_that_is_cut_short_is_damaged() -> None:
    data = saved(picture(), "PNG")
    with pytest.raises(DocumentError) as caught:
        read(data[: len(data) // 2], "cut.png")
    assert caught.value.code == "document.damaged"


def test_places_lead_from_the_text_to_the_page_and_back(tmp_path: Path) -> None:
    parsed = read(saved(picture(), "PNG"), "a.png", ocr=True)
    lines = parsed.pages[0].lines
    start = parsed.text.index("4711")
    (rect,) = rectangles(1, lines, start, start + 4)
    assert under(lines, [rect]) == [(start, start + 4)]
    assert position_at(lines, rect.x0 + 0.1, (rect.y0 + rect.y1) / 2) == start
    assert position_at(lines, rect.x1 - 0.1, 10_000.0) == start + 4
    assert position_at((), 1.0, 1.0) is None


@pytest.mark.parametrize(
    ("text", "gaps", "wanted"),
    [
        ("on 14November2024", {"4N": 6.0, "r2": 6.0}, "on 14 November 2024"),
        ("4 QuarryStreet, Bath", {"yS": 6.0}, "4 Quarry Street, Bath"),
        ("the model CM210 of McDonald", {"M2": 1.0, "cD": 1.0}, "the model CM210 of McDonald"),
        ("第14条November2024年", {"条N": 9.0, "r2": 9.0}, "第14条November2024年"),
    ],
)
def test_a_blank_that_was_lost_beside_a_number_or_a_name_is_put_back(
    text: str, gaps: dict[str, float], wanted: str
) -> None:
    written = text.replace(" ", "")
    places, right = [], 0.0
    for number, character in enumerate(written):
        left = right + gaps.get(written[max(0, number - 1)] + character, 0.0)
        right = left + 10.0
        places.append((left, right))
    assert with_blanks(text, places) == wanted

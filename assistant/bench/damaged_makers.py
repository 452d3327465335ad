"""Damaged and hostile files, made from the sample library and from nothing: what ``damaged_files`` sweeps over."""

import io
import random
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

Make = Callable[[random.Random, Path], bytes]

_ENTITIES = '<!DOCTYPE x [<!ENTITY a0 "lol">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def cut(name: str, chance: random.Random, demo: Path) -> bytes:
    """The beginning of a file, as a broken download leaves it."""
    data = (demo / name).read_bytes()
    return data[: chance.randrange(1, len(data))]


def flip(name: str, chance: random.Random, demo: Path) -> bytes:
    """A file with some bits changed."""
    data = bytearray((demo / name).read_bytes())
    for _ in range(chance.choice((1, 10, 100))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def splice(name: str, chance: random.Random, demo: Path) -> bytes:
    """A file with a piece of another in its middle."""
    data = (demo / name).read_bytes()
    other = chance.choice(sorted(path for path in demo.iterdir() if path.name != name and path.is_file()))
    start, at = chance.randrange(other.stat().st_size), chance.randrange(len(data))
    piece = other.read_bytes()[start : start + 2000]
    return data[:at] + piece + data[at + len(piece) // 2 :]


def _zip(entries: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return packed.getvalue()


def _with_part(name: str, part: str, data: bytes, demo: Path) -> bytes:
    """An Office file of the sample library with one part replaced."""
    with zipfile.ZipFile(demo / name) as archive:
        entries = {entry: archive.read(entry) for entry in archive.namelist()}
    return _zip({**entries, part: data})


def _docx(body: str, head: str = "") -> Make:
    xml = f'<?xml version="1.0"?>{head}<w:document {_W}><w:body>{body}</w:body></w:document>'.encode()
    return lambda _, demo: _with_part("lease.docx", "word/document.xml", xml, demo)


def _xlsx(rows: str, head: str = "") -> Make:
    xml = f'<?xml version="1.0"?>{head}<worksheet {_S}>{rows}</worksheet>'.encode()
    return lambda _, demo: _with_part("sales.xlsx", "xl/worksheets/sheet1.xml", xml, demo)


def _xxe() -> Make:
    head = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    return _docx("<w:p><w:r><w:t>before &f; after</w:t></w:r></w:p>", head)


def _encrypted_zip(_: random.Random, demo: Path) -> bytes:
    data = bytearray((demo / "lease.docx").read_bytes())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def _lying_zip(_: random.Random, demo: Path) -> bytes:
    """The archive says that its largest part has 100 bytes."""
    data = bytearray((demo / "lease.docx").read_bytes())
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        if b"word/document.xml" in data[at : at + 80]:
            data[at + 24 : at + 28] = (100).to_bytes(4, "little")
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def pdf(*objects: str | bytes, trailer: str = "/Root 1 0 R") -> bytes:
    """A PDF of these objects, numbered from 1."""
    out = io.BytesIO(b"%PDF-1.7\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode())
        out.write(body if isinstance(body, bytes) else body.encode())
        out.write(b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.writelines(f"{place:010} 00000 n \n".encode() for place in places)
    out.write(f"trailer\n<< /Size {len(objects) + 1} {trailer} >>\nstartxref\n{start}\n%%EOF".encode())
    return out.getvalue()


def _stream(data: bytes, extra: str = "") -> bytes:
    packed = zlib.compress(data, 9)
    return f"<< /Length {len(packed)} /Filter /FlateDecode {extra}>>\nstream\n".encode() + packed + b"\nendstream"


def _page(content: bytes, box: str = "0 0 595 842", resources: str = "", *more: bytes) -> bytes:
    return pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 4 0 R "
        f"/Resources << /Font << /F 5 0 R >> {resources} >> >>",
        _stream(content),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *more,
    )


_HELLO = b"BT /F 12 Tf 50 700 Td (Hello from a strange page) Tj ET"


def _picture(width: int, height: int, data: bytes) -> bytes:
    image = _stream(
        data,
        f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8 ",
    )
    return _page(b"q 500 0 0 700 40 40 cm /I Do Q", "0 0 595 842", "/XObject << /I 6 0 R >>", image)


def _locked(_: random.Random, __: Path) -> bytes:
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret", strength=128), invariant=1)
    canvas.drawString(100, 700, "Nobody reads this")
    canvas.save()
    return out.getvalue()


def _fixed(data: bytes) -> Make:
    return lambda _, __: data


def _later(make: Callable[[], bytes]) -> Make:
    return lambda _, __: make()


DEMO_FILES = (
    "lease.docx",
    "manual.pdf",
    "sales.csv",
    "sales.xlsx",
    "meeting-notes.md",
    "letter-scan.pdf",
    "web-page.html",
    "租房指南.txt",
)

HOSTILE: dict[str, Make] = {
    "zip-bomb.docx": _later(lambda: _zip({"word/document.xml": bytes(500_000_000)})),
    "three-million-paragraphs.docx": _docx("<w:p/>" * 3_000_000),
    "paragraphs-with-text.docx": _docx("<w:p><w:r><w:t>word</w:t></w:r></w:p>" * 400_000),
    "billion-laughs.docx": _docx("<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", _ENTITIES + "]>"),
    "foreign-entity.docx": _xxe(),
    "nested-tables.docx": _docx("<w:tbl><w:tr><w:tc>" * 3000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 3000),
    "wrong-size.docx": _lying_zip,
    "locked.docx": _encrypted_zip,
    "not-a-document.docx": _later(lambda: _zip({"readme.txt": b"nothing"})),
    "sixty-thousand-parts.xlsx": _later(lambda: _zip({f"xl/{n}.xml": b"" for n in range(60_000)})),
    "far-cell.xlsx": _xlsx('<sheetData><row r="1048576"><c r="XFD1048576"><v>7</v></c></row></sheetData>'),
    "huge-dimension.xlsx": _xlsx(
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1"><v>7</v></c></row></sheetData>'
    ),
    "many-cells.xlsx": _xlsx("<sheetData>" + "<row><c><v>1</v></c></row>" * 600_000 + "</sheetData>"),
    "row-number.xlsx": _xlsx('<sheetData><row r="2000000000"><c r="A2000000000"><v>7</v></c></row></sheetData>'),
    "billion-laughs.xlsx": _xlsx(
        '<sheetData><row><c t="inlineStr"><is><t>&a9;</t></is></c></row></sheetData>', _ENTITIES + "]>"
    ),
    "page-size.pdf": _fixed(_page(_HELLO, "0 0 1000000000 1000000000")),
    "page-size-picture.pdf": _fixed(_page(b"0 0 900000 900000 re f", "0 0 1000000000 1000000000")),
    "no-page-size.pdf": _fixed(_page(_HELLO, "0 0 0 0")),
    "not-a-number.pdf": _fixed(_page(_HELLO, "nan inf -inf 1e400")),
    "content-bomb.pdf": _later(lambda: _page(b"BT /F 12 Tf (a) Tj ET " * 12_000_000)),
    "zeros-bomb.pdf": _later(lambda: _page(bytes(600_000_000))),
    "million-characters.pdf": _later(lambda: _page(b"BT /F 1 Tf " + b"(abcdefghij) Tj " * 200_000 + b"ET")),
    "huge-picture.pdf": _later(lambda: _picture(60_000, 60_000, bytes(1_000_000))),
    "pages-in-a-circle.pdf": _fixed(
        pdf("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000000 >>")
    ),
    "page-count.pdf": _fixed(
        pdf(
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 2000000000 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        )
    ),
    "locked.pdf": _locked,
    "header-only.pdf": _fixed(b"%PDF-1.7\n" + b"garbage " * 1000),
    "nested-divisions.html": _fixed(b"<html>" + b"<div>" * 200_000 + b"deep inside"),
    "nested-tables.html": _fixed(b"<html>" + b"<table><tr><td>" * 20_000 + b"deep inside"),
    "spans.html": _fixed(
        b"<html><table>" + b"<tr><td rowspan=999999999 colspan=999999999>x</td></tr>" * 300 + b"</table>"
    ),
    "many-attributes.html": _fixed(b"<html><p " + b"a1=2 " * 400_000 + b">text</p>"),
    "million-columns.csv": _fixed(b"a," * 1_000_000 + b"\n" + b"1," * 1_000_000),
    "open-quote.csv": _fixed(b'a,b\n1,"' + b"x,y\n" * 5_000_000),
    "zeros.txt": _fixed(bytes(1_000_000)),
    "noise.txt": lambda chance, _: chance.randbytes(200_000),
    "one-line.txt": _fixed(b"word " * 6_000_000),
    "half-characters.txt": _fixed("租房".encode("utf-16-le")[:-1] + "\ud800\n".encode("utf-16-le", "surrogatepass")),
    "quotes.md": _fixed(b">" * 20_000 + b" deep\n"),
    "lists.md": _fixed(b"".join(b"  " * n + b"- item\n" for n in range(2_000))),
    "brackets.md": _fixed(b"[" * 50_000 + b"a" + b"](b)" * 50_000),
    "stars.md": _fixed(b"**a *b " * 50_000),
    "parts.eml": _fixed(
        b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3_000))
    ),
}


def plan(chance: random.Random, count: int) -> list[tuple[str, Make]]:
    """``count`` files, mixed: the hostile ones first, then damaged copies of the sample library's."""
    hostile = list(HOSTILE.items())
    if count < 2 * len(hostile):
        share = min(len(hostile), max(1, round(count * 0.65)))
        hostile = chance.sample(hostile, share)
    plans: list[tuple[str, Make]] = sorted(hostile, key=lambda item: item[0])
    kinds = (("cut", cut), ("flip", flip), ("splice", splice))
    round_robin = [(kind, damage, name) for kind, damage in kinds for name in DEMO_FILES]
    chance.shuffle(round_robin)
    number = 0
    while len(plans) < count:
        kind, damage, name = round_robin[number % len(round_robin)]
        plans.append((f"{kind}-{number}-{name}", partial(damage, name)))
        number += 1
    return plans

"""The one list of formats: how each is recognised, by content first and by name second, and where its reader stands."""

import importlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from assistant.library.parsed import Parsed
from assistant.library.readers.archive import members
from assistant.library.readers.draft import Options
from chains.errors import DocumentError

Read = Callable[[bytes, Options], Parsed]


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    Attributes:
        name: as ``Parsed.format`` has it.
        suffixes: lower case, with the dot.
        module: of this package; it has ``read(data, options)``.
        sniff: whether the content is of this format whatever the name says; None where only the name tells.
    """

    name: str
    suffixes: tuple[str, ...]
    module: str
    sniff: Callable[[bytes], bool] | None = None

    def reader(self) -> Read:
        """Its function, imported now with all it needs."""
        module = importlib.import_module(f"assistant.library.readers.{self.module}")
        read: Read = module.read
        return read


def _is_pdf(data: bytes) -> bool:
    return b"%PDF-" in data[:1024]  # readers accept leading bytes; ISO 32000-1, annex H, note 13


def _has_member(name: str) -> Callable[[bytes], bool]:
    return lambda data: name in members(data)


def _is_picture(data: bytes) -> bool:
    if data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")):
        return True
    # A text may begin with BM: the reserved fields of a bitmap's header are zero.
    return (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or (data[:2] == b"BM" and data[6:10] == bytes(4))


_BEFORE_COMMENTS = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?")
_BLANKS = re.compile(rb"\s*")
_HTML = re.compile(rb"<(?:!doctype\s+html|html)\b", re.I)


def _is_html(data: bytes) -> bool:
    """Comments may stand before the first tag; each is walked once, however many are half open."""
    head = data[:4096]
    at = _end(_BEFORE_COMMENTS, head, 0)
    while head.startswith(b"<!--", at):
        closed = head.find(b"-->", at + 4)
        if closed < 0:
            return False
        at = _end(_BLANKS, head, closed + 3)
    return _HTML.match(head, at) is not None


def _end(pattern: re.Pattern[bytes], data: bytes, at: int) -> int:
    found = pattern.match(data, at)
    return at if found is None else found.end()


FORMATS: tuple[Format, ...] = (
    Format("pdf", (".pdf",), "pdf", _is_pdf),
    Format("docx", (".docx", ".docm", ".dotx"), "word", _has_member("word/document.xml")),
    Format("xlsx", (".xlsx", ".xlsm", ".xltx"), "sheets", _has_member("xl/workbook.xml")),
    Format("html", (".html", ".htm", ".xhtml"), "web", _is_html),
    Format("image", (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp"), "image", _is_picture),
    Format("csv", (".csv", ".tsv", ".tab"), "delimited"),
    Format("mail", (".eml",), "mail"),
    Format("markdown", (".md", ".markdown", ".mdown", ".mkd"), "markdown"),
    # Any other text is read too when it is asked for by name; these are found in folders.
    Format(
        "text", (".txt", ".text", ".rst", ".org", ".tex", ".srt", ".log", ".json", ".yaml", ".yml", ".xml"), "plain"
    ),
)

# Files whose first bytes say that nothing here reads them.
_FOREIGN = (
    (b"\x89PNG", "PNG"), (b"GIF8", "GIF"), (b"PK\x03\x04", "ZIP"), (b"PK\x05\x06", "ZIP"),
    (b"\x7fELF", "ELF"), (b"\x1f\x8b", "gzip"), (b"7z\xbc\xaf", "7z"), (b"Rar!", "RAR"), (b"\xfd7zXZ", "xz"),
    (b"SQLite format 3", "SQLite"), (b"GGUF", "GGUF"), (b"RIFF", "RIFF"), (b"ID3", "MP3"), (b"BZh", "bzip2"),
    (b"OggS", "Ogg"), (b"{\\rtf", "RTF"), (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x00\x00\x01\x00", "ICO"), (b"\xca\xfe\xba\xbe", "Java"), (b"\x00asm", "WebAssembly"),
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # [MS-CFB]: old Office files, and encrypted new ones


def suffixes() -> tuple[str, ...]:
    """Every suffix that a format is known by, for file dialogs; other text files are read too."""
    return tuple(suffix for entry in FORMATS for suffix in entry.suffixes)


def detect(data: bytes, options: Options) -> Format:
    """The format of ``data``; plain text where nothing else fits (its reader refuses what is no text).

    Raises:
        DocumentError: it is of a kind that is known and cannot be read here, or protected by a password.
    """
    for entry in FORMATS:
        if entry.sniff is not None and entry.sniff(data):
            return entry
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:  # [MS-OFFCRYPTO] 2.3.4.4
            raise DocumentError("document.encrypted", name=options.name)
        raise DocumentError("document.old_office", name=options.name)
    named = next((entry for entry in FORMATS if options.suffix in entry.suffixes), None)
    kind = next((kind for magic, kind in _FOREIGN if data.startswith(magic)), None)
    if named is not None and named.module in ("pdf", "word", "sheets", "image"):
        raise DocumentError("document.damaged", name=options.name, format=named.name, reason="not this format")
    if kind is not None:
        raise DocumentError("document.unsupported", name=options.name, kind=kind)
    return named or FORMATS[-1]

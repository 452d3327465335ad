"""Office files are zip archives: what one declares is checked before anything in it is unpacked."""

import io
import re
import zipfile

from chains.errors import DocumentError

MAX_MEMBERS = 20_000
MAX_UNPACKED_BYTES = 400_000_000
# XML of tables packs up to about 40 times; 100 is what Apache POI refuses too (ZipSecureFile, ratio 0.01).
MAX_RATIO = 100
MIN_SUSPICIOUS_BYTES = 20_000_000
# Office can save by the strict part of its standard, whose names differ (ECMA-376 part 1 against part 4).
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")


def members(data: bytes) -> frozenset[str]:
    """Names in the archive; empty where ``data`` is none."""
    if not data.startswith(b"PK"):
        return frozenset()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return frozenset()


def check(data: bytes, name: str) -> None:
    """Refuse an archive that unpacks to far more than a document needs.

    The sizes are those that the archive declares; ``zipfile`` stops at them when it unpacks, so a lie is an error
    there and no bomb.

    Raises:
        DocumentError: a bomb, an encrypted archive, or none at all.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as exc:
        raise DocumentError("document.damaged", name=name, format="zip", reason=str(exc)) from exc
    unpacked = sum(entry.file_size for entry in entries)
    ratio = unpacked / max(1, len(data))
    if (
        len(entries) > MAX_MEMBERS
        or unpacked > MAX_UNPACKED_BYTES
        or (unpacked > MIN_SUSPICIOUS_BYTES and ratio > MAX_RATIO)
    ):
        raise DocumentError("document.bomb", name=name, unpacked=f"{unpacked / 1e6:.0f} MB")
    if any(entry.flag_bits & 1 for entry in entries):
        raise DocumentError("document.encrypted", name=name)


def transitional(data: bytes) -> bytes:
    """An Office file with the names that libraries know, where it was saved by the strict ones; else ``data``.

    Args:
        data: an archive that has passed ``check``.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if "_rels/.rels" not in archive.namelist() or not _STRICT.search(archive.read("_rels/.rels")):
            return data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as renamed:
            for entry in archive.infolist():
                content = archive.read(entry)
                if entry.filename.endswith((".xml", ".rels")):
                    content = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", content)
                renamed.writestr(entry.filename, content)
    return out.getvalue()

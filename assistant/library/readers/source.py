"""A file's bytes, or a plain reason why there are none: checked before anything is opened that could block."""

import os
import stat
from pathlib import Path

from chains.errors import DocumentError

DEFAULT_MAX_BYTES = 200_000_000


def shown(path: Path | str) -> str:
    """``path`` as a person can be shown it: bytes that are no UTF-8 and control characters are replaced."""
    text = os.fsencode(path).decode("utf-8", "replace")
    return "".join(character if character.isprintable() else "\ufffd" for character in text)


def names(path: Path) -> dict[str, str]:
    """The parameters that every error about a file carries."""
    return {"name": shown(path.name) or shown(path), "path": shown(path)}


def megabytes(size: int) -> str:
    """``size`` in bytes, as an error says it."""
    return f"{size / 1e6:.0f} MB" if size >= 1e6 else f"{size / 1e3:.0f} kB"


def examine(path: Path, max_bytes: int = DEFAULT_MAX_BYTES) -> os.stat_result:
    """Look at the file without opening it.

    Raises:
        DocumentError: it is missing, no regular file, empty, or larger than ``max_bytes``.
    """
    try:
        found = path.stat()
    except OSError as exc:
        raise _refusal(path, exc) from exc
    except ValueError as exc:  # a NUL in the name
        raise DocumentError("document.missing", **names(path)) from exc
    _check(path, found, max_bytes)
    return found


def load(path: Path, max_bytes: int = DEFAULT_MAX_BYTES) -> bytes:
    """The content of a regular file, read once.

    Opening does not wait for the other end of a pipe, and what was opened is checked again: the path may name
    another thing than it did a moment ago.

    Raises:
        DocumentError: as ``examine``, or it may not be read.
    """
    examine(path, max_bytes)
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(descriptor, "rb") as file:  # noqa: PTH123 - of a descriptor, which pathlib cannot open
            _check(path, os.fstat(file.fileno()), max_bytes)
            data = file.read(max_bytes + 1)
    except OSError as exc:
        raise _refusal(path, exc) from exc
    if len(data) > max_bytes:
        raise _too_large(path, len(data), max_bytes)
    if not data:
        raise DocumentError("document.empty", **names(path))
    return data


def _check(path: Path, found: os.stat_result, max_bytes: int) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise DocumentError("document.folder", **names(path))
    if not stat.S_ISREG(found.st_mode):
        raise DocumentError("document.not_a_file", **names(path))
    if found.st_size == 0:
        raise DocumentError("document.empty", **names(path))
    if found.st_size > max_bytes:
        raise _too_large(path, found.st_size, max_bytes)


def _too_large(path: Path, size: int, max_bytes: int) -> DocumentError:
    return DocumentError("document.too_large", **names(path), size=megabytes(size), limit=megabytes(max_bytes))


def _refusal(path: Path, exc: OSError) -> DocumentError:
    if isinstance(exc, PermissionError):
        return DocumentError("document.no_permission", **names(path))
    if isinstance(exc, FileNotFoundError | NotADirectoryError):
        try:
            linked = path.is_symlink()
        except OSError:
            linked = False
        return DocumentError("document.broken_link" if linked else "document.missing", **names(path))
    return DocumentError("document.unreadable", **names(path), reason=exc.strerror or type(exc).__name__)

"""The person's own files as they lie in the home, each with the versions before it; nothing is ever lost."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assistant.whole_file import write_whole
from chains.errors import LibraryError

_NAME = re.compile(r"([a-z][a-z0-9_-]*)\.([a-z]{2,3})\.toml")
_VERSION = re.compile(r"(\d{4,})-(\d{8}T\d{6}Z)\.toml")
_TIME = "%Y%m%dT%H%M%SZ"
# The packaged file as it was when it was copied.
_BASE = "packaged.toml"


@dataclass(frozen=True, slots=True)
class Version:
    """An earlier version of an own file.

    Attributes:
        number: from 1, in the order of saving.
        when: it was replaced, or taken out.
    """

    number: int
    when: datetime


class Kept:
    """A folder of own files ``NAME.LANG.toml``, with ``history/NAME.LANG/`` below.

    Args:
        folder: may be missing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[tuple[str, str]]:
        """Name and language of each file, sorted."""
        if not self.folder.is_dir():
            return []
        found = (_NAME.fullmatch(file.name) for file in self.folder.iterdir())
        return sorted((match[1], match[2]) for match in found if match)

    def path(self, name: str, language: str) -> Path:
        """Where the file lies, or would."""
        return self.folder / f"{name}.{language}.toml"

    def read(self, name: str, language: str) -> bytes | None:
        """The file; None where there is none.

        Raises:
            OSError: it cannot be read.
        """
        try:
            return self.path(name, language).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, name: str, language: str, data: bytes, base: bytes | None) -> None:
        """Put ``data`` in the file's place, and what stood there into its history.

        Args:
            base: the packaged file, kept beside a file that was not there before; None where there is none.

        Raises:
            LibraryError: it cannot be written; the file is as it was.
        """
        with _writing(self.folder):
            before = self.read(name, language)
            if before == data:
                return
            if before is not None:
                self._keep(name, language, before)
            elif base is not None:
                self.set_base(name, language, base)
            write_whole(self.path(name, language), data)

    def remove(self, name: str, language: str) -> bool:
        """Take the file out, into its history; whether there was one.

        Raises:
            LibraryError: it cannot be written.
        """
        with _writing(self.folder):
            before = self.read(name, language)
            if before is None:
                return False
            self._keep(name, language, before)
            self.path(name, language).unlink()
            (self._history(name, language) / _BASE).unlink(missing_ok=True)
            return True

    def base(self, name: str, language: str) -> bytes | None:
        """The packaged file as it was when the own one was made of it; None where that is not known."""
        try:
            return (self._history(name, language) / _BASE).read_bytes()
        except OSError:
            return None

    def set_base(self, name: str, language: str, base: bytes) -> None:
        """Take the own file for one that was made of ``base``.

        Raises:
            LibraryError: it cannot be written.
        """
        with _writing(self.folder):
            write_whole(self._history(name, language) / _BASE, base)

    def versions(self, name: str, language: str) -> tuple[Version, ...]:
        """Earlier versions, the latest first."""
        return tuple(version for version, _ in self._versions(name, language))

    def version(self, name: str, language: str, number: int) -> bytes | None:
        """An earlier version; None where there is none of that number.

        Raises:
            LibraryError: it cannot be read.
        """
        for version, file in self._versions(name, language):
            if version.number == number:
                with _writing(file):
                    return file.read_bytes()
        return None

    def _versions(self, name: str, language: str) -> list[tuple[Version, Path]]:
        folder = self._history(name, language)
        if not folder.is_dir():
            return []
        found = [
            (Version(int(match[1]), datetime.strptime(match[2], _TIME).replace(tzinfo=UTC)), file)
            for file in folder.iterdir()
            if (match := _VERSION.fullmatch(file.name))
        ]
        return sorted(found, key=lambda item: item[0].number, reverse=True)

    def _keep(self, name: str, language: str, data: bytes) -> None:
        found = self._versions(name, language)
        number = found[0][0].number + 1 if found else 1
        when = datetime.now(UTC).strftime(_TIME)
        write_whole(self._history(name, language) / f"{number:04}-{when}.toml", data)

    def _history(self, name: str, language: str) -> Path:
        return self.folder / "history" / f"{name}.{language}"


@contextmanager
def _writing(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        reason = exc.strerror or type(exc).__name__
        raise LibraryError("library.unwritable", file=str(place), reason=reason) from exc

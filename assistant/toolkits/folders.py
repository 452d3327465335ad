"""Folders that the person has named, and nothing beside them: each step of a path is taken from an open folder.

A path that is checked and then opened may be another thing by then. So none is opened: from the named folder's own
descriptor each part is opened by itself, links are never followed, and what was opened is what is looked at.
"""

import contextlib
import errno
import os
import secrets
import stat
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, NoReturn

from assistant.library.names import shown
from assistant.library.readers.source import megabytes
from assistant.toolkits.places import MOST_PARTS, Identity, Place, Root, check_new_name, check_text, is_hidden, refuse
from chains.answer import Check
from chains.errors import Cancelled, InputError

# POSIX alone opens relative to a folder and refuses to follow a link.
_SUPPORTED: Final = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW") and hasattr(os, "O_DIRECTORY")
_NOFOLLOW: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0)
_FOLDER: Final = os.O_RDONLY | _NOFOLLOW | getattr(os, "O_DIRECTORY", 0)
# Without waiting for the other end of a pipe, and without becoming the terminal of this process.
_FILE: Final = os.O_RDONLY | _NOFOLLOW | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
_SYSTEM: Final = ("/proc", "/sys", "/dev")

_BLOCK: Final = 1 << 18
EntryKind = Literal["folder", "file"]


@dataclass(frozen=True, slots=True)
class Entry:
    """Something in a folder.

    Attributes:
        size: bytes; 0 of a folder.
        modified: seconds since 1970.
    """

    name: str
    kind: EntryKind
    size: int
    modified: float


@dataclass(frozen=True, slots=True)
class Listing:
    """What is in a folder.

    Attributes:
        entries: folders first, by name.
        left_out: how many more there are that are links, devices, pipes, or have names that are no text.
        complete: False where there are more than were looked at.
    """

    entries: tuple[Entry, ...]
    left_out: int = 0
    complete: bool = True


class Folders:
    """The named folders. Thread-safe; what still runs when they are let go of ends with ``Cancelled``.

    Args:
        paths: as the settings have them; ``~`` is the person's home.
        forbidden: folders that are refused wherever they turn up.

    Raises:
        InputError: one is missing, no folder, one of the system's, or one of ``forbidden``; or this system cannot
            open a file without following links.
    """

    def __init__(self, paths: Sequence[str], forbidden: Sequence[Path]) -> None:
        if not _SUPPORTED:
            raise InputError("tool_files.unsupported", system=sys.platform)
        if not paths:
            raise InputError("tool_files.no_folders")
        self._forbidden = frozenset(_identity(found.stat()) for found in forbidden if found.exists())
        self.roots: list[Root] = []
        self._lock = threading.Lock()
        self._closed = False
        try:
            for path in dict.fromkeys(paths):
                self._add(path)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the folders."""
        with self._lock:
            if not self._closed:
                self._closed = True
                for root in self.roots:
                    os.close(root.descriptor)

    # --- what is done ---

    def listing(self, place: Place, most: int, check: Check) -> Listing:
        """What is in a folder; hidden things are not.

        Args:
            most: entries that are looked at.

        Raises:
            InputError: there is no such folder, or it cannot be read.
        """
        found: list[Entry] = []
        left_out = seen = 0
        with self._folder(place, place.parts) as descriptor, os.scandir(descriptor) as entries:
            for entry in entries:
                check.check()
                seen += 1
                if seen > most:
                    break
                if is_hidden(entry.name):
                    continue
                try:
                    check_text(entry.name)
                    state = os.stat(entry.name, dir_fd=descriptor, follow_symlinks=False)
                except (OSError, InputError):
                    left_out += 1
                    continue
                kind = _kind(state)
                if kind is None or (kind == "folder" and self._is_elsewhere(state, place.root)):
                    left_out += 1
                    continue
                size = state.st_size if kind == "file" else 0
                found.append(Entry(entry.name, kind, size, state.st_mtime))
        found.sort(key=lambda entry: (entry.kind == "file", entry.name.casefold(), entry.name))
        return Listing(tuple(found), left_out, seen <= most)

    def read(self, place: Place, most: int, check: Check) -> bytes:
        """The bytes of a file.

        Raises:
            InputError: there is no such file, it is none of the regular ones, or larger than ``most``.
        """
        if not place.parts:
            refuse("is_folder", str(place))
        with self._folder(place, place.parts[:-1]) as folder:
            name = place.parts[-1]
            before = self._state(name, folder)
            if before is not None:
                self._check_file(before, place)  # a device may do something by being opened
            descriptor = self._opened(name, _FILE, folder, place)
            with open(descriptor, "rb", buffering=0) as file:  # noqa: PTH123 - of a descriptor
                state = os.fstat(file.fileno())
                self._check_file(state, place)
                if state.st_size > most:
                    self._refuse_size(place, state.st_size, most)
                self._check_within(folder, place)
                parts: list[bytes] = []
                size = 0
                while block := file.read(_BLOCK) or b"":
                    check.check()
                    parts.append(block)
                    size += len(block)
                    if size > most:
                        self._refuse_size(place, size, most)
        return b"".join(parts)

    def write(self, place: Place, data: bytes, *, overwrite: bool, check: Check) -> bool:
        """Write a file: all of it or nothing; whether there was one before.

        Args:
            overwrite: else a file that is there is left alone.
            check: asked at the last moment; what it raises leaves everything as it was.

        Raises:
            InputError: the folder is missing, the name is taken, or it cannot be written.
        """
        if not place.parts:
            refuse("is_folder", str(place))
        name = place.parts[-1]
        check_new_name(place)
        with self._folder(place, place.parts[:-1]) as folder:
            before = self._state(name, folder)
            if before is not None:
                self._check_file(before, place)
                if not overwrite:
                    refuse("exists", str(place))
            with self._failing(place):
                self._put(name, data, folder, place, before, check)
        return before is not None

    def _put(
        self, name: str, data: bytes, folder: int, place: Place, before: os.stat_result | None, check: Check
    ) -> None:
        """The bytes under another name first, then under their own, in one step that the file system takes."""
        # Told from the person's files, and hidden: a kill leaves it behind.
        temporary = f".lectern-{secrets.token_hex(8)}.tmp"
        mode = 0o666 if before is None else stat.S_IMODE(before.st_mode) & 0o666
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW, mode, dir_fd=folder)
        try:
            with open(descriptor, "wb", buffering=0) as file:  # noqa: PTH123 - of a descriptor
                if before is not None:
                    os.fchmod(file.fileno(), mode)
                view = memoryview(data)
                while view:
                    check.check()
                    view = view[file.write(view[:_BLOCK]) :]
                os.fsync(file.fileno())
            self._check_within(folder, place)
            check.check()
            if before is not None:
                # A link that has taken the name meanwhile is replaced, not followed.
                os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
            else:
                _named(temporary, name, folder)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary, dir_fd=folder)
        os.fsync(folder)

    # --- step by step ---

    def _add(self, path: str) -> None:
        given = Path(path).expanduser()
        if not given.is_absolute() or "\0" in path:
            raise InputError("tool_files.bad_folder", folder=shown(path)[:200])
        # The person may name a folder by a link; what it leads to is settled here, once.
        real = Path(os.path.realpath(given))
        if real == Path(real.anchor) or any(str(real) == top or str(real).startswith(f"{top}/") for top in _SYSTEM):
            raise InputError("tool_files.bad_folder", folder=shown(path)[:200])
        try:
            descriptor = os.open(real, _FOLDER)
        except OSError as exc:
            raise InputError(
                "tool_files.missing_folder", folder=shown(path)[:200], reason=exc.strerror or str(exc)
            ) from exc
        self.roots.append(Root(self._label(real.name), given, real, descriptor, _identity(os.fstat(descriptor))))
        if any(_identity(above.stat()) in self._forbidden for above in (real, *real.parents)):
            raise InputError("tool_files.own_folder", folder=shown(path)[:200])

    def _label(self, name: str) -> str:
        label, number = shown(name), 2
        while label in {root.label for root in self.roots}:
            label, number = f"{shown(name)}-{number}", number + 1
        return label

    @contextlib.contextmanager
    def _folder(self, place: Place, parts: Sequence[str]) -> Iterator[int]:
        """A folder within a root, open; each part is opened from the one before."""
        with contextlib.ExitStack() as opened:
            with self._lock:  # the root's own number may be another file's once it was let go of
                if self._closed:
                    raise Cancelled
                descriptor = os.open(".", _FOLDER, dir_fd=place.root.descriptor)
            opened.callback(os.close, descriptor)
            for part in parts:
                descriptor = self._opened(part, _FOLDER, descriptor, place)
                opened.callback(os.close, descriptor)
                if self._is_elsewhere(os.fstat(descriptor), place.root):
                    refuse("outside", str(place))
            yield descriptor

    def _opened(self, name: str, flags: int, folder: int, place: Place) -> int:
        with self._failing(place):
            return os.open(name, flags, dir_fd=folder)

    def _is_elsewhere(self, state: os.stat_result, root: Root) -> bool:
        """Whether a folder is Lectern's own, or of another file system that is mounted there."""
        return _identity(state) in self._forbidden or state.st_dev != root.identity[0]

    def _check_within(self, folder: int, place: Place) -> None:
        """Refuse a folder that was moved out of its root since it was opened."""
        root, current, opened = place.root.identity, folder, []
        try:
            for _ in range(MOST_PARTS + 1):
                if _identity(os.fstat(current)) == root:
                    return
                current = os.open("..", _FOLDER, dir_fd=current)
                opened.append(current)
        except OSError:
            pass  # a folder above that may not be opened is above the root
        finally:
            for descriptor in opened:
                os.close(descriptor)
        refuse("outside", str(place))

    def _check_file(self, state: os.stat_result, place: Place) -> None:
        if stat.S_ISDIR(state.st_mode):
            refuse("is_folder", str(place))
        if stat.S_ISLNK(state.st_mode):
            refuse("link", str(place))
        if not stat.S_ISREG(state.st_mode):
            refuse("no_file", str(place))
        # Of a file with a second name nobody can say where that lies; one without a name any more is going away.
        if state.st_nlink != 1:
            refuse("second_name", str(place))
        if state.st_dev != place.root.identity[0]:
            refuse("outside", str(place))

    @staticmethod
    def _state(name: str, folder: int) -> os.stat_result | None:
        try:
            return os.stat(name, dir_fd=folder, follow_symlinks=False)
        except FileNotFoundError:
            return None

    @contextlib.contextmanager
    def _failing(self, place: Place) -> Iterator[None]:
        """What the system refuses, said plainly."""
        try:
            yield
        except (FileNotFoundError, NotADirectoryError, ValueError) as exc:
            # A link in the way of a folder is "no folder" to the system.
            refuse("no_way" if isinstance(exc, NotADirectoryError) else "missing", str(place))
        except FileExistsError:
            refuse("exists", str(place))
        except PermissionError:
            refuse("no_permission", str(place))
        except OSError as exc:
            if exc.errno in {errno.ELOOP, errno.EMLINK}:
                refuse("link", str(place))
            if exc.errno in {errno.ENXIO, errno.ENODEV}:
                refuse("no_file", str(place))
            reason = exc.strerror or type(exc).__name__
            raise InputError("tool_files.failed", path=shown(str(place))[:120], reason=reason) from exc

    @staticmethod
    def _refuse_size(place: Place, size: int, most: int) -> NoReturn:
        raise InputError(
            "tool_files.too_large", path=shown(str(place))[:120], size=megabytes(size), most=megabytes(most)
        )


def _identity(state: os.stat_result) -> Identity:
    return state.st_dev, state.st_ino


def _named(temporary: str, name: str, folder: int) -> None:
    """Give a new file its name, unless another has it by now."""
    try:
        # Unlike a renaming, a second name never takes the place of another.
        os.link(temporary, name, src_dir_fd=folder, dst_dir_fd=folder, follow_symlinks=False)
    except OSError as exc:
        if exc.errno not in {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}:
            raise
        # A file system without second names (FAT): the name is taken first.
        os.close(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW, dir_fd=folder))
        os.replace(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)


def _kind(state: os.stat_result) -> EntryKind | None:
    if stat.S_ISDIR(state.st_mode):
        return "folder"
    return "file" if stat.S_ISREG(state.st_mode) else None

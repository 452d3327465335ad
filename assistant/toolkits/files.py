"""Files as tools: list, read and write in the folders that the person has named, and nowhere else. Off by default."""

import tempfile
import time
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from langchain_core.tools import BaseTool
from pydantic import BaseModel, Field, PrivateAttr

from assistant.cancel import Cancel
from assistant.library.readers.encoding import decode
from assistant.library.readers.pool import MEMORY_BYTES, ReaderPool
from assistant.toolkits.folders import Entry, Folders
from assistant.toolkits.places import MOST_CHARACTERS, Place, place_of
from assistant.toolkits.registry import Toolkit
from chains.errors import Cancelled, DocumentError, InputError
from chains.toolkits.base import Observation, ToolTraits, from_task, made_tool
from resources import resource

# An offset beyond any text that is read.
_FAR = 1_000_000_000
_LIST = (
    r"\b(?:list|show|which|what)\b.*\bfiles?\b.*\b(?:folder|directory)\b|\b(?:folder|directory)\b.*\bfiles?\b",
    r"文件夹|目录(?:里|中|下)",
)
_READ = (
    r"\b(?:read|open|show|content of|contents of)\b.*(?:\bfile\b|[\w-]+\.(?:txt|md|csv|json|pdf|docx)\b)",
    r"(?:读|打开|查看).*文件",
)
_WRITE = (
    r"\b(?:write|save|store|export|create|put)\b.*(?:\b(?:file|folder)\b|[\w-]+\.(?:txt|md|csv|json)\b)",
    r"(?:写入|保存|存到|存为|导出|写到|新建).*(?:文件|\.(?:txt|md|csv|json))",
)


class FileLimits(BaseModel):
    """``resources/files.toml``."""

    read_bytes: int
    reply_characters: int
    write_characters: int
    listed: int
    looked_at: int
    seconds: float
    written: str
    plain: str


@cache
def file_limits() -> FileLimits:
    """What the tools may do."""
    return FileLimits.model_validate(tomllib.loads(resource("files.toml").read_text("utf-8")))


class ListArguments(BaseModel):
    """What ``list_folder`` takes."""

    path: str = from_task("a folder; empty for all", source="name", most=MOST_CHARACTERS, default="")


class ReadArguments(BaseModel):
    """What ``read_file`` takes."""

    path: str = from_task("the file, as list_folder names it", source="name", most=MOST_CHARACTERS, min_length=1)
    start: int = Field(default=0, ge=0, le=_FAR, description="character to go on from")


class WriteArguments(BaseModel):
    """What ``write_file`` takes."""

    path: str = from_task("the file, such as reports/summary.md", source="name", most=MOST_CHARACTERS, min_length=1)
    text: str = from_task("what to write", source="body", most=200_000)
    overwrite: bool = Field(default=False, description="true to replace a file that is there")


@dataclass(frozen=True)
class _Until:
    """A stop that the person asks for, or the end of the call's time: a call that was given up does nothing more."""

    cancel: Cancel
    end: float

    def check(self) -> None:
        self.cancel.check()
        if time.monotonic() > self.end:
            raise InputError("tool_files.too_slow")


class FilesToolkit(Toolkit):
    """``list_folder``, ``read_file`` and ``write_file``."""

    name: ClassVar[str] = "files"
    _folders: Folders | None = PrivateAttr(default=None)
    _pool: ReaderPool | None = PrivateAttr(default=None)

    def get_tools(self) -> list[BaseTool]:
        """All three.

        Raises:
            InputError: no folder is named, or one of them cannot be used.
        """
        self.close()
        self._folders = Folders(self.context.settings.agent.folders, (self.context.folder,))
        known = ", ".join(root.label for root in self._folders.roots)
        tools: Mapping[str, tuple[str, type[BaseModel], Any, tuple[str, ...]]] = {
            "list_folder": (f"List the files in a folder. Folders: {known}.", ListArguments, self._list, _LIST),
            "read_file": ("Read a file in these folders.", ReadArguments, self._read, _READ),
            "write_file": ("Write a text into a file in these folders.", WriteArguments, self._write, _WRITE),
        }
        return [
            made_tool(name, text, arguments, function, ToolTraits("files", "outside", file_limits().seconds, patterns))
            for name, (text, arguments, function, patterns) in tools.items()
        ]

    def close(self) -> None:
        """Let go of the folders, and end the child that reads documents."""
        if self._folders is not None:
            self._folders.close()
            self._folders = None
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    def _opened(self) -> tuple[Folders, FileLimits, _Until]:
        if self._folders is None:
            raise Cancelled  # the run is over
        limits = file_limits()
        return self._folders, limits, _Until(self.context.cancel, time.monotonic() + limits.seconds)

    def _list(self, path: str = "") -> Observation:
        folders, limits, until = self._opened()
        if not path.strip(" ./"):
            labels = [root.label for root in folders.roots]
            if len(labels) > 1:
                return Observation("Folders: " + ", ".join(f"{label}/" for label in labels), value=labels, foreign=True)
            path = labels[0]
        place = place_of(path, folders.roots)
        listing = folders.listing(place, limits.looked_at, until)
        shown = listing.entries[: limits.listed]
        notes = []
        if len(listing.entries) > len(shown):
            notes.append(f"{len(listing.entries) - len(shown)} more are not shown")
        if listing.left_out:
            notes.append(f"{listing.left_out} links and other things that are no files are left out")
        if not listing.complete:
            notes.append(f"only the first {limits.looked_at} were looked at")
        lines = [f"{place}/ ({len(listing.entries)}):", *(_line(entry) for entry in shown)]
        text = "\n".join(lines) + (f"\n({'; '.join(notes)})" if notes else "")
        value = [{"name": entry.name, "kind": entry.kind, "size": entry.size} for entry in shown]
        return Observation(text, value=value, foreign=True, found=bool(listing.entries))

    def _read(self, path: str, start: int = 0) -> Observation:
        folders, limits, until = self._opened()
        place = place_of(path, folders.roots)
        data = folders.read(place, limits.read_bytes, until)
        text = self._text(place, data)
        until.check()
        part = text[start : start + limits.reply_characters]
        left = len(text) - start - len(part)
        more = f"\n({left} more characters: read on with start={start + len(part)})" if left > 0 else ""
        if not part:
            empty = f"{place} is empty." if not text else f"{place} ends at {len(text)} characters."
            return Observation(empty, documents=(str(place),), foreign=True, found=False)
        return Observation(f"{place}:\n{part}{more}", value=part, documents=(str(place),), foreign=True)

    def _text(self, place: Place, data: bytes) -> str:
        """What a file says: text as it stands; other formats by the library's readers, in a child.

        The child is given these very bytes, under a name of ours: the file itself may be another by then.
        """
        name = place.parts[-1]
        suffix = Path(name).suffix.casefold()
        try:
            if not data:
                return ""
            if suffix.lstrip(".") in file_limits().plain.split():
                return decode(data, name)[0].replace("\r\n", "\n")
            with tempfile.TemporaryDirectory(prefix="lectern-file-") as folder:
                copy = Path(folder) / f"file{suffix if suffix.isascii() and suffix[1:].isalnum() else ''}"
                copy.write_bytes(data)
                return self._reader().read(copy, self.context.cancel)[1].text
        except DocumentError as exc:
            reason = exc.code.partition(".")[2].replace("_", " ")
            raise InputError("tool_files.unreadable", path=str(place)[:120], reason=reason) from exc

    def _reader(self) -> ReaderPool:
        if self._pool is None:
            limits = file_limits()
            self._pool = ReaderPool(
                1, ocr=False, max_bytes=limits.read_bytes, memory_bytes=MEMORY_BYTES, seconds=limits.seconds / 2
            )
        return self._pool

    def _write(self, path: str, text: str, overwrite: bool = False) -> Observation:
        folders, limits, until = self._opened()
        place = place_of(path, folders.roots)
        suffix = Path(place.parts[-1]).suffix.casefold().lstrip(".") if place.parts else ""
        if place.parts and suffix not in limits.written.split():
            raise InputError(
                "tool_files.no_text_name", path=str(place)[:120], known=", ".join(limits.written.split()[:6])
            )
        if len(text) > limits.write_characters:
            raise InputError("tool_files.too_long", characters=len(text), most=limits.write_characters)
        try:
            data = text.encode("utf-8")
        except UnicodeEncodeError as exc:
            raise InputError("tool_files.no_text", path=str(place)[:120]) from exc
        replaced = folders.write(place, data, overwrite=overwrite, check=until)
        done = "Replaced" if replaced else "Wrote"
        return Observation(f"{done} {place} ({len(text)} characters).", value=str(place))


def _line(entry: Entry) -> str:
    if entry.kind == "folder":
        return f"{entry.name}/"
    when = datetime.fromtimestamp(entry.modified).isoformat(" ", "minutes")
    return f"{entry.name} ({entry.size} bytes, {when})"

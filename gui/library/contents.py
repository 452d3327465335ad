"""What the library pane shows, as plain lists: groups with their rows, filtered and sorted; no Qt model, no widget."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from assistant.library.names import shown
from assistant.library.types import CollectionInfo, DocumentInfo, LibraryChanges, QueuedFile

FileState = Literal["waiting", "reading", "indexing", "failed"]
GroupKind = Literal["all", "queue", "failed", "collection"]
Order = Literal["name", "added", "size", "type"]
# What the reader or the indexer has in hand stands above what waits.
_IN_HAND = {"indexing": 0, "reading": 1, "waiting": 2, "failed": 3}


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file of the queue, and how far it is."""

    file: QueuedFile
    state: FileState


Item: TypeAlias = DocumentInfo | FileRow


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A row that others stand under.

    Attributes:
        name: of a collection; empty for the others.
        count: what it holds, whatever the filter lets through.
    """

    kind: GroupKind
    name: str
    count: int

    @property
    def key(self) -> str:
        """Tells it from other groups."""
        return f"{self.kind}:{self.name}"


def key_of(row: Item | GroupRow) -> str:
    """What tells a row from its neighbours, and stays when it changes."""
    if isinstance(row, DocumentInfo):
        return row.id
    return row.key if isinstance(row, GroupRow) else f"file:{row.file.number}"


def title_of(info: DocumentInfo) -> str:
    """The title on one line; it comes from the document, so what would reorder or break the line is escaped."""
    return shown(" ".join(info.title.split()))


class Contents:
    """The documents, collections and queue as they were read last, and what of them is to be seen.

    Args:
        state_text: a row's state and kind in the person's language, for the filter.
    """

    def __init__(self, state_text: Callable[[Item], str]) -> None:
        self.documents: dict[str, DocumentInfo] = {}
        self.collections: tuple[CollectionInfo, ...] = ()
        self.queue: tuple[QueuedFile, ...] = ()
        self.filter = ""
        self.order: Order = "name"
        self._state_text = state_text
        self._states: dict[int, FileState] = {}
        self._keys: dict[str, tuple[str, tuple[tuple[int, int, str], ...]]] = {}

    def update(self, changes: LibraryChanges) -> bool:
        """Take in what was read; whether documents have changed."""
        self.collections, self.queue = changes.collections, changes.queue
        if changes.ids is None:
            return False
        known = {**self.documents, **{info.id: info for info in changes.changed}}
        self.documents = {identity: known[identity] for identity in changes.ids if identity in known}
        self._keys = {identity: key for identity, key in self._keys.items() if identity in self.documents}
        return True

    def note(self, number: int, state: FileState | None) -> None:
        """A file of the queue is being read or indexed, or no longer."""
        if state is None:
            self._states.pop(number, None)
        else:
            self._states[number] = state

    def rest(self) -> None:
        """Nothing is in work."""
        self._states.clear()

    @property
    def in_work(self) -> Mapping[int, FileState]:
        """The files that are being read or indexed."""
        return self._states

    @property
    def failed(self) -> tuple[QueuedFile, ...]:
        """The files that could not be read."""
        return tuple(file for file in self.queue if file.state == "failed")

    def shown(self) -> tuple[list[tuple[GroupRow, list[Item]]], list[Item]]:
        """The groups with their rows, and the documents of no collection."""
        documents = self._sorted(info for info in self.documents.values() if self._matches(info, title_of(info)))
        waiting = [FileRow(file, self._state(file)) for file in self.queue if file.state == "waiting"]
        waiting.sort(key=lambda row: _IN_HAND[row.state])
        failed = [FileRow(file, "failed") for file in self.queue if file.state == "failed"]
        groups: list[tuple[GroupRow, list[Item]]] = [(GroupRow("all", "", len(self.documents)), [])]
        for kind, rows in (("queue", waiting), ("failed", failed)):
            seen: list[Item] = [row for row in rows if self._matches(row, row.file.name)]
            if seen:
                groups.append((GroupRow("queue" if kind == "queue" else "failed", "", len(rows)), seen))
        members: dict[str, list[Item]] = {info.name: [] for info in self.collections}
        loose: list[Item] = []
        for document in documents:
            for name in document.collections:
                if name in members:
                    members[name].append(document)
            if not any(name in members for name in document.collections):
                loose.append(document)
        folded = self.filter.casefold()
        for collection in sorted(self.collections, key=lambda info: natural(info.name)):
            if members[collection.name] or folded in collection.name.casefold():
                groups.append((GroupRow("collection", collection.name, collection.documents), members[collection.name]))
        return groups, loose

    def _state(self, file: QueuedFile) -> FileState:
        return self._states.get(file.number, "waiting")

    def _matches(self, row: Item, name: str) -> bool:
        """Each word of the filter stands in the name, the kind or the state."""
        if not self.filter:
            return True
        text = f"{name} {self._state_text(row)}".casefold()
        return all(word in text for word in self.filter.casefold().split())

    def _sorted(self, documents: Iterable[DocumentInfo]) -> list[DocumentInfo]:
        found = sorted(documents, key=self._by_name)
        if self.order == "added":
            found.sort(key=lambda info: -info.added)
        elif self.order == "size":
            found.sort(key=lambda info: -info.bytes)
        elif self.order == "type":
            found.sort(key=lambda info: info.format)
        return found

    def _by_name(self, info: DocumentInfo) -> tuple[tuple[int, int, str], ...]:
        known = self._keys.get(info.id)
        if known is None or known[0] != info.title:
            known = self._keys[info.id] = (info.title, natural(info.title))
        return known[1]


_DIGITS = re.compile(r"(\d{1,18})")


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that sorts "Lease 9" before "Lease 10", whatever the case."""
    parts = _DIGITS.split(text.casefold())
    return tuple((0, int(part), "") if place % 2 else (1, 0, part) for place, part in enumerate(parts) if part)

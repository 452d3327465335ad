"""What questions are asked of: the ticks of the tree, and the scope that they make."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt

from assistant.library.types import DocumentInfo, Scope

_NO = Qt.CheckState.Unchecked
_PARTLY = Qt.CheckState.PartiallyChecked
_YES = Qt.CheckState.Checked


@dataclass(frozen=True, slots=True)
class ScopeChoice:
    """What the next question is asked of.

    Attributes:
        ticked: documents in scope; all of them where nothing is ticked.
        total: documents in the library.
    """

    scope: Scope
    ticked: int
    total: int


def scope_text(choice: ScopeChoice) -> str:
    """The choice in words, for the composer and the status bar."""
    translate = QCoreApplication.translate
    if not choice.total:
        return translate("Scope", "no documents yet")
    if choice.scope == Scope():
        return translate("Scope", "in all %n document(s)", "", choice.total)
    return translate("Scope", "in {ticked} of %n document(s)", "", choice.total).format(ticked=choice.ticked)


class Ticks:
    """The ticked collections and documents; a document may stand in several collections, and is ticked once.

    A tick on a collection is a tick on what it will hold, too; taking one of its documents out of it makes it ticks on
    the others.
    """

    def __init__(self) -> None:
        self._members: dict[str, tuple[str, ...]] = {}
        self._groups: Mapping[str, frozenset[str]] = {}
        self._documents: set[str] = set()
        self._collections: set[str] = set()

    def update(self, documents: Iterable[DocumentInfo]) -> None:
        """Know these documents, and no others, from now on. Ticks on what is gone wait for its coming back."""
        self._members = {info.id: info.collections for info in documents}
        groups: dict[str, set[str]] = {}
        for identity, names in self._members.items():
            for name in names:
                groups.setdefault(name, set()).add(identity)
        self._groups = {name: frozenset(found) for name, found in groups.items()}

    def rename(self, old: str, new: str) -> None:
        """Keep the tick of a collection that has got another name."""
        if old in self._collections:
            self._collections.remove(old)
            self._collections.add(new)

    def clear(self) -> None:
        """Ask all documents."""
        self._documents.clear()
        self._collections.clear()

    def tick(self, identity: str, on: bool) -> None:
        """Tick a document, or take its tick away."""
        if on:
            self._documents.add(identity)
            return
        for name in self._members.get(identity, ()):
            if name in self._collections:
                self._collections.remove(name)
                self._documents |= self._groups.get(name, frozenset())
        self._documents.discard(identity)

    def tick_collection(self, name: str, on: bool) -> None:
        """Tick a collection, or take the ticks of all that it holds away."""
        held = self._groups.get(name, frozenset())
        if on:
            self._collections.add(name)
            self._documents -= held
            return
        self._collections.discard(name)
        for identity in held:
            self.tick(identity, False)

    def of(self, identity: str) -> Qt.CheckState:
        """The tick of a document."""
        ticked = identity in self._documents or any(
            name in self._collections for name in self._members.get(identity, ())
        )
        return _YES if ticked else _NO

    def of_collection(self, name: str) -> Qt.CheckState:
        """The tick of a collection: partly where only some of its documents are ticked."""
        if name in self._collections:
            return _YES
        held = self._groups.get(name, frozenset())
        ticked = sum(self.of(identity) == _YES for identity in held)
        return _NO if not ticked else _YES if ticked == len(held) else _PARTLY

    def of_all(self) -> Qt.CheckState:
        """The tick of the whole library, which is asked where nothing is ticked."""
        choice = self.choice()
        return _YES if choice.ticked == choice.total else _PARTLY

    def choice(self) -> ScopeChoice:
        """The scope that the ticks make."""
        collections = tuple(sorted(name for name in self._collections if self._groups.get(name)))
        inside = {identity for name in collections for identity in self._groups[name]}
        single = [identity for identity in self._members if identity in self._documents and identity not in inside]
        total = len(self._members)
        if not collections and not single:
            return ScopeChoice(Scope(), total, total)
        return ScopeChoice(Scope(collections, tuple(single)), len(inside) + len(single), total)

"""Documents put into collections of their labels, and the way back: nothing is taken out of any other collection."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.library.names import shown

if TYPE_CHECKING:
    from assistant.library.store import Store
    from chains.results import ChainResult

# Chains whose result says which labels each document has.
LABELLING = frozenset({"classify", "tag"})


@dataclass(frozen=True, slots=True)
class Labelled:
    """One document, by its id, and its labels; none where no label fits it."""

    document: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Collected:
    """What was done.

    Attributes:
        added: collections, each with the documents that were not in it before.
        made: those of the collections that there were none of before.
        known: so many memberships stood already.
        elsewhere: so many documents are in collections of other names as well, and stay there.
        missing: so many documents are not in the library.
        unlabelled: so many documents have no label.
    """

    added: Mapping[str, tuple[str, ...]]
    made: tuple[str, ...] = ()
    known: int = 0
    elsewhere: int = 0
    missing: int = 0
    unlabelled: int = 0

    @property
    def count(self) -> int:
        """Memberships that are new."""
        return sum(map(len, self.added.values()))


def labelled(chain: str, result: "ChainResult") -> tuple[Labelled, ...]:
    """The labels that a result gives its documents; none for other chains."""
    if chain not in LABELLING or not isinstance(result.data, Mapping):
        return ()
    return tuple(Labelled(str(document), tuple(map(str, labels))) for document, labels in result.data.items())


def collect(library: "Store", documents: Iterable[Labelled]) -> Collected:
    """Put each document into the collections of its labels, which are made where there are none of that name.

    Raises:
        InputError: a label that cannot be a name; nothing has been changed then.
        LibraryError: the library cannot be written.
    """
    documents = list(documents)
    existing = {info.name.casefold(): info.name for info in library.collections()}
    members = {info.id: info.collections for info in library.documents()}
    found = [entry for entry in documents if entry.document in members]
    names: dict[str, str] = {}
    for label in dict.fromkeys(label for entry in documents for label in entry.labels):
        plain = shown(label).strip()
        names[label] = existing.setdefault(plain.casefold(), plain)
    wanted: dict[str, list[str]] = {}
    known = elsewhere = 0
    for entry in found:
        own = dict.fromkeys(names[label] for label in entry.labels)
        new = [name for name in own if name not in members[entry.document]]
        known += len(own) - len(new)
        elsewhere += bool(set(members[entry.document]) - set(own))
        for name in new:
            wanted.setdefault(name, []).append(entry.document)
    before = {info.name for info in library.collections()}
    library.collect_all(wanted)
    return Collected(
        {name: tuple(ids) for name, ids in wanted.items()},
        tuple(name for name in wanted if name not in before),
        known,
        elsewhere,
        len(documents) - len(found),
        sum(not entry.labels for entry in found),
    )


def take_back(library: "Store", collected: Collected) -> None:
    """Undo it: documents are taken out where they were put in; a collection that was made goes if it is empty then."""
    there = {info.id for info in library.documents()}
    names = {info.name for info in library.collections()}
    for name, ids in collected.added.items():
        if name in names:
            library.uncollect(name, [document for document in ids if document in there])
    emptied = {info.name for info in library.collections() if not info.documents}
    for name in collected.made:
        if name in emptied:
            library.delete_collection(name)


def together(all_collected: Sequence[Collected]) -> Collected:
    """What several runs have done."""
    added: dict[str, tuple[str, ...]] = {}
    for one in all_collected:
        for name, ids in one.added.items():
            added[name] = (*added.get(name, ()), *ids)
    return Collected(
        added,
        tuple(dict.fromkeys(name for one in all_collected for name in one.made)),
        sum(one.known for one in all_collected),
        sum(one.elsewhere for one in all_collected),
        sum(one.missing for one in all_collected),
        sum(one.unlabelled for one in all_collected),
    )

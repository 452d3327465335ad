"""Which toolkits a run may use: by the conversation, else by the collections that it is about, else by the settings."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.database import Database
from assistant.library.types import Scope
from assistant.toolkits.registry import toolkits
from chains.errors import InputError

Because = Literal["conversation", "collection", "settings"]


@dataclass(frozen=True, slots=True)
class Switched:
    """Whether a toolkit is on, and what says so.

    Attributes:
        collections: those that say so, where they do.
    """

    on: bool
    because: Because
    collections: tuple[str, ...] = ()


class Switches:
    """The switches of one home.

    Args:
        database: the library file.
        default: names of those that are on where nothing else is said: ``settings.agent.toolkits``.
    """

    def __init__(self, database: Database, default: Sequence[str]) -> None:
        self._db = database
        self._default = tuple(default)

    def on(self, conversation: str = "", scope: Scope = Scope()) -> tuple[str, ...]:
        """Names of the toolkits that a run may use, in the order of the registry. Raises as ``all`` does."""
        return tuple(name for name, switched in self.all(conversation, scope).items() if switched.on)

    def all(self, conversation: str = "", scope: Scope = Scope()) -> dict[str, Switched]:
        """Every toolkit there is.

        Args:
            conversation: id; empty for none, or one that does not exist yet.
            scope: of the run. A collection that switches a toolkit off does so for whatever it is asked together with;
                one that switches it on does not do so for others.

        Raises:
            InputError: the settings name a toolkit that does not exist, or the scope such a collection.
        """
        known = list(toolkits())
        for name in self._default:
            check_name(name, known)
        own = dict(self._conversation(conversation))
        by_collection = [(name, dict(self._collection(name))) for name in dict.fromkeys(scope.collections)]
        return {name: self._switched(name, own, by_collection, bool(scope.documents)) for name in known}

    def set(
        self, toolkit: str, on: bool | None, *, conversation: str | None = None, collection: str | None = None
    ) -> None:
        """Switch a toolkit for one conversation or one collection; None to leave it to what comes after.

        Raises:
            InputError: there is no such toolkit, conversation or collection.
        """
        check_name(toolkit, list(toolkits()))
        if (conversation is None) == (collection is None):
            raise ValueError("a switch is a conversation's or a collection's")
        column, table, name = (
            ("conversation", "conversations", conversation)
            if conversation is not None
            else ("collection", "collections", collection)
        )
        with self._db.transaction():
            key = self._db.value(f"SELECT key FROM {table} WHERE {'id' if conversation else 'name'} = ?", (name,))
            if key is None and conversation is not None:
                raise InputError("conversation.none", reference=conversation)
            if key is None:
                raise InputError("library.no_collection", name=collection or "")
            self._db.run(f"DELETE FROM switches WHERE {column} = ? AND toolkit = ?", (key, toolkit))
            if on is not None:
                self._db.run(f"INSERT INTO switches({column}, toolkit, is_on) VALUES (?, ?, ?)", (key, toolkit, on))

    def _switched(
        self,
        name: str,
        own: Mapping[str, bool],
        by_collection: Sequence[tuple[str, Mapping[str, bool]]],
        beyond: bool,
    ) -> Switched:
        if name in own:
            return Switched(own[name], "conversation")
        off = tuple(collection for collection, said in by_collection if said.get(name) is False)
        if off:
            return Switched(False, "collection", off)
        if by_collection and not beyond and all(said.get(name) for _, said in by_collection):
            return Switched(True, "collection", tuple(collection for collection, _ in by_collection))
        return Switched(name in self._default, "settings")

    def _conversation(self, conversation: str) -> list[tuple[str, bool]]:
        rows = self._db.rows(
            "SELECT s.toolkit, s.is_on FROM switches s JOIN conversations c ON c.key = s.conversation WHERE c.id = ?",
            (conversation,),
        )
        return [(str(name), bool(on)) for name, on in rows]

    def _collection(self, collection: str) -> list[tuple[str, bool]]:
        key = self._db.value("SELECT key FROM collections WHERE name = ?", (collection,))
        if key is None:
            raise InputError("library.no_collection", name=collection)
        rows = self._db.rows("SELECT toolkit, is_on FROM switches WHERE collection = ?", (key,))
        return [(str(name), bool(on)) for name, on in rows]


def changed_default(default: Sequence[str], name: str, on: bool | None) -> list[str] | None:
    """What ``settings.agent.toolkits`` becomes when a toolkit is switched there; None to leave it to the default.

    Those that have gone with their packages are left out.

    Raises:
        InputError: there is no such toolkit.
    """
    known = list(toolkits())
    if on is None:
        check_name(name, known)
        return None
    if on or name not in default:  # one that has gone can still be switched off
        check_name(name, known)
    wanted = {*default, name} if on else {*default} - {name}
    return [item for item in known if item in wanted]


def check_names(names: Sequence[object]) -> None:
    """Refuse a list with what is no toolkit; what is no text is for others to refuse. Raises as ``check_name`` does."""
    known = list(toolkits())
    for name in names:
        if isinstance(name, str):
            check_name(name, known)


def check_name(name: str, known: Sequence[str]) -> None:
    """Refuse what is no toolkit.

    Raises:
        InputError: with the nearest one.
    """
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1, cutoff=0.4)
        raise InputError("toolkit.unknown", name=name, nearest=near[0] if near else known[0], known=", ".join(known))

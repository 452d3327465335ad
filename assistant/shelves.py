"""The documents in scope as the router knows them."""

from collections.abc import Mapping

from assistant.library.store import Store
from assistant.library.types import Scope
from chains.route import Shelf


class Shelves:
    """Documents by scope, for one library; the columns of their tables are read anew only after a change of texts.

    Args:
        store: of the documents.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: tuple[int, Mapping[str, tuple[str, ...]]] = (-1, {})

    def __call__(self, scope: Scope) -> list[Shelf]:
        """All documents in ``scope``.

        Raises:
            InputError: the scope names a collection or document that does not exist.
        """
        infos = self._store.documents(scope)
        columns = self._columns()
        return [
            Shelf(
                info.id,
                info.title,
                info.path.rpartition("/")[2],
                info.format,
                info.id in columns,
                columns.get(info.id, ()),
            )
            for info in infos
        ]

    def _columns(self) -> Mapping[str, tuple[str, ...]]:
        revision, known = self._store.revision(), self._known
        if known[0] != revision:
            known = (revision, self._store.table_columns([info.id for info in self._store.documents()]))
            self._known = known
        return known[1]

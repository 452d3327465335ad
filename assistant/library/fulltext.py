"""The lexical side of search: BM25 by SQLite's FTS5 over terms that ``chains.text`` has analysed."""

from collections.abc import Iterable, Sequence

from assistant.database import Database
from chains.evidence import inverse_document_frequency

# A match in the headings or the title says less than one in the text itself.
CONTEXT_WEIGHT = 0.5
# A word that the question does not say, but its answer may stand under ("weight" for "how heavy").
RELATED_WEIGHT = 0.8


class FullText:
    """Scores chunks by the words they share with a query."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def search(
        self,
        words: Sequence[str],
        limit: int,
        documents: frozenset[int] | None = None,
        related: Sequence[str] = (),
    ) -> dict[int, float]:
        """The ``limit`` best chunks that share a word with ``words`` or ``related``.

        Args:
            words: terms as ``chains.text.query_terms`` gives them.
            documents: rows of the documents to search; None for all.
            related: terms under which the answer may stand too, as ``chains.properties.related_terms`` gives them.

        Returns:
            Chunk number to BM25, higher is better (k1 = 1.2, b = 0.75, as FTS5 has them).
        """
        found = self._best(words, limit, documents)
        if not related:
            return found
        found = self.scores(words, {**found, **self._best(related, limit, documents)}, related)
        return dict(sorted(found.items(), key=lambda item: -item[1])[:limit])

    def scores(self, words: Sequence[str], chunk_ids: Iterable[int], related: Sequence[str] = ()) -> dict[int, float]:
        """The exact BM25 of some chunks; 0 for those that share no word."""
        wanted = list(chunk_ids)
        found: dict[int, float] = dict.fromkeys(wanted, 0.0)
        if not wanted:
            return found
        for asked, weight in ((words, 1.0), (related, RELATED_WEIGHT)):
            if asked:
                # "+": else SQLite starts the query anew for each row, and bm25 counts all matches each time.
                rows = self._db.rows(
                    f"SELECT rowid, bm25(chunks_fts, 1.0, {CONTEXT_WEIGHT}) FROM chunks_fts "
                    f"WHERE chunks_fts MATCH ? AND +rowid IN ({_list(wanted)})",
                    (_match(asked),),
                )
                for number, rank in rows:
                    found[number] -= weight * rank
        return found

    def _best(self, words: Sequence[str], limit: int, documents: frozenset[int] | None) -> dict[int, float]:
        if not words:
            return {}
        where = (
            ""
            if documents is None
            else f" AND +rowid IN (SELECT id FROM chunks WHERE document IN ({_list(documents)}))"
        )
        rows = self._db.rows(
            f"SELECT rowid, bm25(chunks_fts, 1.0, {CONTEXT_WEIGHT}) AS rank FROM chunks_fts "
            f"WHERE chunks_fts MATCH ?{where} ORDER BY rank LIMIT ?",
            (_match(words), limit),
        )
        return {number: -rank for number, rank in rows}

    def idf(self, words: Sequence[str]) -> list[float]:
        """The inverse document frequency of each word, smoothed for small libraries; chunks count as documents."""
        total = int(self._db.value("SELECT count(*) FROM chunks"))
        found = []
        for word in words:
            count = self._db.value("SELECT doc FROM chunks_vocabulary WHERE term = ?", (word,)) or 0
            found.append(inverse_document_frequency(count, total, word))
        return found

    def documents_with(self, words: Sequence[str]) -> dict[int, int]:
        """The documents in which all of ``words`` stand, with the number of chunks that hold all of them at once."""
        if not words:
            return {}
        keys: set[int] | None = None
        for word in words:
            rows = self._db.rows(
                "SELECT DISTINCT c.document FROM chunks_fts f JOIN chunks c ON c.id = f.rowid WHERE chunks_fts MATCH ?",
                (f"body : {_quoted(word)}",),
            )
            having = {row[0] for row in rows}
            keys = having if keys is None else keys & having
        together: dict[int, int] = dict(
            self._db.rows(
                "SELECT c.document, count(*) FROM chunks_fts f JOIN chunks c ON c.id = f.rowid "
                "WHERE chunks_fts MATCH ? GROUP BY c.document",
                (f"body : ({' AND '.join(map(_quoted, words))})",),
            )
        )
        return {key: int(together.get(key, 0)) for key in keys or ()}


def _quoted(word: str) -> str:
    return '"' + word.replace('"', '""') + '"'


def _match(words: Sequence[str]) -> str:
    # OR: FTS5 joins words by AND, and hardly a passage has every word of a question.
    return " OR ".join(_quoted(word) for word in dict.fromkeys(words))


def _list(numbers: Iterable[int]) -> str:
    return ",".join(str(int(number)) for number in numbers)

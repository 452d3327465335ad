"""Notes: short texts that the person, or the agent with their leave, keeps in the library."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.database import Database, Row
from chains.answer import Check
from chains.errors import InputError
from chains.text import query_terms, terms

# A note is read whole into a context window; a longer text is a document.
MOST_CHARACTERS = 20_000
MOST_NOTES = 10_000
_PAGE = 200

_SELECT = (
    "SELECT n.key, n.text, n.created, coalesce(c.id, ''), coalesce(c.title, '') "
    "FROM notes n LEFT JOIN conversations c ON c.key = n.conversation "
)


@dataclass(frozen=True, slots=True)
class Note:
    """One note.

    Attributes:
        number: by which a person names it; never given twice.
        created: seconds since 1970.
        conversation: id of the one in which the agent kept it; empty where the person wrote it themselves, or the
            conversation was deleted.
        conversation_title: of that.
    """

    number: int
    text: str
    created: float
    conversation: str = ""
    conversation_title: str = ""

    @property
    def title(self) -> str:
        """Its first line that is not empty."""
        return next((" ".join(line.split()) for line in self.text.splitlines() if line.strip()), "")


class Notes:
    """All notes of one home."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def keep(self, text: str, conversation: str = "", check: Check | None = None) -> Note:
        """Keep a text as a new note.

        Args:
            conversation: id of the one that it comes from; empty for none.
            check: looked at before the note is there for good; what it raises leaves none.

        Raises:
            InputError: there is nothing but blanks, it is too long, or there are too many notes.
            LibraryError: it cannot be stored.
        """
        kept = _checked(text)
        with self._db.transaction():
            if int(self._db.value("SELECT count(*) FROM notes")) >= MOST_NOTES:
                raise InputError("notes.too_many", most=MOST_NOTES)
            number = self._db.run(
                "INSERT INTO notes(text, created, conversation) "
                "VALUES (?, ?, (SELECT key FROM conversations WHERE id = ?))",
                (kept, time.time(), conversation),
            )
            found = self.get(number)
            if check is not None:
                check.check()
        return found

    def get(self, number: int) -> Note:
        """The note of that number.

        Raises:
            InputError: there is none.
        """
        row = self._db.row(f"{_SELECT} WHERE n.key = ?", (number,)) if abs(number) < 2**63 else None
        if row is None:
            raise InputError("notes.none", number=number)
        return _note(row)

    def all(self, check: Check | None = None) -> list[Note]:
        """All notes, the latest first."""
        return list(self._each(check))

    def matching(self, text: str) -> list[Note]:
        """The notes in which ``text`` stands, in any case, the latest first; all for an empty one."""
        sought = " ".join(text.casefold().split())
        return [note for note in self._each() if sought in " ".join(note.text.casefold().split())]

    def find(self, query: str, most: int = 10, check: Check | None = None) -> list[Note]:
        """The notes that have most of a question's words, best first; in their order where they have as many.

        Args:
            check: looked at before each note; may raise.
        """
        sought = set(query_terms(query))
        rated = [(len(sought & set(terms(note.text))), note) for note in self._each(check)] if sought else []
        best = max((score for score, _ in rated), default=0)
        # A note that has less than half of what the best one has is about something else.
        found = sorted((item for item in rated if item[0] and 2 * item[0] >= best), key=lambda item: -item[0])
        return [note for _, note in found[:most]]

    def edit(self, number: int, text: str) -> Note:
        """Give a note another text.

        Raises:
            InputError: there is no such note, nothing but blanks, or too much.
        """
        kept = _checked(text)
        with self._db.transaction():
            self.get(number)
            self._db.run("UPDATE notes SET text = ? WHERE key = ?", (kept, number))
            found = self.get(number)
        self._db.scrub()
        return found

    def remove(self, number: int) -> Note:
        """Remove a note; what ``restore`` puts back.

        Raises:
            InputError: there is none.
        """
        with self._db.transaction():
            found = self.get(number)
            self._db.run("DELETE FROM notes WHERE key = ?", (number,))
        self._db.scrub()
        return found

    def restore(self, note: Note) -> None:
        """Put a note back that was removed, under its number."""
        self._db.run(
            "INSERT OR IGNORE INTO notes(key, text, created, conversation) "
            "VALUES (?, ?, ?, (SELECT key FROM conversations WHERE id = ?))",
            (note.number, note.text, note.created, note.conversation),
        )

    def _each(self, check: Check | None = None) -> Iterator[Note]:
        """All, the latest first; a page at a time, so that nobody waits for the connection long."""
        below = 2**62
        while rows := self._db.rows(f"{_SELECT} WHERE n.key < ? ORDER BY n.key DESC LIMIT {_PAGE}", (below,)):
            for row in rows:
                if check is not None:
                    check.check()
                yield _note(row)
            below = int(rows[-1][0])


def _note(row: Row) -> Note:
    return Note(*row)


def _checked(text: str) -> str:
    """``text`` as it is kept."""
    kept = text.replace("\r\n", "\n").replace("\x00", "").strip("\n").rstrip()
    if not kept.strip():
        raise InputError("notes.empty")
    if len(kept) > MOST_CHARACTERS:
        raise InputError("notes.too_long", characters=len(kept), most=MOST_CHARACTERS)
    try:
        kept.encode("utf-8")
    except UnicodeEncodeError as exc:
        raise InputError("notes.no_text") from exc
    return kept

"""Tools that the person allowed for the rest of a conversation."""

from assistant.database import Database


class Grants:
    """All grants of one home; conversations are given by their ids."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def of(self, conversation: str) -> tuple[str, ...]:
        """Names of the tools that are allowed in a conversation, by name; none where there is no such conversation."""
        rows = self._db.rows(
            "SELECT g.tool FROM grants g JOIN conversations c ON c.key = g.conversation WHERE c.id = ? ORDER BY g.tool",
            (conversation,),
        )
        return tuple(str(row[0]) for row in rows)

    def add(self, conversation: str, tool: str) -> None:
        """Allow a tool from now on; nothing happens where there is no such conversation."""
        self._db.run(
            "INSERT OR IGNORE INTO grants(conversation, tool) SELECT key, ? FROM conversations WHERE id = ?",
            (tool, conversation),
        )

    def forget(self, conversation: str, tool: str | None = None) -> tuple[str, ...]:
        """Ask for a tool again, or for all.

        Returns:
            The names of those that were allowed.
        """
        with self._db.transaction():
            gone = tuple(name for name in self.of(conversation) if tool in {None, name})
            self._db.run_many(
                "DELETE FROM grants WHERE tool = ? AND conversation = (SELECT key FROM conversations WHERE id = ?)",
                [(name, conversation) for name in gone],
            )
        return gone

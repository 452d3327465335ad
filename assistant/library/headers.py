"""The names of the columns of each document's tables: what tells whether a question is one of rows."""

import json
from collections.abc import Callable, Iterable

from assistant.database import Database
from assistant.library.parsed import Parsed

MOST_COLUMNS = 80


def columns_of(parsed: Parsed) -> list[str]:
    """The names in the headers of all tables, each once; one empty name for tables that have no header."""
    from chains.tables.finding import row_cells  # its patterns take longer to compile than a window to open

    found: dict[str, None] = {}
    for block in parsed.blocks:
        if block.kind == "table_header":
            found |= dict.fromkeys(
                name for name in row_cells(parsed.text[block.start : block.end], parsed.format) if name
            )
        elif block.kind == "table_row" and not found:
            found[""] = None
        if len(found) >= MOST_COLUMNS:
            break
    return list(found)


def table_columns(
    database: Database, parsed: Callable[[str], Parsed], document_ids: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """The columns of those documents that have tables, by document.

    What a program before this one has added is looked through once, and remembered.
    """
    rows = database.rows("SELECT d.id, s.columns FROM summaries s JOIN documents d ON d.key = s.document")
    known: dict[str, str | None] = {str(identity): names for identity, names in rows}
    found: dict[str, tuple[str, ...]] = {}
    for document_id in document_ids:
        text = known.get(document_id)
        names = columns_of(parsed(document_id)) if text is None else json.loads(text)
        if text is None:
            remember(database, document_id, names)
        if names:
            found[document_id] = tuple(names)
    return found


def remember(database: Database, document_id: str, names: list[str]) -> None:
    """Keep what the columns are."""
    database.run(
        "UPDATE summaries SET columns = ? WHERE document = (SELECT key FROM documents WHERE id = ?)",
        (json.dumps(names, ensure_ascii=False), document_id),
    )

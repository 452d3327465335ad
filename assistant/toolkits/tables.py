"""Tables of the library as tools: which there are, what they hold, and questions or SQL on them, read-only."""

from typing import ClassVar

from langchain_core.tools import BaseTool
from pydantic import Field, create_model

from assistant.library.types import Scope
from assistant.shelf import ChainRequest
from assistant.shelves import Shelves
from assistant.toolkits.documents import CHAIN_SECONDS, chain_result
from assistant.toolkits.registry import ToolContext, Toolkit
from chains.errors import InputError
from chains.results import Table
from chains.route import named_documents
from chains.tables.finding import sheets
from chains.tables.types import Sheet
from chains.toolkits.base import Observation, ToolTraits, cited, from_task, made_tool

# Of a table that is described; of all that are listed.
SAMPLE_ROWS, MOST_TABLES = 3, 40


class TablesToolkit(Toolkit):
    """Reads of the tables in scope: CSV, XLSX, and those found in other documents."""

    name: ClassVar[str] = "tables"

    def get_tools(self) -> list[BaseTool]:
        """``list_tables``, ``describe_table``, ``query_table``."""
        asker = _Asker(self.context)
        return [
            made_tool(
                "list_tables",
                "List the tables there are, with their columns.",
                create_model("ListTables"),
                asker.listed,
                ToolTraits(
                    "tables",
                    "read",
                    patterns=(r"\b(?:which|what|list|show)\b.*\btables\b", r"(?:哪些|列出|有什么).*(?:表格|数据表)"),
                ),
            ),
            made_tool(
                "describe_table",
                "Tell a table's columns, their types and some rows.",
                create_model("DescribeTable", table=(str, Field(max_length=200, description="the table's name"))),
                asker.describe,
                ToolTraits(
                    "tables",
                    "read",
                    patterns=(
                        r"\b(?:describe|columns? (?:of|in|does)|what columns)\b",
                        r"(?:有哪些列|列名|字段|描述.*表)",
                    ),
                ),
            ),
            made_tool(
                "query_table",
                "Count, add up, filter or rank rows of tables: sums, averages, the highest, how many.",
                create_model(
                    "QueryTable",
                    question=(str, from_task("what is asked of the rows")),
                    sql=(str, Field(default="", max_length=2000, description="a SELECT, where you know the columns")),
                ),
                asker.query,
                ToolTraits("tables", "read", CHAIN_SECONDS),
            ),
        ]


class _Asker:
    def __init__(self, context: ToolContext) -> None:
        self._context = context
        self._shelves = [shelf for shelf in Shelves(context.store)(context.scope) if shelf.has_tables]

    def listed(self) -> Observation:
        found = self._sheets()
        columns = [", ".join(column.name for column in sheet.columns) for sheet in found]
        lines = [
            f"{sheet.name}: {names}; {len(sheet.rows)} rows ({sheet.title})"
            for sheet, names in zip(found[:MOST_TABLES], columns, strict=False)
        ]
        if len(found) > MOST_TABLES:
            lines.append(f"… and {len(found) - MOST_TABLES} more")
        return Observation("\n".join(lines), documents=tuple(sheet.document.title for sheet in found[:MOST_TABLES]))

    def describe(self, table: str) -> Observation:
        sheet = self._sheet(table)
        columns = [
            f"{column.name} ({column.kind}{f', {column.unit}' if column.unit else ''})" for column in sheet.columns
        ]
        quotes = tuple(sheet.quote(number) for number in range(min(SAMPLE_ROWS, len(sheet.rows))))
        lines = [f"{sheet.name}, {len(sheet.rows)} rows: {', '.join(columns)}", *(quote.text for quote in quotes)]
        return Observation("\n".join(lines), quotes)

    def query(self, question: str, sql: str = "") -> Observation:
        if not self._shelves:
            raise InputError("tool.no_tables")
        named = named_documents(question, self._shelves)
        scope = Scope(documents=tuple(named or [shelf.document_id for shelf in self._shelves]))
        options: dict[str, object] = {"sql": sql} if sql.strip() else {"sure": True}
        request = ChainRequest("tables", question, scope, options, language=self._context.language)
        try:
            result = chain_result(self._context, request)
        except InputError as exc:
            if exc.code != "tables.unanswered":
                raise
            return Observation(exc.message(self._context.language), found=False)
        answered = result.table is not None and bool(result.table.rows)
        return Observation(
            cited(result.text, result.quotes), result.quotes, _rows(result.table) if answered else None, found=answered
        )

    def _sheets(self) -> list[Sheet]:
        found: list[Sheet] = []
        for shelf in self._shelves:
            self._context.cancel.check()
            document = self._context.chains.document(shelf.document_id)
            found += sheets([document], {sheet.name.casefold() for sheet in found})
        if not found:
            raise InputError("tool.no_tables")
        return found

    def _sheet(self, name: str) -> Sheet:
        found = self._sheets()
        wanted = name.casefold().strip()
        for sheet in found:
            if wanted in {sheet.name.casefold(), sheet.title.casefold(), sheet.document.title.casefold()}:
                return sheet
        raise InputError("tool.no_table", name=name, known=", ".join(sheet.name for sheet in found[:MOST_TABLES]))


def _rows(table: Table | None) -> list[list[object]]:
    return [[cell.value for cell in row] for row in table.rows] if table is not None else []

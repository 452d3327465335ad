"""The library as tools: look a fact up, read a page or section, list, find, summarize, compare; all with evidence."""

import re
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from langchain_core.tools import BaseTool
from pydantic import Field, create_model

from assistant import catalogue
from assistant.library.types import Scope
from assistant.shelf import ChainRequest
from assistant.shelves import Shelves
from assistant.toolkits.registry import ToolContext, Toolkit
from chains.asked_forms import lacks_form
from chains.catalogue import CatalogueQuery, catalogue_query
from chains.documents import SourceDocument
from chains.errors import InputError
from chains.evidence import SentenceRanker
from chains.results import ChainResult
from chains.route import named_documents
from chains.toolkits.base import FROM_TASK, Observation, ToolTraits, cite, cited, from_task, made_tool

if TYPE_CHECKING:
    from assistant.library.types import DocumentInfo

# Quotes of one lookup; characters of one reading, which the run cuts to its budget by relevance.
QUOTES, READ_CHARACTERS = 3, 12_000
# So many names go into a tool's form; in a larger library a name is looked up as it is written.
MOST_NAMES = 200
# A chain that reads whole documents takes its time; the run's own limit holds as well.
CHAIN_SECONDS = 100.0


class DocumentsToolkit(Toolkit):
    """Reads of the library in scope."""

    name: ClassVar[str] = "documents"

    def get_tools(self) -> list[BaseTool]:
        """``search``, ``read_document``, ``list_documents``, ``find_documents``, and chains that read all."""
        reader = _Reader(self.context)
        names = reader.names
        one = (str, _document(names, "the document's name"))
        maybe = (str, _document(names, "only in this document", default=""))
        given = ToolTraits("documents", "read")
        long = ToolTraits("documents", "read", CHAIN_SECONDS)
        return [
            made_tool(
                "search",
                "Look up a fact in the documents.",
                create_model("Search", query=(str, from_task("what is asked")), document=maybe),
                reader.search,
                given,
            ),
            made_tool(
                "read_document",
                "Read a page, or the part under a heading, of a document.",
                create_model(
                    "Read",
                    document=one,
                    page=(int, Field(default=0, ge=0, le=100_000, description="page number; 0 for none")),
                    heading=(str, from_task("words of a heading", source="heading", most=120, default="")),
                ),
                reader.read,
                ToolTraits(
                    "documents",
                    "read",
                    patterns=(
                        r"\b(?:read|open|show|quote|(?:go|turn|jump) to)\b.*"
                        r"\b(?:page|section|chapter|paragraph|clause)\b",
                        r"\b(?:page|section|chapter|clause|paragraph|part) (?:\d+|[ivx]+)\b",
                        r"\b(?:part|section|chapter|paragraph)\b[^.?!]{0,30}[\"“‘'][^\"”’']{2,}",
                        r"第[\d一二三四五六七八九十百]+(?:页|节|章|条|部分)|(?:读|打开|显示).*(?:页|节|章|条)",
                    ),
                ),
            ),
            made_tool(
                "list_documents",
                "List the documents there are.",
                create_model("List", kind=(str, Field(default="", max_length=20, description="only pdf, docx, csv …"))),
                reader.listed,
                ToolTraits(
                    "documents",
                    "read",
                    patterns=(
                        r"\b(?:everything|all|what)\b.{0,30}\b(?:in|inside) (?:my|the|this|your) (?:library|collection)"
                        r"\W*$",
                    ),
                ),
            ),
            made_tool(
                "find_documents",
                "Find documents by their name, or by when they were added.",
                create_model("Find", words=(str, from_task("words of the name, or a time"))),
                reader.find,
                ToolTraits(
                    "documents",
                    "read",
                    patterns=(
                        r"\b(?:find|locate|where is|which)\b.*\b(?:file|document|pdf|spreadsheet)s?\b.*"
                        r"\b(?:called|named|titled|from|added|about|name|title)\b",
                        r"\bwhere (?:is|are|do i (?:have|find))\b.*\b(?:file|document|pdf|spreadsheet)s?\b",
                        r"(?:找|查找).*(?:名为|叫|标题|添加)的?.*(?:文件|文档)",
                    ),
                ),
            ),
            made_tool(
                "summarize",
                "Summarize a document.",
                create_model("Summarize", document=one),
                reader.summarize,
                long,
            ),
            made_tool(
                "compare",
                "Say what differs between two documents.",
                create_model("Compare", first=one, second=one),
                reader.compare,
                long,
            ),
            made_tool(
                "list_mentions",
                "List or count everything of a kind, through all documents: names, dates, every mention of a word.",
                create_model("Mentions", what=(str, from_task("what is to be listed or counted"))),
                reader.mentions,
                long,
            ),
        ]


def _document(names: Mapping[str, str], description: str, **options: Any) -> Any:
    """An argument that is one of the library's names."""
    extra: dict[str, Any] = {FROM_TASK: "document"}
    if 0 < len(names) <= MOST_NAMES:
        extra["enum"] = [*names, ""] if "default" in options else [*names]
    return Field(max_length=300, description=description, json_schema_extra=extra, **options)


class _Reader:
    def __init__(self, context: ToolContext) -> None:
        self._context = context
        self._infos = {info.id: info for info in context.store.documents(context.scope)}
        self.names = unique_names(self._infos)
        self._ranker = SentenceRanker(context.searcher.fulltext.idf, context.searcher.embeddings.embed)

    def search(self, query: str, document: str = "") -> Observation:
        scope = Scope(documents=(self._id(document),)) if document else self._context.scope
        searcher, retrieval = self._context.searcher, self._context.settings.retrieval
        ranking = searcher.rank(query, self._context.store.keys(scope), retrieval.candidates)
        passages = searcher.passages(ranking, list(ranking.fused)[: retrieval.top_k])
        found = self._ranker.rank(query, passages, self._context.store.page_of)
        quotes = found.quotes[:QUOTES]
        speaks = self._ranker.found(found.relevance) and not lacks_form(query, [quote.text for quote in quotes])
        if not quotes or not speaks:
            return Observation("Nothing in the documents speaks of that.", found=False)
        lines = [f"{cite(number)} {quote.title}: {quote.text}" for number, quote in enumerate(quotes, 1)]
        return Observation("\n".join(lines), quotes)

    def read(self, document: str, page: int = 0, heading: str = "") -> Observation:
        source = self._context.chains.document(self._id(document))
        start, end, where = _place(source, page, heading)
        text = source.text[start:end].strip()
        if not text:
            return Observation(f"{source.title}{where} has no text.", documents=(source.title,), found=False)
        quote = source.quote(start, min(end, start + READ_CHARACTERS))
        return Observation(f"{cite(1)} {source.title}{where}: {quote.text}", (quote,))

    def listed(self, kind: str = "") -> Observation:
        return self._catalogue(CatalogueQuery("list", format=kind.lower().strip(". ")))

    def find(self, words: str) -> Observation:
        asked = catalogue_query(words)
        if asked is not None and (asked.added or asked.format or asked.term):
            return self._catalogue(asked)
        shelves = Shelves(self._context.store)(self._context.scope)
        meant = named_documents(words, shelves)
        named = [name for name, key in self.names.items() if key in meant]
        if not named:
            return Observation("No document is called that.", found=False)
        return Observation("\n".join(named), value=named)

    def summarize(self, document: str) -> Observation:
        return self._by_chain("summarize", "", document)

    def compare(self, first: str, second: str) -> Observation:
        if first == second:
            raise InputError("tool.same_document", name=first)
        return self._by_chain("compare", "", first, second)

    def mentions(self, what: str) -> Observation:
        return self._by_chain("list", what)

    def _catalogue(self, query: CatalogueQuery) -> Observation:
        context = self._context
        found = catalogue.answer(
            query, context.store, context.searcher.fulltext, context.scope, context.language, time.time()
        )
        return Observation(cited(found.text, found.quotes), found.quotes, value=len(self._infos))

    def _by_chain(self, name: str, text: str, *documents: str) -> Observation:
        context = self._context
        scope = Scope(documents=tuple(map(self._id, documents))) if documents else context.scope
        result = chain_result(context, ChainRequest(name, text, scope, language=context.language))
        return Observation(cited(result.text, result.quotes), result.quotes, value=result.data or True)

    def _id(self, name: str) -> str:
        if name in self.names:
            return self.names[name]
        found = self._context.store.resolve(name).id
        if found not in self._infos:
            raise InputError("tool.out_of_scope", name=name)
        return found


def unique_names(infos: "Mapping[str, DocumentInfo]") -> dict[str, str]:
    """Title to id, documents of one title told apart by their file's name and id."""
    titles = [info.title for info in infos.values()]
    return {
        info.title
        if titles.count(info.title) == 1
        else f"{info.title} ({info.path.rpartition('/')[2]}, {info.id[:6]})": info.id
        for info in infos.values()
    }


def chain_result(context: ToolContext, request: ChainRequest) -> ChainResult:
    """What a chain of the shelf gives back, without its progress.

    Raises:
        AssistantError: it cannot be done as asked.
        Cancelled: the run was stopped.
    """
    last = None
    for event in context.chains.run(request, context.cancel):
        last = event
    assert isinstance(last, ChainResult)
    return last


def _place(source: SourceDocument, page: int, heading: str) -> tuple[int, int, str]:
    """The span that is to be read, and what it is called.

    Raises:
        InputError: there is no such page or heading.
    """
    if page:
        found = next((there for there in source.pages if there.number == page), None)
        if found is None:
            raise InputError("tool.no_page", name=source.title, page=page, pages=len(source.pages))
        return found.start, found.end, f", page {page}"
    if not heading:
        return 0, len(source.text), ""
    wanted = heading.casefold().strip()
    headings = [block for block in source.blocks if block.kind == "heading"]
    for place, block in enumerate(headings):
        words = source.text[block.start : block.end].casefold().lstrip("# ")
        # "4" is the section's number, and none of its words.
        if re.match(rf"{re.escape(wanted)}\b", words) if wanted.isdigit() else wanted in words:
            after = (later.start for later in headings[place + 1 :] if later.level <= block.level)
            return block.start, next(after, len(source.text)), ""
    known = "; ".join(source.text[block.start : block.end].strip() for block in headings[:20]) or "-"
    raise InputError("tool.no_heading", name=source.title, heading=heading, known=known)

"""A chain that is made of its file alone: its prompt run over documents or a text, and the answers put together."""

import difflib
import json
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from hashlib import sha256
from string import Formatter
from typing import TYPE_CHECKING, Any

from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage
from pydantic import BaseModel, ValidationError

from chains.answer import Check
from chains.custom_file import ChainFile, options_of, parser_of
from chains.documents import SourceDocument, as_document
from chains.errors import AssistantError
from chains.examples import Example
from chains.kit import Chain, ChainOptions, Kit
from chains.parsers import HeldParser, asked
from chains.parts import Part, parts
from chains.results import Cell, ChainEvent, ChainInput, ChainResult, Note, Progress, Table, Words, gathered, kept_notes
from chains.text import sentences
from chains.types import Quote

if TYPE_CHECKING:
    from chains.shelf import ChainCard

GIVEN = frozenset({"text", "document", "title", "passages", "examples"})
OVERLAP_TOKENS = 40
# What stands around the parts of a prompt in a chat template's counting, and must not be missed.
SPARE_TOKENS = 8
# What is kept of an answer is made anew by a program that keeps it otherwise.
READING = 2


def chain_class(card: "ChainCard") -> type[Chain[Any]]:
    """The class of a chain that is made of ``card``'s file.

    Raises:
        ChainFileError: a key, a value or a variable that cannot be; the error says which.
    """
    try:
        file = ChainFile.model_validate(dict(card.table))
    except ValidationError as exc:
        raise card.wrong(_reason(exc)) from exc
    _check_variables(card, file)
    try:
        options = options_of(file)
        parser = parser_of(file.output)
    except ValidationError as exc:  # a default that its own bounds refuse
        raise card.wrong(f"options.{_reason(exc)}") from exc
    except (ValueError, TypeError) as exc:
        raise card.wrong(str(exc).splitlines()[0]) from exc
    except AssistantError as exc:
        raise card.wrong(exc.message()) from exc

    class Made(CustomChain):
        Options = options

        def __init__(self, kit: Kit, options: ChainOptions) -> None:
            super().__init__(kit, options, card.name, file, parser)

    Made.__name__ = card.name
    return Made


def _reason(exc: ValidationError) -> str:
    """What is wrong first; a key that is not known before one that is missing, since that is often its right name."""
    errors = exc.errors(include_url=False)
    first = next((error for error in errors if error["type"] == "extra_forbidden"), errors[0])
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] != "extra_forbidden":
        value = "" if first["type"] == "missing" else f" ({first['input']!r})"
        return f"{where}: {first['msg']}{value}" if where else str(first["msg"])
    known = [str(error["loc"][-1]) for error in errors if error["type"] == "missing"] + list(ChainFile.model_fields)
    near = difflib.get_close_matches(str(first["loc"][-1]), known, 1)
    return f"unknown key {where}" + (f"; did you mean {near[0]}?" if near else "")


def _check_variables(card: "ChainCard", file: ChainFile) -> None:
    known = GIVEN | file.options.keys()
    for name in file.options:
        if name in GIVEN or not name.isidentifier():
            raise card.wrong(f"options.{name}: the name cannot be used")
    texts = {"prompt.system": file.prompt.system, "prompt.user": file.prompt.user, "prompt.prefix": file.prompt.prefix}
    if file.retriever is not None:
        texts["retriever.query"] = file.retriever.query
    for where, text in texts.items():
        for name in _variables(card, where, text):
            if name not in known:
                raise card.wrong(f"{where}: {{{name}}} is none of {', '.join(sorted(known))}")
    used = "".join(texts.values())
    if "{passages}" in used and file.retriever is None:
        raise card.wrong("prompt: {passages} needs a [retriever]")
    if (file.examples or file.example_set) and "{examples}" not in used:
        raise card.wrong("prompt: examples are given, and {examples} stands nowhere")


def _variables(card: "ChainCard", where: str, text: str) -> list[str]:
    try:
        found = [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(text) if name is not None]
    except ValueError as exc:
        raise card.wrong(f"{where}: {exc}") from exc
    for name, spec, conversion in found:
        if not name.isidentifier() or spec or conversion:
            raise card.wrong(f"{where}: {{{name}}} is not a plain name; write {{{{ and }}}} for braces")
    return [name for name, _, _ in found]


@dataclass(frozen=True, slots=True)
class _Run:
    """What one call is about: a document, or a text that is none, and which part of it."""

    document: SourceDocument
    part: Part | None


class CustomChain(Chain[ChainOptions]):
    """Runs a chain's file on each document, in parts where one does not fit, or on the text.

    Args:
        kit: see ``Chain``.
        options: see ``Chain``.
        name: of the chain.
        file: what it is made of.
        parser: of its answers; None for plain text.
    """

    def __init__(
        self, kit: Kit, options: ChainOptions, name: str, file: ChainFile, parser: HeldParser[Any] | None
    ) -> None:
        super().__init__(kit, options)
        self._name = name
        self._file = file
        self._parser = parser
        self._whole = "{document}" in file.prompt.system + file.prompt.user

    def run(self, given: ChainInput, cancel: Check | None = None) -> Iterator[ChainEvent]:
        """See ``Chain.run``."""
        documents = given.documents if self._whole else ()
        if not documents:
            documents = (as_document(given.text, language=given.language),) if self._whole else ()
        values: list[Any] = []
        notes: list[Note] = []
        read = 0
        for number, document in enumerate(documents or (None,)):
            yield Progress("running", number, max(1, len(documents)), document.title if document else "")
            runs = self._runs(document, given)
            if len(runs) > 1:
                title = document.title if document is not None else ""
                notes.append(Note("in_parts", (("title", title), ("parts", len(runs)))))
            found = []
            for place, run in enumerate(runs):
                if cancel is not None:
                    cancel.check()
                if len(runs) > 1:
                    yield Progress("running", place, len(runs), document.title if document else "")
                streams = self._parser is None and len(documents) <= 1
                value, told = yield from self._value(given, run, cancel, streams=streams, first=place == 0)
                found.append(value)
                notes += told
                read += 1
            values.append(self._joined(found))
        yield self._result(documents, values, gathered(notes), read)

    def _runs(self, document: SourceDocument | None, given: ChainInput) -> list[_Run]:
        """The parts that fit beside everything else; the whole where it fits."""
        base = document or as_document(given.text, language=given.language)
        if document is None and "{text}" not in self._file.prompt.user + self._file.prompt.system:
            return [_Run(base, None)]
        around = self.kit.count_messages(self._messages(given, replace(base, text=""), "", self._choice(given)))
        room = self.kit.context_tokens - self._file.model.max_tokens - around - SPARE_TOKENS
        if self.kit.count(base.text) <= room or not base.text.strip():
            return [_Run(base, None)]
        return [_Run(base, part) for part in parts(base, max(8, room), self.kit.count, overlap_tokens=OVERLAP_TOKENS)]

    def _value(
        self, given: ChainInput, run: _Run, cancel: Check | None, *, streams: bool, first: bool
    ) -> Generator[ChainEvent, None, tuple[Any, tuple[Note, ...]]]:
        """One call's value, and what is to be told of it."""
        text = run.document.text if run.part is None else run.document.text[run.part.start : run.part.end]
        key = self._key(given, text)
        kept = self.kit.memo.get(key)
        if kept is not None:
            made = json.loads(kept)
            if streams:
                yield Words(("" if first else "\n\n") + str(made["value"]))
            return made["value"], kept_notes(made["notes"])
        messages = self._messages(given, run.document, text, self._shown(given))
        notes: tuple[Note, ...] = ()
        if self._parser is not None:
            answer = asked(
                self.kit, messages, self._parser, purpose=self._name, cancel=cancel,
                temperature=self._file.model.temperature,
            )  # fmt: skip
            value, notes = self._plain(answer.value), answer.notes
        else:
            if streams and not first:
                yield Words("\n\n")
            value = yield from self._written(messages, cancel, streams=streams)
        made = {"value": value, "notes": [(note.code, note.params) for note in notes]}
        self.kit.memo.put(key, json.dumps(made, ensure_ascii=False), run.document.id)
        return value, notes

    def _written(
        self, messages: list[BaseMessage], cancel: Check | None, *, streams: bool
    ) -> Generator[ChainEvent, None, str]:
        model = self._file.model
        extra: dict[str, Any] = {"stop": list(model.stop)} if model.stop else {}
        if model.seed is not None:
            extra["seed"] = model.seed
        if self._file.prompt.prefix:
            extra["prefix"] = self._file.prompt.prefix
        words = self.kit.stream(
            messages, purpose=self._name, max_tokens=model.max_tokens, cancel=cancel,
            temperature=model.temperature, **extra,
        )  # fmt: skip
        while True:
            try:
                piece = next(words)
            except StopIteration as stop:
                return str(stop.value.text)
            if streams:
                yield Words(piece)

    def _messages(
        self, given: ChainInput, document: SourceDocument, text: str, examples: Sequence[Example]
    ) -> list[BaseMessage]:
        prompt = self._file.prompt
        values = {
            "text": given.text if self._whole else text or given.text,
            "document": text if self._whole else "",
            "title": document.title,
            "passages": self._passages(given.text),
            "examples": self._examples(examples),
            **{name: str(value) for name, value in self.options.model_dump().items()},
        }
        if not self._whole:
            values["text"] = text
        found: list[BaseMessage] = []
        if prompt.system.strip():
            found.append(SystemMessage(prompt.system.strip().format_map(values)))
        found.append(HumanMessage(prompt.user.strip("\n").format_map(values)))
        return found

    def _passages(self, text: str) -> str:
        retriever = self._file.retriever
        if retriever is None or self.kit.retriever is None:
            return ""
        values = {"text": text, **{name: str(value) for name, value in self.options.model_dump().items()}}
        query = retriever.query.format_map({**dict.fromkeys(GIVEN, ""), **values}).strip()
        found = self.kit.retriever.invoke(query)[: retriever.k] if query else []
        return "\n\n".join(document.page_content for document in found)

    def _choice(self, given: ChainInput) -> tuple[Example, ...]:
        """The examples of the set that go with what was asked."""
        if not self._file.example_set or self.kit.examples is None:
            return ()
        return self.kit.examples.choose(self._file.example_set, given.language, given.text)

    def _shown(self, given: ChainInput) -> tuple[Example, ...]:
        """The same, metered: they go into a call."""
        return self.kit.shown(self._file.example_set, given.language, given.text)[0]

    def _examples(self, chosen: Sequence[Example]) -> str:
        pairs = [(example.given, example.wanted) for example in self._file.examples]
        pairs += [(example.given, example.wanted) for example in chosen]
        return "\n\n".join(f"{asked_for}\n→ {wanted}" for asked_for, wanted in pairs)

    def _key(self, given: ChainInput, text: str) -> str:
        examples, shelf = self._file.example_set, self.kit.examples
        parts_of_key = [
            f"{READING} {self._name}",
            shelf.fingerprint(examples, given.language) if examples and shelf is not None else "",
            self._file.model_dump_json(),
            self.options.model_dump_json(),
            given.text,
            text,
            str(self.kit.model._identifying_params),
        ]
        return sha256("\0".join(parts_of_key).encode("utf-8", "surrogatepass")).hexdigest()

    def _plain(self, value: Any) -> Any:
        """A parser's value as JSON has it."""
        if isinstance(value, Enum):
            return value.value
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, BaseModel):
            return value.model_dump(mode="json")
        if isinstance(value, Mapping):
            return {str(key): self._plain(inner) for key, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self._plain(inner) for inner in value]
        return value if isinstance(value, str | int | float | bool | None) else str(value)

    def _joined(self, values: list[Any]) -> Any:
        """What the parts of one document say together."""
        if len(values) == 1:
            return values[0]
        match self._file.output.format:
            case "text":
                return "\n\n".join(str(value) for value in values)
            case "list":
                return list(dict.fromkeys(item for value in values for item in value))
            case "enum":
                return Counter(values).most_common(1)[0][0]
            case "date":
                return next((value for value in values if value is not None), None)
            case _:
                return values

    def _result(
        self, documents: tuple[SourceDocument, ...], values: list[Any], notes: tuple[Note, ...], read: int
    ) -> ChainResult:
        usage = self.kit.meter.usage()
        if len(documents) <= 1:
            text, quotes = _shown(values[0], documents[0] if documents else None)
            return ChainResult(text, quotes, notes=notes, data=values[0], read=(read, read), usage=usage)
        quotes_of: list[Quote] = []
        rows = []
        for document, value in zip(documents, values, strict=True):
            text, quotes = _shown(value, document)
            places = tuple(range(len(quotes_of), len(quotes_of) + len(quotes)))
            quotes_of += quotes
            told = ", ".join(value) if isinstance(value, list) and all(isinstance(v, str) for v in value) else text
            rows.append((Cell(document.title, document.title, (), "yes"), Cell(told, told or None, places)))
        table = Table(("Document", "Answer"), tuple(rows))
        lines = [f"**{row[0].text}**: {row[1].text}" for row in rows]
        data = [{"document": d.title, "id": d.id, "value": v} for d, v in zip(documents, values, strict=True)]
        return ChainResult(
            "\n\n".join(lines), tuple(quotes_of), table=table, notes=notes, data=data,
            read=(len(documents), len(documents)), usage=usage,
        )  # fmt: skip


def _shown(value: Any, document: SourceDocument | None) -> tuple[str, tuple[Quote, ...]]:
    """A value as Markdown, with the sentences of the document in which its words stand."""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        quotes: list[Quote] = []
        lines = []
        for item in value:
            quote = None if document is None else _said_in(document, item)
            if quote is not None and quote not in quotes:
                quotes.append(quote)
            lines.append(f"- {item}" + (f" [{quotes.index(quote) + 1}]" if quote is not None else ""))
        return "\n".join(lines), tuple(quotes)
    if isinstance(value, dict | list):
        return f"```json\n{json.dumps(value, ensure_ascii=False, indent=2)}\n```", ()
    if value is None:
        return "–", ()
    text = str(value)
    quote = None if document is None or "\n" in text else _said_in(document, text)
    return (text, ()) if quote is None else (f"{text} [1]", (quote,))


def _said_in(document: SourceDocument, words: str) -> Quote | None:
    """The sentence of the document in which ``words`` stand as they are."""
    at = document.text.casefold().find(words.casefold()) if len(words) > 1 else -1
    if at < 0 or len(document.text) != len(document.text.casefold()):
        return None
    block = next((b for b in document.blocks if b.start <= at < b.end), None)
    low, high = (block.start, block.end) if block is not None else (at, at + len(words))
    for start, end in sentences(document.text[low:high]):
        if low + start <= at < low + end:
            return document.quote(low + start, max(low + end, at + len(words)))
    return document.quote(at, at + len(words))

"""Prompt templates as files: one TOML a prompt and language, checked when it is loaded."""

import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources.abc import Traversable
from string import Formatter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from chains.errors import InputError
from chains.examples import Example
from resources import resource

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage
    from langchain_core.prompts import ChatPromptTemplate

FALLBACK_LANGUAGE = "en"
# By which ``given`` calls the messages beside the parts.
MESSAGES = "messages"

Texts = Mapping[str, str]
Names = tuple[str, ...]
Load = Callable[[str, str], "Prompt"]  # of a name and a language

_ROLES = {"system": "system", "user": "human", "assistant": "ai"}
_KEYS = ("purpose", "language", "variables", "examples", "messages", "parts", "given", "samples", "used_by")
_TOML_PLACE = re.compile(r"\s*\(at line (\d+), column \d+\)")
_NOTHING: Mapping[str, Any] = MappingProxyType({})


class PromptError(InputError):
    """A prompt file is missing, cannot be read, or asks for variables that nobody gives."""


@dataclass(frozen=True)
class Prompt:
    """One checked prompt file.

    Attributes:
        name: the file's name without language and ending.
        purpose: what it is for, in one sentence, for the person who edits it.
        language: ISO 639-1 code of the language it is written in.
        variables: all that ``roles`` and ``parts`` name in braces.
        roles: ``(role, text)`` of each message, the role being ``system``, ``user`` or ``assistant``.
        parts: named pieces of wording that are put together by code, such as the line of one source.
        given: by part, and for ``messages``: what the code gives, more than the wording uses perhaps. What is not
            listed is given what its packaged wording uses.
        samples: by variable: a value to show the prompt with.
        used_by: names of what asks the model with it.
        examples: the set of few-shot examples from which some are put before the last message; empty for none.
    """

    name: str
    purpose: str
    language: str
    variables: Names
    roles: tuple[tuple[str, str], ...]
    parts: Texts
    given: Mapping[str, Names] = field(default_factory=dict)
    samples: Texts = field(default_factory=dict)
    used_by: Names = ()
    examples: str = ""

    @cached_property
    def template(self) -> "ChatPromptTemplate":
        """The messages as LangChain knows them."""
        from langchain_core.prompts import ChatPromptTemplate

        return ChatPromptTemplate.from_messages([(_ROLES[role], text) for role, text in self.roles])

    @cached_property
    def fingerprint(self) -> str:
        """Names the wording: two prompts of one fingerprint give the model the same words."""
        wording = json.dumps([self.name, self.language, self.roles, sorted(self.parts.items())])
        return hashlib.sha256(wording.encode()).hexdigest()[:16]

    def messages(self, examples: Sequence[Example] = (), /, **values: str) -> "list[BaseMessage]":
        """The messages with ``values`` filled in; braces inside a value stay as they are.

        Args:
            examples: few-shot examples, each a message and its answer; they stand before the last message.
        """
        from langchain_core.messages import AIMessage, HumanMessage

        found: list[BaseMessage] = self.template.format_messages(**values)
        shown = [
            message for example in examples for message in (HumanMessage(example.given), AIMessage(example.wanted))
        ]
        return [*found[:-1], *shown, *found[-1:]]

    def part(self, name: str, **values: str | int) -> str:
        """One piece of wording with ``values`` filled in."""
        return self.parts[name].format_map(values)

    def names(self, where: str) -> frozenset[str]:
        """The variables that a part, or ``messages``, uses."""
        texts = [text for _, text in self.roles] if where == MESSAGES else [self.parts.get(where, "")]
        return frozenset(name for text in texts for name, _, _ in _fields(text))

    def allowed(self, where: str) -> frozenset[str]:
        """The variables that a part, or ``messages``, may use: what the code gives."""
        return frozenset(self.given.get(where, ())) | self.names(where)


def load(name: str, language: str = FALLBACK_LANGUAGE, source: Traversable | None = None) -> Prompt:
    """The prompt ``name`` for a question in ``language``; in English where there is none in that language.

    Args:
        source: the folder to look in; the packaged prompts when None.

    Raises:
        PromptError: there is no such prompt, or its file is not what a prompt file must be.
    """
    folder = resource("prompts") if source is None else source
    for code in dict.fromkeys((language, FALLBACK_LANGUAGE)):
        file = folder / f"{name}.{code}.toml"
        if file.is_file():
            return parsed(name, code, file.read_bytes())
    raise PromptError("prompt.missing", name=name)


def parsed(name: str, language: str, data: bytes, packaged: Prompt | None = None) -> Prompt:
    """The prompt that a file holds, checked.

    Args:
        data: the file.
        packaged: the prompt that the file is a copy of; it may say everything in other words, with other examples
            before the last message, but must use what the packaged one uses, and nothing that nobody gives.
            What the code gives, ``samples`` and ``used_by`` are the packaged one's.

    Raises:
        PromptError: it is not what a prompt file must be; the error says where.
    """
    file = _File(f"{name}.{language}.toml", data)
    table = file.table
    for key in table:
        if key not in _KEYS:
            raise PromptError("prompt.unknown_key", file=file.key(key), key=key, known=", ".join(_KEYS))
    purpose = table.get("purpose")
    if not isinstance(purpose, str) or not purpose.strip():
        raise PromptError("prompt.no_purpose", file=file.key("purpose"))
    if table.get("language") != language:
        raise PromptError("prompt.language", file=file.key("language"), language=language)
    roles = file.roles()
    parts = file.texts("parts")
    if not roles and not parts:
        raise PromptError("prompt.empty", file=file.name)
    used = file.variables([*(text for _, text in roles), *parts.values()])
    declared = file.names("variables", table.get("variables", []))
    given = {key: file.names(f"given.{key}", value) for key, value in file.subtable("given").items()}
    samples, used_by = file.texts("samples"), file.names("used_by", table.get("used_by", []))
    if packaged is not None:
        given, used_by = dict(packaged.given), packaged.used_by
        samples = {**packaged.samples, **samples}
    else:
        declared = file.declared(declared, used)
        used = declared
    prompt = Prompt(
        name,
        purpose,
        language,
        used,
        roles,
        MappingProxyType(parts),
        MappingProxyType(given),
        MappingProxyType(samples),
        used_by,
        file.text("examples"),
    )
    if packaged is not None:
        _check_copy(prompt, packaged, file)
    return prompt


def _check_copy(copy: Prompt, packaged: Prompt, file: "_File") -> None:
    """Refuse a copy that the code could not fill in."""
    if copy.examples not in {"", packaged.examples}:
        raise PromptError("prompt.examples", file=file.key("examples"), known=packaged.examples or "-")
    for part in copy.parts.keys() - packaged.parts.keys():
        known = ", ".join(packaged.parts) or "-"
        raise PromptError("prompt.unknown_part", file=file.key(part), part=part, known=known)
    for part in packaged.parts.keys() - copy.parts.keys():
        raise PromptError("prompt.lost_part", file=file.name, part=part)
    if packaged.roles and (not copy.roles or copy.roles[-1][0] != packaged.roles[-1][0]):
        raise PromptError("prompt.last_message", file=file.key(MESSAGES, last=True), role=packaged.roles[-1][0])
    for where in (MESSAGES, *packaged.parts):
        for name in sorted(copy.names(where) - packaged.allowed(where)):
            known = ", ".join(f"{{{other}}}" for other in sorted(packaged.allowed(where))) or "-"
            raise PromptError(
                "prompt.unknown_variable", file=file.place(f"{{{name}}}"), variable=name, where=where, known=known
            )
        for name in sorted(packaged.names(where) - copy.names(where)):
            raise PromptError(
                "prompt.lost_variable", file=file.key(where, last=where == MESSAGES), variable=name, where=where
            )


class _File:
    """A file while it is read: its table, and in which line something stands."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        try:
            self._text = data.decode("utf-8-sig")
            self.table: dict[str, Any] = tomllib.loads(self._text.replace("\r\n", "\n"))
        except UnicodeDecodeError as exc:
            raise PromptError("prompt.no_toml", file=name, reason=str(exc)) from exc
        except tomllib.TOMLDecodeError as exc:
            line = _TOML_PLACE.search(str(exc))
            place = f"{name}:{line[1]}" if line else name
            raise PromptError("prompt.no_toml", file=place, reason=_TOML_PLACE.sub("", str(exc))) from exc
        except RecursionError as exc:
            raise PromptError("prompt.no_toml", file=name, reason="nested too deep") from exc

    def place(self, words: str) -> str:
        """``file:line`` of the first line that has these words; the file alone where none has."""
        lines = [number for number, line in enumerate(self._text.split("\n"), 1) if words in line]
        return f"{self.name}:{lines[0]}" if lines else self.name

    def key(self, key: str, *, last: bool = False) -> str:
        """``file:line`` of the line that gives ``key`` its value, or begins its table."""
        given = re.compile(rf"\s*(?:\[+\s*{re.escape(key)}\s*\]+|[\"']?{re.escape(key)}[\"']?\s*=)")
        lines = [number for number, line in enumerate(self._text.split("\n"), 1) if given.match(line)]
        return f"{self.name}:{lines[-1 if last else 0]}" if lines else self.name

    def subtable(self, key: str) -> dict[str, Any]:
        found = self.table.get(key, {})
        if not isinstance(found, dict):
            raise PromptError("prompt.no_table", file=self.key(key), key=key)
        return found

    def texts(self, key: str) -> dict[str, str]:
        found = self.subtable(key)
        for name, text in found.items():
            if not isinstance(text, str):
                raise PromptError("prompt.no_text", file=self.key(name), key=f"{key}.{name}")
        return found

    def text(self, key: str) -> str:
        found = self.table.get(key, "")
        if not isinstance(found, str):
            raise PromptError("prompt.no_text", file=self.key(key), key=key)
        return found

    def names(self, key: str, value: object) -> Names:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise PromptError("prompt.no_names", file=self.key(key.rpartition(".")[2]), key=key)
        return tuple(value)

    def roles(self) -> tuple[tuple[str, str], ...]:
        value = self.table.get(MESSAGES, [])
        if not isinstance(value, list):
            raise PromptError("prompt.no_messages", file=self.key(MESSAGES))
        return tuple(self._message(item) for item in value)

    def _message(self, item: object) -> tuple[str, str]:
        if not isinstance(item, dict) or item.keys() != {"role", "text"} or not isinstance(item["text"], str):
            raise PromptError("prompt.no_messages", file=self.key(MESSAGES))
        role = item["role"]
        if role not in _ROLES:
            known = ", ".join(_ROLES)
            raise PromptError("prompt.role", file=self.place(f'"{role}"'), role=str(role), known=known)
        return str(role), item["text"].strip("\n")

    def variables(self, texts: Sequence[str]) -> Names:
        """All names in braces; attributes, indices and conversions are refused: a file cannot reach into values."""
        names: dict[str, None] = {}
        for text in texts:
            try:
                found = _fields(text)
            except ValueError as exc:
                raise PromptError("prompt.braces", file=self._of_text(text), reason=str(exc)) from exc
            for name, spec, conversion in found:
                if not name.isidentifier() or spec or conversion:
                    raise PromptError("prompt.no_name", file=self.place(f"{{{name}"), variable=name)
                names[name] = None
        return tuple(names)

    def declared(self, variables: Names, used: Names) -> Names:
        for name in sorted(set(used) - set(variables)):
            raise PromptError("prompt.undeclared", file=self.place(f"{{{name}}}"), variable=name)
        for name in sorted(set(variables) - set(used)):
            raise PromptError("prompt.unused", file=self.key("variables"), variable=name)
        return variables

    def _of_text(self, text: str) -> str:
        """Where a text stands whose braces are wrong: at its first line that has one."""
        lines = [line.strip() for line in text.split("\n") if "{" in line or "}" in line]
        return self.place(lines[0]) if lines else self.name


def _fields(text: str) -> list[tuple[str, str | None, str | None]]:
    """Each name in braces, with its format and conversion."""
    return [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(text) if name is not None]

"""Prompt templates as files: one TOML a prompt and language, checked when it is loaded."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources.abc import Traversable
from string import Formatter
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from chains.errors import InputError
from resources import resource

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage
    from langchain_core.prompts import ChatPromptTemplate

FALLBACK_LANGUAGE = "en"

_Wrong = Callable[[str], "PromptError"]

_ROLES = {"system": "system", "user": "human", "assistant": "ai"}
_KEYS = {"purpose", "language", "variables", "messages", "parts"}


class PromptError(InputError):
    """A prompt file is missing, cannot be read, or asks for variables that nobody gives."""


@dataclass(frozen=True)
class Prompt:
    """One checked prompt file.

    Attributes:
        name: the file's name without language and ending.
        purpose: what it is for, in one sentence, for the person who edits it.
        language: ISO 639-1 code of the language it is written in.
        variables: all that ``messages`` and ``parts`` may name in braces; each is named somewhere.
        roles: ``(role, text)`` of each message, the role being ``system``, ``user`` or ``assistant``.
        parts: named pieces of wording that are put together by code, such as the line of one source.
    """

    name: str
    purpose: str
    language: str
    variables: tuple[str, ...]
    roles: tuple[tuple[str, str], ...]
    parts: Mapping[str, str]

    @cached_property
    def template(self) -> "ChatPromptTemplate":
        """The messages as LangChain knows them."""
        from langchain_core.prompts import ChatPromptTemplate

        return ChatPromptTemplate.from_messages([(_ROLES[role], text) for role, text in self.roles])

    def messages(self, **values: str) -> "list[BaseMessage]":
        """The messages with ``values`` filled in; braces inside a value stay as they are."""
        return self.template.format_messages(**values)

    def part(self, name: str, **values: str | int) -> str:
        """One piece of wording with ``values`` filled in."""
        return self.parts[name].format_map(values)


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
            return _checked(name, code, file.name, file.read_bytes())
    raise PromptError("prompt.missing", name=name)


def _checked(name: str, language: str, file: str, data: bytes) -> Prompt:
    def wrong(reason: str) -> PromptError:
        return PromptError("prompt.invalid", file=file, reason=reason)

    try:
        table = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise wrong(str(exc)) from exc
    unknown = sorted(table.keys() - _KEYS)
    if unknown:
        raise wrong(f"unknown key {unknown[0]}")
    purpose, variables = table.get("purpose"), table.get("variables", [])
    if not isinstance(purpose, str) or not purpose.strip():
        raise wrong("purpose is missing")
    if table.get("language") != language:
        raise wrong(f"language is not {language}")
    if not isinstance(variables, list) or not all(isinstance(item, str) for item in variables):
        raise wrong("variables is not a list of names")
    roles = tuple(_message(item, wrong) for item in _list(table.get("messages", []), wrong))
    parts = table.get("parts", {})
    if not isinstance(parts, dict) or not all(isinstance(text, str) for text in parts.values()):
        raise wrong("parts is not a table of texts")
    if not roles and not parts:
        raise wrong("it has neither messages nor parts")
    used: set[str] = set()
    for text in (*(text for _, text in roles), *parts.values()):
        used |= _fields(text, wrong)
    for undeclared in sorted(used - set(variables)):
        raise wrong(f"{{{undeclared}}} is not among its variables")
    for unused in sorted(set(variables) - used):
        raise wrong(f"the variable {unused} is used nowhere")
    return Prompt(name, purpose, language, tuple(variables), roles, MappingProxyType(cast(dict[str, str], parts)))


def _list(value: object, wrong: _Wrong) -> list[object]:
    if not isinstance(value, list):
        raise wrong("messages is not a list of tables")
    return value


def _message(item: object, wrong: _Wrong) -> tuple[str, str]:
    if not isinstance(item, dict) or item.keys() != {"role", "text"} or not isinstance(item["text"], str):
        raise wrong("a message needs a role and a text, and nothing else")
    if item["role"] not in _ROLES:
        raise wrong(f"the role {item['role']} is none of {', '.join(_ROLES)}")
    return item["role"], item["text"].strip("\n")


def _fields(text: str, wrong: _Wrong) -> set[str]:
    """The names in braces; attributes, indices and conversions are refused, so a file cannot reach into values."""
    try:
        found = [
            (field, spec, conversion) for _, field, spec, conversion in Formatter().parse(text) if field is not None
        ]
    except ValueError as exc:
        raise wrong(str(exc)) from exc
    for field, spec, conversion in found:
        if not field.isidentifier() or spec or conversion:
            raise wrong(f"{{{field}}} is not a plain name")
    return {field for field, _, _ in found}

"""What a person sees of toolkits: each with what it is for, whether it is on and why, and its tools."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from assistant.toolkits.registry import ToolContext, toolkits
from assistant.toolkits.switches import Because, Switched, check_name
from chains.consent import Kind
from chains.errors import AssistantError
from resources import resource

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool


@dataclass(frozen=True, slots=True)
class ToolkitInfo:
    """One toolkit, for one conversation or a choice of collections.

    Attributes:
        kind: the furthest that a tool of it goes.
        because: what says that it is on, or off.
        collections: those that say so, where they do.
        own: whether it comes with Lectern.
    """

    name: str
    kind: Kind
    on: bool
    because: Because
    collections: tuple[str, ...] = ()
    own: bool = True

    def title(self, language: str = "en") -> str:
        """What it is called."""
        return _text("toolkits", self.name, "title", language) or self.name

    def purpose(self, language: str = "en") -> str:
        """What it is for, in a sentence; empty for one of another package."""
        return _text("toolkits", self.name, "purpose", language)


@dataclass(frozen=True, slots=True)
class ToolInfo:
    """One tool as a model is told of it.

    Attributes:
        arguments: JSON schemas by name.
        required: names of the arguments that it cannot do without.
    """

    name: str
    description: str
    kind: Kind
    arguments: Mapping[str, Mapping[str, object]]
    required: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ToolkitTools:
    """The tools of a toolkit as things are now.

    Attributes:
        problem: why there are none.
    """

    tools: tuple[ToolInfo, ...] = field(default=())
    problem: AssistantError | None = None


def listed(switched: Mapping[str, Switched]) -> list[ToolkitInfo]:
    """All toolkits, in the order of the registry."""
    known = toolkits()
    return [
        ToolkitInfo(name, _kind(name), said.on, said.because, said.collections, known[name].own)
        for name, said in switched.items()
    ]


def tools_of(name: str, context: ToolContext) -> ToolkitTools:
    """The tools of one toolkit.

    Raises:
        InputError: there is no such toolkit.
    """
    known = toolkits()
    check_name(name, list(known))
    try:
        made = known[name].made_by.made(context)
        try:
            return ToolkitTools(tuple(_info(tool) for tool in made.get_tools()))
        finally:
            made.close()
    except AssistantError as exc:
        return ToolkitTools(problem=exc)


def kind_text(kind: Kind, language: str = "en") -> str:
    """A kind of tool in plain words."""
    return _text("kinds", kind, "", language)


def asks_text(kind: Kind, language: str = "en") -> str:
    """When a tool of this kind asks the person."""
    return _text("asks", kind, "", language)


def _info(tool: "BaseTool") -> ToolInfo:
    from chains.toolkits.base import traits

    parameters = tool.get_input_jsonschema()
    arguments = parameters.get("properties", {})
    return ToolInfo(tool.name, tool.description, traits(tool).kind, arguments, tuple(parameters.get("required", ())))


def _kind(name: str) -> Kind:
    """Of another package's toolkit nothing is known before it is run: it may go as far as any."""
    kind: Kind = _texts()["toolkits"].get(name, {}).get("kind", "outside")
    return kind


def _text(table: str, name: str, part: str, language: str) -> str:
    entry = _texts()[table].get(name, {})
    texts = entry.get(part, {}) if part else entry
    return str(texts.get(language, texts.get("en", "")))


@cache
def _texts() -> dict[str, dict[str, dict[str, Any]]]:
    return tomllib.loads(resource("toolkits.toml").read_text("utf-8"))

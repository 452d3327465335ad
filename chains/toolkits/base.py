"""What an agent's tools are made of: LangChain's own, with a kind, limits, and evidence beside the words."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from langchain_core.tools import BaseTool, StructuredTool
from pydantic import BaseModel, Field

from chains.consent import Kind
from chains.types import Quote

# A call that has not come back by then is told so to the model, and left alone.
CALL_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Observation:
    """What a tool gives back.

    Attributes:
        text: for the model, plain text, the most telling first; ``cite(n)`` in it refers to ``quotes[n - 1]``.
        quotes: verbatim evidence from documents that ``text`` rests on.
        value: the bare result where there is one (a number, a date, rows), as JSON has it.
        documents: titles of documents whose words stand in ``text``; those of ``quotes`` need not be named again.
        foreign: whether ``text`` holds words from elsewhere that are not the person's: a page, a server's reply.
        found: False where there was nothing to find, which is an answer too.
    """

    text: str
    quotes: tuple[Quote, ...] = ()
    value: object = None
    documents: tuple[str, ...] = ()
    foreign: bool = False
    found: bool = True


# An invisible separator before it tells a citation from brackets that stand in a document.
_SEPARATOR = "\u2063"
_CITED = re.compile(rf"{_SEPARATOR}\[(\d+)\]")
_MARK = re.compile(r"\[(\d+)\]")


def cite(number: int) -> str:
    """Refers to a quote of an observation, counted from 1."""
    return f"{_SEPARATOR}[{number}]"


def cited(text: str, quotes: Sequence[Quote]) -> str:
    """The text of a chain, whose ``[n]`` refer to its quotes, as an observation's."""
    return _MARK.sub(lambda match: cite(int(match[1])) if 0 < int(match[1]) <= len(quotes) else match[0], text)


def renumbered(text: str, numbers: Sequence[int]) -> str:
    """An observation's text with the numbers by which the run knows its quotes, as ``[n]``.

    Args:
        numbers: of each quote, counted from 1.
    """
    return _CITED.sub(lambda match: f"[{numbers[int(match[1]) - 1]}]" if int(match[1]) <= len(numbers) else "", text)


@dataclass(frozen=True, slots=True)
class ToolTraits:
    """What Lectern knows of a tool beyond what LangChain does; stands in its ``metadata`` under ``lectern``.

    Attributes:
        toolkit: the toolkit's name.
        kind: see ``chains.consent.Kind``.
        seconds: that one call may take.
        patterns: regular expressions of tasks that call for this tool, in any language; for models that choose badly.
        means: whether a task calls for this tool, where a pattern cannot tell: one that names two units, say.
        foreign: whether its description is another's words, which enter the context with it.
    """

    toolkit: str
    kind: Kind
    seconds: float = CALL_SECONDS
    patterns: tuple[str, ...] = ()
    means: Callable[[str], bool] | None = None
    foreign: bool = False


TRAITS = "lectern"


def traits(tool: BaseTool) -> ToolTraits:
    """Those of ``tool``; one of unknown origin acts outside, as far as we know."""
    found = (tool.metadata or {}).get(TRAITS)
    return found if isinstance(found, ToolTraits) else ToolTraits("other", "outside")


def made_tool(
    name: str,
    description: str,
    arguments: type[BaseModel],
    function: Callable[..., Observation],
    given: ToolTraits,
) -> BaseTool:
    """A tool of one function.

    Args:
        name: small letters, digits and ``_``.
        description: one sentence; what it is good for comes first.
        arguments: each field with a description and bounds; see ``from_task``.
        function: called with the fields by name; gives an ``Observation`` or raises an ``AssistantError``, whose
            message the model is told. It runs in a thread of its own, and is left alone once its time is up.
    """
    if set(name) - set("abcdefghijklmnopqrstuvwxyz0123456789_"):
        raise ValueError(f"{name} is no name of a tool")
    return StructuredTool.from_function(
        _told(function),
        name=name,
        description=description,
        args_schema=arguments,
        infer_schema=False,
        response_format="content_and_artifact",
        metadata={TRAITS: given},
    )


def _told(function: Callable[..., Observation]) -> Callable[..., tuple[str, Observation]]:
    def call(**arguments: Any) -> tuple[str, Observation]:
        found = function(**arguments)
        return found.text, found

    return call


FROM_TASK = "x-from-task"
Source = Literal["question", "document", "expression", "date", "unit", "body", "address", "name", "heading"]


def from_task(description: str, *, source: Source = "question", most: int = 200, **options: Any) -> Any:
    """A text argument whose words stand in the task or in what was observed. A small model is held to such words.

    Args:
        source: the ``question`` itself; a ``document`` by its name; an ``expression`` over its numbers; a ``date`` or a
            ``unit`` that it names; a ``heading`` that it calls a part of a document by; the ``body``: what is quoted in
            it, or stands behind a colon; an ``address`` of the
            web; a ``name``: what is quoted, or looks like one.
        most: characters.
        options: of pydantic's ``Field``.
    """
    return Field(max_length=most, description=description, json_schema_extra={FROM_TASK: source}, **options)


@dataclass(frozen=True)
class Toolbox:
    """The tools of one run, by the names under which the model calls them.

    Two toolkits may each have a tool of one name: both are called ``TOOLKIT_NAME`` then.
    """

    tools: Mapping[str, BaseTool] = field(default_factory=dict)

    @classmethod
    def of(cls, tools: Sequence[BaseTool]) -> "Toolbox":
        """All of ``tools``, told apart."""
        names = [tool.name for tool in tools]
        found: dict[str, BaseTool] = {}
        for tool in tools:
            name = tool.name if names.count(tool.name) == 1 else f"{traits(tool).toolkit}_{tool.name}"
            number = 2
            while name in found:
                name, number = f"{tool.name}_{number}", number + 1
            found[name] = tool if name == tool.name else tool.model_copy(update={"name": name})
        return cls(found)

"""Tools for any chat template: described in the opening message, their calls held by a grammar, read back as they come.

Chat templates that know tools each have a notation of their own, most have none. Here every model is told of its tools
in plain words and its grammar lets it write one notation, so that no call is ever unreadable.
"""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.messages.tool import ToolCallChunk, tool_call_chunk
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool

from chains.errors import ModelError
from chains.parsers.schemas import Bounds, bounded
from chains.prompts import Prompt, load
from chains.text import language

ToolLike = Mapping[str, Any] | type | Callable[..., Any] | BaseTool
FREEDOMS: Final = ("auto", "any", "none")

# How many tools may be called at once where that is asked for; a small model would go on for ever.
MOST_CALLS: Final = 4
_BOUNDS: Final = Bounds(characters=400, items=20)
_SPELLING: Final = {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}
# What a model writes: the tool's name behind the mark, then its arguments; or that it takes none, then words. Naming
# comes first: asked to write either a call or words, a small model always goes on in words.
MARK: Final = "Tool: "
NONE: Final = "none"
# Before it, where steps are asked for that reason and act (ReAct, Yao et al. 2022): one line of reasoning.
THOUGHT: Final = "Thought: "
THOUGHT_CHARACTERS: Final = 160


@dataclass(frozen=True)
class Toolset:
    """The tools of one call, and how free the model is.

    Attributes:
        functions: name, description and parameters of each tool, in OpenAI's form; all of them are told.
        choice: whether it may call one, must, or must not; or the name of the only one that it may, and must, call.
        parallel: whether it may call several at once.
        thought: whether a line of reasoning comes before the call.
        is_told: whether the messages tell of the tools already.
    """

    functions: tuple[Mapping[str, Any], ...]
    choice: str = "auto"
    parallel: bool = False
    thought: bool = False
    is_told: bool = False

    @property
    def calling(self) -> bool:
        """Whether anything can be called."""
        return bool(self.functions) and self.choice != "none"

    def grammar(self) -> dict[str, str]:
        """The call option that lets through calls of these tools, and plain words where the model is free."""
        schemas = [
            (function["name"], bounded(function["parameters"], _BOUNDS))
            for function in self.functions
            if self.choice in FREEDOMS or function["name"] == self.choice
        ]
        names = [f"call_{number}" for number in range(len(schemas))]
        rules = [
            "start: "
            + (f'"{THOUGHT}" reasoning ' if self.thought else "")
            + f'"{MARK}" ('
            + " | ".join([*names, *(["words"] if self.choice == "auto" else [])])
            + ")"
            + (f' ("\\n{MARK}" (' + " | ".join(names) + f")){{0,{MOST_CALLS - 1}}}" if self.parallel else ""),
            # No quotation marks nor braces: what is thought must not run into the call.
            f'reasoning: /[^\\n{{}}"]{{1,{THOUGHT_CHARACTERS}}}/ "\\n"' if self.thought else "",
            f'words: "{NONE}\\n" /[^\\s](.|\\n)*/' if self.choice == "auto" else "",
            # Of its own for each tool: references inside stay within the tool's schema.
            *(
                f"{rule}: {json.dumps(name + chr(10))} %json {json.dumps({**schema, 'x-guidance': _SPELLING})}"
                for rule, (name, schema) in zip(names, schemas, strict=True)
            ),
        ]
        return {"lark": "\n".join(rule for rule in rules if rule) + "\n"}

    def told(self, messages: Sequence[BaseMessage]) -> list[BaseMessage]:
        """``messages`` with the tools described in the opening one, and examples, the same ones at each turn.

        Of the starter model's calls, none came without the examples, whatever the opening said.
        """
        if not self.functions or self.is_told:
            return list(messages)
        wording = _wording(messages)
        lines = "\n".join(
            wording.part(
                "tool",
                called=function["name"],
                description=" ".join(str(function.get("description", "")).split()),
                parameters=_parameters(function),
            )
            for function in self.functions
        )
        text = wording.part("tools", tools=lines)
        opening = messages[:1] if messages and messages[0].type == "system" else []
        system = SystemMessage("\n\n".join([*(message.text for message in opening), text]))
        return [system, *wording.messages(), *(_as_told(message) for message in messages[len(opening) :])]


def _as_told(message: BaseMessage) -> BaseMessage:
    """An answer in words as the model wrote it where there were tools."""
    if not isinstance(message, AIMessage) or message.tool_calls:
        return message
    return AIMessage(f"{MARK}{NONE}\n{message.text}", additional_kwargs=message.additional_kwargs)


def toolset(
    tools: Sequence[ToolLike],
    choice: object = None,
    *,
    parallel: bool = False,
    thought: bool = False,
    is_told: bool = False,
) -> Toolset:
    """The tools that LangChain's ``bind_tools`` was given.

    Args:
        choice: None or ``auto``, ``any`` or ``required`` or True, ``none`` or False, a tool's name, or OpenAI's and
            Anthropic's forms of that.
        thought: see ``Toolset``.
        is_told: see ``Toolset``.

    Raises:
        ModelError: two tools of one name, or a choice of one that is not there.
    """
    functions: dict[str, dict[str, Any]] = {}
    for tool in tools:
        function = dict(convert_to_openai_tool(tool)["function"])
        function["parameters"] = _own_references(function.get("parameters") or {})
        if function["name"] == NONE:
            raise ModelError("model.tools", reason=f"no tool can be called {NONE}")
        before = functions.setdefault(str(function["name"]), function)
        # The same one in two forms, a class and its schema, is one tool.
        if before["parameters"]["properties"].keys() != function["parameters"]["properties"].keys():
            raise ModelError("model.tools", reason=f"two tools are called {function['name']}")
    if isinstance(choice, Mapping):
        inner = choice.get("function")
        choice = (inner.get("name") if isinstance(inner, Mapping) else choice.get("name")) or choice.get("type")
    known = {None: "auto", True: "any", False: "none", "required": "any"}
    wanted = known.get(choice, choice) if choice is None or isinstance(choice, (bool, str)) else choice
    if not isinstance(wanted, str) or wanted not in (*FREEDOMS, *functions):
        reason = f"there is no tool {wanted}; there are {', '.join(functions) or 'none'}"
        raise ModelError("model.tools", reason=reason)
    return Toolset(tuple(functions.values()), wanted, parallel, thought, is_told)


def _own_references(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters as a schema of an object that can stand anywhere."""
    from langchain_core.utils.json_schema import dereference_refs

    whole = dereference_refs(dict(parameters)) if "$defs" in parameters or "definitions" in parameters else parameters
    kept = {key: value for key, value in whole.items() if key not in ("$defs", "definitions", "$schema")}
    return {"type": "object", "properties": {}, **kept}


def _parameters(function: Mapping[str, Any]) -> str:
    """The parameters in one line: name, type and what it is."""
    properties = function["parameters"].get("properties", {})
    required = function["parameters"].get("required", [])
    return ", ".join(
        f"{name}{'' if name in required else '?'}: {_kind(part)}"
        + (f" ({' '.join(str(part['description']).split())})" if part.get("description") else "")
        for name, part in properties.items()
        if isinstance(part, Mapping)
    )


def _kind(schema: Mapping[str, Any]) -> str:
    if isinstance(schema.get("enum"), list):
        return " | ".join(json.dumps(item, ensure_ascii=False) for item in schema["enum"])
    parts = [part for part in schema.get("anyOf", []) if isinstance(part, Mapping)]
    if parts:
        return " | ".join(_kind(part) for part in parts)
    return str(schema.get("type", "any"))


# --- what was said before -----------------------------------------------------------------------------------------


def _wording(messages: Sequence[BaseMessage]) -> Prompt:
    """In the language in which the conversation began, so that its opening stays the same."""
    first = next((message.text for message in messages if message.type == "human"), "")
    return load("tools", "zh" if language(first) == "zh" else "en")


def spelled(messages: Sequence[BaseMessage]) -> list[BaseMessage]:
    """``messages`` with calls and results in plain words, as ``Toolset`` tells them; others as they are."""
    if not any(isinstance(message, ToolMessage) or getattr(message, "tool_calls", None) for message in messages):
        return list(messages)
    wording = _wording(messages)
    names: dict[str, str] = {}
    out: list[BaseMessage] = []
    for message in messages:
        if isinstance(message, AIMessage) and message.tool_calls:
            names |= {call["id"]: call["name"] for call in message.tool_calls if call["id"]}
            calls = "\n".join(
                f"{MARK}{call['name']}\n{json.dumps(call['args'], ensure_ascii=False)}" for call in message.tool_calls
            )
            if message.text:
                calls = f"{THOUGHT}{' '.join(message.text.split())}\n{calls}"
            out.append(AIMessage(calls, additional_kwargs=message.additional_kwargs))
        elif isinstance(message, ToolMessage):
            part = "failed" if message.status == "error" else "result"
            name = message.name or names.get(message.tool_call_id, "")
            out.append(HumanMessage(wording.part(part, called=name, text=message.text)))
        else:
            out.append(message)
    return out


# --- what is being said -------------------------------------------------------------------------------------------


@dataclass
class CallReader:
    """Tells calls from words in text that comes in pieces."""

    _head: str = ""
    _inside: Literal["head", "arguments", "words"] = "head"
    _index: int = -1
    _depth: int = 0
    _quoted: bool = False
    _escaped: bool = False

    def push(self, piece: str) -> Iterator[str | ToolCallChunk]:
        """What is certain with ``piece``: words, the head of a call, a piece of its arguments."""
        while piece:
            if self._inside == "words":
                yield piece
                return
            if self._inside == "head":
                line, ended, piece = piece.partition("\n")
                self._head += line
                if not ended or not self._head:
                    continue
                if self._head.startswith(THOUGHT):
                    yield self._head.removeprefix(THOUGHT)
                    self._head = ""
                    continue
                name = self._head.removeprefix(MARK)
                self._head = ""
                self._inside = "words" if name == NONE else "arguments"
                if name != NONE:
                    self._index += 1
                    yield tool_call_chunk(name=name, args="", id=f"call_{secrets.token_hex(8)}", index=self._index)
                continue
            end = self._end(piece)
            yield tool_call_chunk(name=None, args=piece[:end], id=None, index=self._index)
            piece = piece[end:]

    def _end(self, piece: str) -> int:
        """How much of ``piece`` belongs to the arguments."""
        for place, char in enumerate(piece, 1):
            if self._escaped:
                self._escaped = False
            elif self._quoted:
                self._escaped = char == "\\"
                self._quoted = char != '"'
            elif char == '"':
                self._quoted = True
            elif char in "{[":
                self._depth += 1
            elif char in "}]":
                self._depth -= 1
                if self._depth == 0:
                    self._inside = "head"
                    return place
        return len(piece)

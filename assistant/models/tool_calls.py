"""Tools for any chat template: described in the opening message, their calls held by a grammar, read back as they come.

Chat templates that know tools each have a notation of their own, most have none. Here every model is told of its tools
in plain words and its grammar lets it write one notation, so that no call is ever unreadable.
"""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

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
_ARGUMENTS: Final = '"arguments": '


@dataclass(frozen=True)
class Toolset:
    """The tools of one call, and how free the model is.

    Attributes:
        functions: name, description and parameters of each tool, in OpenAI's form; all of them are told.
        choice: whether it may call one, must, or must not; or the name of the only one that it may, and must, call.
        parallel: whether it may call several at once.
    """

    functions: tuple[Mapping[str, Any], ...]
    choice: str = "auto"
    parallel: bool = False

    @property
    def calling(self) -> bool:
        """Whether anything can be called."""
        return bool(self.functions) and self.choice != "none"

    def grammar(self) -> dict[str, str]:
        """The call option that lets through calls of these tools, and plain words where the model is free."""
        schemas = [
            {
                "type": "object",
                "properties": {
                    "name": {"const": function["name"]},
                    "arguments": bounded(function.get("parameters") or {"type": "object", "properties": {}}, _BOUNDS),
                },
                "required": ["name", "arguments"],
                "additionalProperties": False,
            }
            for function in self.functions
            if self.choice in FREEDOMS or function["name"] == self.choice
        ]
        rules = [
            "start: " + ("calls | words" if self.choice == "auto" else "calls"),
            "calls: call" + (f' ("\\n" call){{0,{MOST_CALLS - 1}}}' if self.parallel else ""),
            "call: " + " | ".join(f"call_{number}" for number in range(len(schemas))),
            # Of its own for each tool: references inside stay within the tool's schema.
            *(
                f"call_{number}: %json {json.dumps({**schema, 'x-guidance': _SPELLING}, ensure_ascii=False)}"
                for number, schema in enumerate(schemas)
            ),
            # What begins with a brace is a call.
            "words: /[^{\\s](.|\\n)*/" if self.choice == "auto" else "",
        ]
        return {"lark": "\n".join(rule for rule in rules if rule) + "\n"}

    def told(self, messages: Sequence[BaseMessage]) -> list[BaseMessage]:
        """``messages`` with the tools described in the opening one, the same words at each turn of a conversation."""
        if not self.functions:
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
        opening = messages[0] if messages and messages[0].type == "system" else None
        if opening is None:
            return [SystemMessage(text), *messages]
        return [SystemMessage(f"{opening.text}\n\n{text}"), *messages[1:]]


def toolset(tools: Sequence[ToolLike], choice: object = None, *, parallel: bool = False) -> Toolset:
    """The tools that LangChain's ``bind_tools`` was given.

    Args:
        choice: None or ``auto``, ``any`` or ``required`` or True, ``none`` or False, a tool's name, or OpenAI's and
            Anthropic's forms of that.

    Raises:
        ModelError: two tools of one name, or a choice of one that is not there.
    """
    functions: dict[str, dict[str, Any]] = {}
    for tool in tools:
        function = dict(convert_to_openai_tool(tool)["function"])
        function["parameters"] = _own_references(function.get("parameters") or {})
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
    return Toolset(tuple(functions.values()), wanted, parallel)


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
            calls = "\n".join(_spelled_call(call["name"], call["args"]) for call in message.tool_calls)
            words = message.text.strip()
            # The ids are those of the whole text, which is only a call where the model wrote it itself.
            out.append(AIMessage(f"{words}\n{calls}" if words else calls, additional_kwargs=message.additional_kwargs))
        elif isinstance(message, ToolMessage):
            part = "failed" if message.status == "error" else "result"
            name = message.name or names.get(message.tool_call_id, "")
            out.append(HumanMessage(wording.part(part, called=name, text=message.text)))
        else:
            out.append(message)
    return out


def _spelled_call(name: str, arguments: Mapping[str, Any]) -> str:
    return json.dumps({"name": name, "arguments": arguments}, ensure_ascii=False)


# --- what is being said -------------------------------------------------------------------------------------------


@dataclass
class CallReader:
    """Tells calls from words in text that comes in pieces."""

    _text: str = ""
    _words: bool = False
    _index: int = -1
    _sent: int = 0  # of ``_text``, in the arguments of the call at hand
    _at: int = 0  # how far ``_text`` was looked at
    _depth: int = 0
    _quoted: bool = False
    _escaped: bool = False

    def push(self, piece: str) -> Iterator[str | ToolCallChunk]:
        """What is certain with ``piece``: words, the head of a call, a piece of its arguments."""
        self._text += piece
        if not self._words and self._index < 0 and self._text.strip() and not self._text.lstrip().startswith("{"):
            self._words = True
        if self._words:
            words, self._text = self._text, ""
            if words:
                yield words
            return
        while self._at < len(self._text):
            char = self._text[self._at]
            self._at += 1
            yield from self._look(char)
        yield from self._arguments(self._at)

    def _look(self, char: str) -> Iterator[ToolCallChunk]:
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
                yield from self._arguments(self._at - 1)
                self._text, self._at, self._sent = self._text[self._at :], 0, 0
        elif char == " " and self._depth == 1 and not self._sent and self._text[: self._at].endswith(_ARGUMENTS):
            name = json.loads(self._text[: self._at - len(_ARGUMENTS)].strip().removesuffix(",") + "}")["name"]
            self._index += 1
            self._sent = self._at
            yield tool_call_chunk(name=name, args="", id=f"call_{secrets.token_hex(8)}", index=self._index)

    def _arguments(self, end: int) -> Iterator[ToolCallChunk]:
        """The arguments so far; None of the brace that ends the call."""
        if self._sent and end > self._sent:
            piece, self._sent = self._text[self._sent : end], end
            yield tool_call_chunk(name=None, args=piece, id=None, index=self._index)

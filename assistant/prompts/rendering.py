"""What the model would get of a prompt, with the exact tokens of each piece."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from chains import answer as answering
from chains.budget import Placed
from chains.examples import Example
from chains.prompts import Prompt
from chains.types import Quote

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

_ROLES = {"human": "user", "ai": "assistant"}


@dataclass(frozen=True, slots=True)
class RenderedPiece:
    """One piece of a rendered prompt.

    Attributes:
        kind: ``message``; ``example`` for a message of a few-shot example; ``part`` for wording that code puts
            together with other wording, whose tokens do not count towards the whole.
        label: the message's role, the part's name.
        tokens: of ``text``, by the model's own counter.
    """

    kind: Literal["message", "example", "part"]
    label: str
    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Rendered:
    """A prompt as the model would get it.

    Attributes:
        template: tokens that the model's chat template puts around the messages.
        tokens: of the whole: messages and template.
        unknown: variables that are shown by their names, as no value is known.
    """

    pieces: tuple[RenderedPiece, ...]
    template: int
    tokens: int
    unknown: tuple[str, ...] = ()


def rendered(
    prompt: Prompt,
    values: Mapping[str, str],
    count: Callable[[str], int],
    count_messages: "Callable[[Sequence[BaseMessage]], int]",
    examples: Sequence[Example] = (),
) -> Rendered:
    """A prompt filled in.

    Args:
        values: by variable; the prompt's samples stand for those that are missing.
        count: tokens of a text.
        count_messages: tokens of a whole prompt.
        examples: few-shot examples that go into it.
    """
    filled = {name: f"‹{name}›" for name in _all_names(prompt)} | dict(prompt.samples) | dict(values)
    messages = prompt.messages(examples, **filled)
    first, last = len(messages) - 1 - 2 * len(examples), len(messages) - 1
    if prompt.name in _WHOLE:
        messages = [*messages, *_WHOLE[prompt.name](prompt, filled)]
    pieces = [
        RenderedPiece(
            "example" if first <= place < last else "message",
            _ROLES.get(message.type, message.type),
            message.text,
            count(message.text),
        )
        for place, message in enumerate(messages)
    ]
    whole = count_messages(messages) if messages else 0
    template = whole - sum(piece.tokens for piece in pieces)
    for name in prompt.parts:
        text = prompt.part(name, **filled)
        pieces.append(RenderedPiece("part", name, text, count(text)))
    unknown = tuple(sorted(_used(prompt) - prompt.samples.keys() - values.keys()))
    return Rendered(tuple(pieces), template if messages else 0, whole, unknown)


def _used(prompt: Prompt) -> set[str]:
    return set(prompt.variables)


def _all_names(prompt: Prompt) -> set[str]:
    return _used(prompt) | {name for names in prompt.given.values() for name in names}


def _answer(prompt: Prompt, values: Mapping[str, str]) -> "list[BaseMessage]":
    """The message that is put together of the answer's parts, with one source."""
    from langchain_core.messages import HumanMessage

    text, page, number = (values[name] for name in ("text", "page", "number"))
    quote = Quote("", values["title"], "", int(page) if page.isdecimal() else None, 0, len(text), text, 1.0, 0)
    placed = Placed(quote, int(number) if number.isdecimal() else 1)
    return [HumanMessage(answering.composer(prompt)(values["question"], [placed]))]


# Prompts whose last message is put together of their parts.
_WHOLE: Mapping[str, Callable[[Prompt, Mapping[str, str]], "list[BaseMessage]"]] = {"answer": _answer}

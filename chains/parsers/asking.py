"""Asks a model for a value: under the parser's grammar where one holds; else told the form, mended, asked again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, cast

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage
from pydantic import ConfigDict, SkipValidation
from pydantic import Field as Described

from chains.answer import Answer, Check
from chains.kit import Note
from chains.parsers.base import HeldParser, Reading, T, UnreadableError
from chains.prompts import Prompt, load

if TYPE_CHECKING:
    from langchain_core.prompt_values import PromptValue

    from chains.kit import Kit

TRIES = 3
# A model that was wrong when it took its likeliest words is to take others.
OTHER_WORDS = 0.7
# So much of what could not be read is shown to the model again.
_SHOWN_CHARS = 1500


@dataclass(frozen=True, slots=True)
class Parsed(Generic[T]):
    """A value that a model gave.

    Attributes:
        tries: how often it was asked.
        mended: its answer was not in the form, and was brought into it without a model.
        raw: exactly what it wrote, the last time.
    """

    value: T
    tries: int
    mended: bool
    raw: str

    @property
    def notes(self) -> tuple[Note, ...]:
        """What a person should know of it: that it was ``asked_again``, that it is an ``answer_mended``."""
        again = (Note("asked_again", (("count", 1), ("tries", self.tries))),) if self.tries > 1 else ()
        return (*again, Note("answer_mended", (("count", 1),))) if self.mended else again


def size(kit: "Kit", messages: Sequence[BaseMessage], parser: HeldParser[T], max_tokens: int | None = None) -> int:
    """Tokens that ``asked`` takes for these messages at most, instructions and answer included."""
    return kit.count_messages(_given(kit, messages, parser)) + (max_tokens or _most(kit, parser))


def asked(
    kit: "Kit",
    messages: Sequence[BaseMessage],
    parser: HeldParser[T],
    *,
    purpose: str,
    max_tokens: int | None = None,
    cancel: Check | None = None,
    temperature: float = 0.0,
    tries: int = TRIES,
) -> Parsed[T]:
    """The value that the model gives for ``messages``.

    Under a grammar the first answer has the form. Where none holds, the form's instructions go behind the last
    message; what cannot be read is first given back to be fixed, then the question is asked again with what was wrong.

    Args:
        purpose: see ``chains.kit.Call``; each further try is a call of its own, with its number.
        max_tokens: None for what the form can take, as far as the context has room.
        tries: how often the model is asked at most.

    Raises:
        UnreadableError: no answer could be read, the last one told with what was wrong.
        Cancelled: ``cancel`` was set.
    """
    wording = kit.prompt("format", parser.language)
    given = _given(kit, messages, parser)
    held: Mapping[str, object] = parser.held() if kit.grammar else {}
    most = max_tokens or _most(kit, parser)
    current, warmth = given, temperature
    for attempt in range(1, tries + 1):
        room = kit.context_tokens - kit.count_messages(current)
        answer = kit.say(
            current,
            purpose=purpose,
            max_tokens=max(1, min(most, room)),
            cancel=cancel,
            tries=attempt,
            temperature=warmth,
            **held,
        )
        raw = answer.raw if kit.grammar else answer.text
        try:
            reading: Reading[T] = parser.read(raw)
        except UnreadableError as exc:
            wrong = exc
        else:
            return Parsed(reading.value, attempt, reading.mended, answer.raw)
        if answer.finish == "length":
            most *= 2
        current = _next(kit, wording, given, parser, answer, wrong, first=attempt == 1, room_for=most)
        warmth = temperature if attempt == 1 else max(temperature, OTHER_WORDS)
    raise UnreadableError(
        "chain.unreadable", tries=tries, reason=str(wrong.params["reason"]), wrote=str(wrong.params["wrote"])
    ) from wrong


def _given(kit: "Kit", messages: Sequence[BaseMessage], parser: HeldParser[T]) -> list[BaseMessage]:
    if kit.grammar:
        return list(messages)
    return instructed(messages, parser.instructions(kit.prompt("format", parser.language)))


def _most(kit: "Kit", parser: HeldParser[T]) -> int:
    """Tokens that an answer in the form can take."""
    return parser.most_characters + 16 if kit.grammar else parser.most_characters // 2 + 64


def _next(
    kit: "Kit",
    wording: Prompt,
    given: list[BaseMessage],
    parser: HeldParser[T],
    answer: Answer,
    wrong: UnreadableError,
    *,
    first: bool,
    room_for: int,
) -> list[BaseMessage]:
    """What the model is given next; the bare question once more, where nothing else fits into the context."""
    reason = str(wrong.params["reason"])
    choices = [retrying(wording, given, answer.text, reason)]
    if first and answer.finish == "stop" and answer.text:
        choices.insert(0, fixing(wording, parser, answer.text, reason))
    return next((one for one in choices if kit.count_messages(one) + room_for <= kit.context_tokens), given)


def instructed(messages: Sequence[BaseMessage], instructions: str) -> list[BaseMessage]:
    """``messages`` with the form's instructions behind the last one of the person's."""
    out = list(messages)
    for place in range(len(out) - 1, -1, -1):
        if out[place].type == "human":
            out[place] = HumanMessage(f"{out[place].text}\n\n{instructions}")
            return out
    return [*out, HumanMessage(instructions)]


def fixing(wording: Prompt, parser: HeldParser[T], wrote: str, reason: str) -> list[BaseMessage]:
    """The prompt that gives an answer back to be brought into its form."""
    text = wording.part("fix", instructions=parser.instructions(wording), wrote=wrote[:_SHOWN_CHARS], reason=reason)
    return [HumanMessage(text)]


def retrying(wording: Prompt, given: Sequence[BaseMessage], wrote: str, reason: str) -> list[BaseMessage]:
    """The question once more, with the answer that could not be read and what was wrong with it."""
    again = HumanMessage(wording.part("retry", reason=reason))
    return [*given, AIMessage(wrote[:_SHOWN_CHARS] or "…"), again]


class FixingParser(HeldParser[T], Generic[T]):
    """A parser that gives what it cannot read to a model, to be brought into the form: LangChain's auto-fixing.

    Attributes:
        parser: whose form it is.
        model: any chat model.
        grammar: whether that model holds to the form.
        tries: how often it is asked at most.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    # Pydantic would ask for an instance of the parametrized class itself.
    parser: SkipValidation[HeldParser[T]]
    model: BaseChatModel
    grammar: bool = True
    tries: int = Described(TRIES, ge=1)

    @property
    def OutputType(self) -> type[T]:
        """The parser's."""
        return self.parser.OutputType

    def held(self) -> Mapping[str, object]:
        """The parser's."""
        return self.parser.held()

    @property
    def most_characters(self) -> int:
        """The parser's."""
        return self.parser.most_characters

    def instructions(self, prompt: Prompt) -> str:
        """The parser's."""
        return self.parser.instructions(prompt)

    def read(self, text: str) -> Reading[T]:
        """The value of ``text``, or of what the model made of it.

        Raises:
            UnreadableError: none of the tries could be read.
        """
        return self._read(text, None)

    def parse_with_prompt(self, completion: str, prompt: "PromptValue") -> T:
        """``parse``, for LangChain's chains that know the prompt."""
        return self._read(completion, prompt.to_messages()).value

    def _read(self, text: str, given: list[BaseMessage] | None) -> Reading[T]:
        wording = load("format", self.language)
        for attempt in range(self.tries + 1):
            try:
                reading = self.parser.read(text)
            except UnreadableError as exc:
                wrong = exc
            else:
                return Reading(reading.value, reading.mended or attempt > 0)
            if attempt < self.tries:
                text = self._said(self._prompt(wording, text, str(wrong.params["reason"]), given), attempt)
        raise UnreadableError(
            "chain.unreadable", tries=self.tries, reason=str(wrong.params["reason"]), wrote=str(wrong.params["wrote"])
        ) from wrong

    def _prompt(self, wording: Prompt, text: str, reason: str, given: list[BaseMessage] | None) -> list[BaseMessage]:
        return fixing(wording, self.parser, text, reason)

    def _said(self, messages: list[BaseMessage], attempt: int) -> str:
        held = cast(dict[str, Any], self.parser.held() if self.grammar else {})
        room = self.parser.most_characters + 16
        reply = self.model.invoke(messages, temperature=OTHER_WORDS if attempt else 0.0, max_tokens=room, **held)
        return reply.text


class RetryParser(FixingParser[T], Generic[T]):
    """A parser that asks the question again, with what was wrong: LangChain's retry with error.

    Needs the question: call ``parse_with_prompt``; ``parse`` alone fixes.
    """

    def _prompt(self, wording: Prompt, text: str, reason: str, given: list[BaseMessage] | None) -> list[BaseMessage]:
        if given is None:
            return super()._prompt(wording, text, reason, given)
        return retrying(wording, instructed(given, self.parser.instructions(wording)), text, reason)

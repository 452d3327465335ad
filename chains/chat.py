"""Plain talk in roles: the history trimmed or summarized to what fits by exact tokens, and what was left out shown."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

from pydantic import Field

from chains.answer import Answer, Check, Finish, speaks
from chains.complete import BEGIN_TOKENS, continued
from chains.documents import as_document
from chains.errors import InputError
from chains.kit import Chain, ChainEvent, ChainInput, ChainOptions, ChainResult, Note, Progress, Step, Words
from chains.parts import Count, parts
from chains.prompts import Prompt
from chains.text import is_stop, sentences, terms
from chains.verify import facts

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

Returned = TypeVar("Returned")

# Of the context, what a summary of earlier messages may take; and its bounds in tokens.
SHARE, LEAST, MOST = 0.15, 48, 256
# Of a message that was left out, so many characters are shown; and of many messages, so many.
SHOWN, LISTED = 160, 12
# Which part of a summary's sentence must stand in what it sums up.
COVERED = 0.6


class ChatOptions(ChainOptions):
    """How a conversation is carried on."""

    system: str = Field("", max_length=8000, description="Instructions for the model, instead of the usual ones.")
    keep: Literal["trim", "summarize"] = Field(
        "trim", description="What becomes of messages that no longer fit: left out, or summed up."
    )
    prefixes: bool = Field(
        False, description="Write the conversation as lines with role names, for models without a chat template."
    )
    max_tokens: int = Field(400, ge=1, le=8192, description="Most tokens of the answer.")
    temperature: float = Field(0.0, ge=0.0, le=2.0, description="0 for the likeliest word each time.")


@dataclass(frozen=True, slots=True)
class _Fitted:
    """What the model is given, and what is not.

    Attributes:
        dropped: ``(role, text)`` of earlier messages that are left out, or summed up.
    """

    messages: "list[BaseMessage]"
    dropped: tuple[tuple[str, str], ...] = ()
    summary: str = ""


class Chat(Chain[ChatOptions]):
    """Answer the last message of a conversation."""

    Options = ChatOptions

    def run(self, given: ChainInput, cancel: Check | None = None) -> Iterator[ChainEvent]:
        """See ``Chain.run``.

        Raises:
            InputError: the last message alone does not fit.
        """
        prompt = self.kit.prompt("chat", given.language)
        turns = [*given.history, ("user", given.text)] if given.text else list(given.history)
        system, talk = self._roles(prompt, turns)
        if not talk or talk[-1][0] != "user":
            raise InputError("chat.nothing")
        fitted = self._trimmed(prompt, system, talk, self.options.keep == "summarize")
        steps = [Step("left_out", _listed(fitted.dropped))] if fitted.dropped else []
        notes = [] if speaks(self.kit.languages, given.language) else [Note("language")]
        if fitted.dropped and self.options.keep == "summarize":
            yield Progress("summarizing", 0, len(fitted.dropped))
            summary = self._summed_up(prompt, fitted.dropped, cancel)
            fitted = self._trimmed(
                prompt, f"{system}\n\n{prompt.part('earlier', summary=summary)}".strip(), talk, False
            )
            fitted = _Fitted(fitted.messages, fitted.dropped, summary)
            steps = [Step("summary", summary), *steps]
            yield Progress("summarizing", len(fitted.dropped), len(fitted.dropped))
        if fitted.dropped:
            tokens = sum(self.kit.count(text) for _, text in fitted.dropped)
            code = "summarized" if fitted.summary else "dropped"
            notes.append(Note(code, (("count", len(fitted.dropped)), ("tokens", tokens))))
        yield from steps
        answer = yield from self._answered(prompt, fitted.messages, cancel)
        if answer[1] != "stop":
            notes.append(Note(answer[1]))
        yield ChainResult(
            answer[0],
            steps=tuple(steps),
            notes=tuple(notes),
            data={
                "answer": answer[0],
                "finish": answer[1],
                "messages": [{"role": _role(message), "content": message.text} for message in fitted.messages],
                "left_out": [{"role": role, "content": text} for role, text in fitted.dropped],
                "summary": fitted.summary,
            },
            read=(len(talk) - len(fitted.dropped), len(talk)),
            usage=self.kit.meter.usage(),
        )

    def _roles(self, prompt: Prompt, turns: Sequence[tuple[str, str]]) -> tuple[str, list[tuple[str, str]]]:
        """The instructions, and the rest: most chat templates know one system message, at the beginning."""
        own = [text for role, text in turns if role == "system"]
        usual = "\n\n".join(message.text for message in prompt.messages() if message.type == "system")
        system = "\n\n".join([self.options.system or ("" if own else usual), *own]).strip()
        return system, [(role, text) for role, text in turns if role != "system"]

    # --- what fits ---

    def _trimmed(self, prompt: Prompt, system: str, talk: Sequence[tuple[str, str]], reserve: bool) -> _Fitted:
        """The last messages that fit, from a message of the person's on.

        Args:
            reserve: whether a summary of what does not fit is to have room.

        Raises:
            InputError: not even the last one does.
        """
        from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, trim_messages

        room = self.kit.context_tokens - self.options.max_tokens
        messages: list[BaseMessage] = [SystemMessage(system)] if system else []
        messages += [HumanMessage(text) if role == "user" else AIMessage(text) for role, text in talk]
        if self._count(prompt, messages) <= room:
            return _Fitted(messages)
        if reserve:
            room -= self._summary_tokens + self.kit.count(prompt.part("earlier", summary=""))
        kept = trim_messages(
            messages,
            max_tokens=room,
            token_counter=lambda some: self._count(prompt, some),
            strategy="last",
            include_system=True,
            start_on="human",
        )
        said = [message for message in kept if message.type != "system"]
        if not said:
            fixed = self._count(prompt, [*messages[:1], HumanMessage("")] if system else [HumanMessage("")])
            raise InputError(
                "chat.too_long", tokens=self.kit.count(talk[-1][1]), room=max(0, room - fixed), system=fixed
            )
        return _Fitted(kept, tuple(talk[: len(talk) - len(said)]))

    @property
    def _summary_tokens(self) -> int:
        return max(LEAST, min(MOST, int(self.kit.context_tokens * SHARE)))

    def _count(self, prompt: Prompt, messages: "Sequence[BaseMessage]") -> int:
        if self.options.prefixes:
            return self.kit.count(_as_lines(prompt, messages)) + BEGIN_TOKENS
        return self.kit.count_messages(messages)

    # --- what does not ---

    def _summed_up(self, prompt: Prompt, dropped: Sequence[tuple[str, str]], cancel: Check | None) -> str:
        """Earlier messages in few sentences; those that say what nobody said are left away.

        Where the model's words do not hold, the messages' own first sentences stand in.
        """
        most = self._summary_tokens
        form = self.kit.prompt("chat_summary", prompt.language)
        around = self.kit.count_messages(form.messages(summary="", messages=""))
        room = self.kit.context_tokens - around - 2 * most
        if room < LEAST:
            return _own_words(prompt, dropped, most, self.kit.count)
        whole = "\n".join(prompt.part(role, text=text) for role, text in dropped)
        summary = ""
        for part in parts(as_document(whole), room, self.kit.count):
            if cancel is not None:
                cancel.check()
            messages = form.messages(summary=summary or "-", messages=whole[part.start : part.end])
            answer = self.kit.say(messages, purpose="summary", max_tokens=most, cancel=cancel)
            if answer.finish != "loop":
                summary = _borne_out(answer, whole) or summary
        return summary or _own_words(prompt, dropped, most, self.kit.count)

    # --- the answer ---

    def _answered(
        self, prompt: Prompt, messages: "Sequence[BaseMessage]", cancel: Check | None
    ) -> Generator[Words, None, tuple[str, Finish]]:
        if self.options.prefixes and self.kit.completion is not None:
            # The next line of the person's is not the model's to write.
            stop = [f"\n{prompt.part('user', text='').strip()}"]
            words = continued(
                self.kit,
                _as_lines(prompt, messages),
                self.options.max_tokens,
                stop,
                cancel,
                temperature=self.options.temperature,
            )
            text, finish = yield from _told(words)
            return text.strip(), finish
        answer = yield from _told(
            self.kit.stream(
                messages,
                purpose="chat",
                max_tokens=self.options.max_tokens,
                cancel=cancel,
                temperature=self.options.temperature,
            )
        )
        return answer.text, answer.finish


def _told(pieces: Generator[str, None, Returned]) -> Generator[Words, None, Returned]:
    """The words as events."""
    while True:
        try:
            piece = next(pieces)
        except StopIteration as done:
            returned: Returned = done.value
            return returned
        yield Words(piece)


def _borne_out(answer: Answer, whole: str) -> str:
    """The sentences of a summary whose words, numbers and dates stand in what it sums up."""
    known, known_facts = set(terms(whole)), facts(whole)
    kept = []
    for start, end in sentences(answer.text):
        sentence = answer.text[start:end]
        words = {term for term in terms(sentence) if not is_stop(term)}
        if words and len(words & known) / len(words) >= COVERED and facts(sentence) <= known_facts:
            kept.append(sentence)
    return " ".join(kept)


def _own_words(prompt: Prompt, dropped: Sequence[tuple[str, str]], most: int, count: Count) -> str:
    """The first sentence of each message, the latest ones first in what fits, in their order."""
    lines: list[str] = []
    left = most
    for role, text in reversed(dropped):
        first = next(iter(sentences(text)), (0, 0))
        line = prompt.part(role, text=_clipped(text[slice(*first)]))
        left -= count(line) + 1
        if left < 0:
            break
        lines.insert(0, line)
    return "\n".join(lines)


def _as_lines(prompt: Prompt, messages: "Sequence[BaseMessage]") -> str:
    """The conversation as text, for a model to go on with."""
    names = {"human": "user", "ai": "assistant", "system": "system"}
    lines = [prompt.part(names[message.type], text=message.text) for message in messages]
    return "\n".join([*lines, prompt.part("assistant", text="").rstrip()])


def _listed(dropped: Sequence[tuple[str, str]]) -> str:
    """Messages by their beginnings, the latest of many; all stand in the result's data."""
    lines = [f"{role}: {_clipped(text)}" for role, text in dropped[-LISTED:]]
    return "\n".join(["…", *lines] if len(dropped) > LISTED else lines)


def _role(message: "BaseMessage") -> str:
    return {"human": "user", "ai": "assistant"}.get(message.type, message.type)


def _clipped(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= SHOWN else f"{flat[:SHOWN]}…"

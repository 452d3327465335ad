"""Plain continuation of a text, as base models do it: streamed, loops stopped, a text too long cut at its beginning."""

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Any

from pydantic import Field

from chains.answer import Check, Finish, loop_start
from chains.errors import InputError
from chains.kit import Chain, ChainEvent, ChainInput, ChainOptions, ChainResult, Note, Words
from chains.results import Call
from chains.text import sentences

if TYPE_CHECKING:
    from chains.kit import Kit

# For the token that a text begins with, in models that want one.
BEGIN_TOKENS = 1
# The least of the context that must be left for the text.
LEAST_ROOM = 16


class CompleteOptions(ChainOptions):
    """How a text is continued."""

    max_tokens: int = Field(200, ge=1, le=8192, description="Most tokens to write.")
    temperature: float = Field(0.7, ge=0.0, le=2.0, description="0 for the likeliest word each time.")
    stop: tuple[str, ...] = Field((), description="Texts at which to stop; they are not written.")
    seed: int | None = Field(
        None, ge=0, description="The same one gives the same words; another one each time if empty."
    )


class Complete(Chain[CompleteOptions]):
    """Go on with a text; with the model's completion side, or by a prompt where there is a chat model alone."""

    Options = CompleteOptions

    def run(self, given: ChainInput, cancel: Check | None = None) -> Iterator[ChainEvent]:
        """See ``Chain.run``.

        Raises:
            InputError: nothing to go on with, or no room for it.
        """
        whole = _whole(given)
        if not whole.strip():
            raise InputError("complete.nothing")
        kept, notes = self._fitting(whole, given.language)
        wanted = self.options
        text = ""
        options: dict[str, Any] = {"temperature": wanted.temperature}
        if wanted.seed is not None:
            options["seed"] = wanted.seed
        if self.kit.completion is not None:
            pieces = continued(self.kit, kept, wanted.max_tokens, list(wanted.stop), cancel, **options)
        else:
            notes.append(Note("by_chat"))
            pieces = self._by_chat(kept, given.language, cancel, options)
        while True:
            try:
                piece = next(pieces)
            except StopIteration as done:
                text, finish = done.value
                break
            yield Words(piece)
        if finish == "loop":
            notes.append(Note("loop"))
        elif finish == "length":
            notes.append(Note("length", (("tokens", wanted.max_tokens),)))
        if not text.strip():
            notes.append(Note("empty"))
        yield ChainResult(
            text,
            notes=tuple(notes),
            data={"given": kept, "continuation": text, "finish": finish, "left_out": len(whole) - len(kept)},
            read=(len(kept), len(whole)),
            usage=self.kit.meter.usage(),
        )

    def _fitting(self, whole: str, language: str) -> tuple[str, list[Note]]:
        """The end of the text that leaves room for what is to be written, from a sentence's beginning on."""
        kit = self.kit
        if kit.completion is not None:
            around = BEGIN_TOKENS
        else:
            around = kit.count_messages(kit.prompt("complete", language).messages(text="")) + BEGIN_TOKENS
        room = kit.context_tokens - self.options.max_tokens - around
        if room < LEAST_ROOM:
            most = kit.context_tokens - around - LEAST_ROOM
            raise InputError("complete.no_room", tokens=self.options.max_tokens, most=max(0, most))
        tokens = kit.count(whole)
        if tokens <= room:
            return whole, []
        starts = [start for start, _ in sentences(whole)]
        low, high = 0, len(starts) - 1  # the first start from which on the rest fits
        while low < high:
            middle = (low + high) // 2
            if kit.count(whole[starts[middle] :]) <= room:
                high = middle
            else:
                low = middle + 1
        at = starts[low] if starts else 0
        while kit.count(whole[at:]) > room:
            # A last sentence that is too long by itself: from a word on.
            blank = whole.find(" ", at + max(1, (len(whole) - at) // 8))
            at = blank + 1 if blank >= 0 else at + max(1, (len(whole) - at) // 8)
        params = (("tokens", tokens - kit.count(whole[at:])), ("all", tokens))
        return whole[at:], [Note("left_out", params)]

    def _by_chat(
        self, text: str, language: str, cancel: Check | None, options: dict[str, Any]
    ) -> Generator[str, None, tuple[str, Finish]]:
        messages = self.kit.prompt("complete", language).messages(text=text)
        stop = list(self.options.stop) or None
        answer = yield from self.kit.stream(
            messages, purpose="complete", max_tokens=self.options.max_tokens, cancel=cancel, stop=stop, **options
        )
        return answer.text, answer.finish


def _whole(given: ChainInput) -> str:
    documents = "\n\n".join(document.text for document in given.documents)
    return "\n\n".join(filter(None, (documents, given.text)))


def continued(
    kit: "Kit", text: str, max_tokens: int, stop: list[str], cancel: Check | None, **options: Any
) -> Generator[str, None, tuple[str, Finish]]:
    """How ``kit.completion`` goes on with ``text``: yields its words, returns all of them and why they end.

    Raises:
        Cancelled: ``cancel`` was set.
    """
    assert kit.completion is not None
    raw, looping = "", False
    if cancel is not None:
        cancel.check()
    pieces = kit.completion.stream(text, stop=stop or None, max_tokens=max_tokens, **options)
    try:
        for piece in pieces:
            if cancel is not None:
                cancel.check()
            raw += piece
            if piece:
                yield piece
            if loop_start(raw) is not None:
                looping = True
                break
    finally:
        close = getattr(pieces, "close", None)
        if close is not None:
            close()
    written = kit.count(raw)
    kit.meter.calls.append(Call("complete", text, kit.count(text), written))
    if looping:
        cut = loop_start(raw)
        return raw[:cut].rstrip(), "loop"
    return raw, "length" if written >= max_tokens else "stop"

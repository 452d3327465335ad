"""The engine child: owns one model, its KV caches and its chat template; run by ``assistant.worker``."""

import codecs
import threading
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import llama_cpp as ll

from assistant.cancel import Cancel
from assistant.child import Call
from assistant.models.native import Context, Model
from assistant.models.sampler import GrammarFactory, Sampler
from assistant.models.sampling import Sampling, StopText, looping, sampling_from_wire
from assistant.models.template import (
    KNOWN_TEMPLATES,
    ChatTemplate,
    Message,
    Segment,
    TemplateFailed,
    merge_for_strict_templates,
)
from assistant.wire import Wire
from chains.errors import ModelError

# A reader sees text move at this rate; each piece costs the parent a wake-up that decoding pays for.
FLUSH_SECONDS: Final = 0.03
WATCH_SECONDS: Final = 0.02
AUX_CONTEXT_TOKENS: Final = 2048
AUX_SEQUENCES: Final = 16


class EngineHandler:
    """One loaded model.

    Args:
        path: of the GGUF.
        name: what errors and receipts call the model.
        context_tokens: size of the main KV cache.
        threads: for prefill and decode.
        gpu_layers: -1 for all.
        flash_attention: ``on``, ``off`` or ``auto``.
        progress: told the share of the weights that is loaded; gives False to stop.
    """

    def __init__(
        self,
        path: str,
        name: str,
        context_tokens: int,
        threads: int,
        gpu_layers: int,
        flash_attention: str,
        progress: Callable[[float], bool] | None = None,
    ) -> None:
        started = time.monotonic()
        self._name = name
        self._threads = threads
        self._flash = flash_attention
        self._model = Model(Path(path), gpu_layers, progress)
        self._main = Context(self._model, tokens=context_tokens, threads=threads, flash_attention=flash_attention)
        self._aux: Context | None = None
        self._grammars = GrammarFactory(self._model)
        self._contents: dict[str, list[int]] = {}
        self._template_note = ""
        self._known_template, self._template_name = self._choose_known_template()
        self._template = self._load_template()
        self._last: Wire = None
        self._gpu_layers = gpu_layers
        self._load_seconds = time.monotonic() - started

    # --- what there is ----------------------------------------------------------------------------------------

    def info(self, _call: Call) -> Wire:
        """What was really loaded."""
        return {
            "name": self._name,
            "architecture": self._model.meta("general.architecture") or "",
            "context_tokens": self._main.size,
            "trained_tokens": int(ll.llama_model_n_ctx_train(self._model.handle)),
            "layers": int(ll.llama_model_n_layer(self._model.handle)),
            "vocabulary": self._model.vocab_size,
            "parameters": int(ll.llama_model_n_params(self._model.handle)),
            "size_bytes": int(ll.llama_model_size(self._model.handle)),
            "threads": self._threads,
            "gpu_layers_asked": self._gpu_layers,
            "gpu_layers": self._model.gpu_layers,
            "gpu_build": bool(ll.llama_supports_gpu_offload()),
            "template": self._template_name,
            "template_note": self._template_note,
            "system_info": ll.llama_print_system_info().decode("utf-8", "replace"),
            "load_seconds": self._load_seconds,
        }

    def perf(self, _call: Call) -> Wire:
        """llama.cpp's own counters of the main context since the last generation began."""
        return _counters(self._main)

    def last_usage(self, _call: Call) -> Wire:
        """The usage of the last generation, a cancelled one too; None before the first."""
        return self._last

    # --- text and tokens --------------------------------------------------------------------------------------

    def tokenize(self, _call: Call, text: str, special: bool = False) -> list[int]:
        """Token ids of a text."""
        return self._model.tokenize(text, special=special)

    def count(self, _call: Call, texts: Sequence[str]) -> list[int]:
        """How many tokens each text is, as content: no control tokens."""
        return [len(self._model.tokenize(text, special=False)) for text in texts]

    def detokenize(self, _call: Call, tokens: Sequence[int]) -> str:
        """The text of token ids."""
        return self._model.detokenize(tokens)

    def render(self, _call: Call, messages: Sequence[Wire], answer_follows: bool = True) -> list[int]:
        """The exact prompt of a conversation, as token ids."""
        return self._render([_message(wire) for wire in messages], answer_follows)

    def _load_template(self) -> ChatTemplate:
        source = self._model.meta("tokenizer.chat_template")
        if source:
            try:
                template = ChatTemplate(source, *self._edges())
                self._try(template)
            except TemplateFailed as exc:
                self._template_note = str(exc)
            else:
                self._template_name = "own"
                return template
        return self._known_template

    def _choose_known_template(self) -> tuple[ChatTemplate, str]:
        """What stands in for the file's own template where that fails, at once or at some later conversation."""
        known = next(
            (
                name
                for name, token in (("chatml", "<|im_start|>"), ("llama-3", "<|start_header_id|>"))
                if len(self._model.tokenize(token, special=True)) == 1
            ),
            "llama-2" if self._model.prefixes_space else "plain",
        )
        return ChatTemplate(KNOWN_TEMPLATES[known], *self._edges()), known

    def _edges(self) -> tuple[str, str]:
        """The texts of the tokens that start and end a text."""
        bos, eos = (
            self._model.piece(token, special=True).decode("utf-8", "replace") if token >= 0 else ""
            for token in (self._model.bos, self._model.eos)
        )
        return bos, eos

    @staticmethod
    def _try(template: ChatTemplate) -> None:
        question = Message("user", "q")
        template.render([question])
        with_history = [Message("system", "s"), question, Message("assistant", "a"), question]
        try:
            template.render(with_history)
        except TemplateFailed:
            template.render(merge_for_strict_templates(with_history))

    def _render(self, messages: Sequence[Message], answer_follows: bool) -> list[int]:
        segments, messages = self._segments(messages, answer_follows)
        ids: list[int] = []
        for segment in segments:
            if segment.message is None:
                ids += self._model.tokenize(segment.text, special=True)
            else:
                ids += self._own_ids(messages[segment.message]) or self._content_ids(segment.text)
        if self._model.adds_bos and self._model.bos >= 0 and ids[:1] != [self._model.bos]:
            ids.insert(0, self._model.bos)
        return ids

    def _segments(
        self, messages: Sequence[Message], answer_follows: bool
    ) -> tuple[Sequence[Segment], Sequence[Message]]:
        """The prompt in pieces, and the messages that they count: merged ones where the template takes no others."""
        failure: TemplateFailed | None = None
        for template in dict.fromkeys((self._template, self._known_template)):
            for taken in (messages, merge_for_strict_templates(messages)):
                try:
                    return template.render(taken, answer_follows=answer_follows), taken
                except TemplateFailed as exc:
                    failure = failure or exc
        raise ModelError("model.template", name=self._name, reason=str(failure)) from failure

    def _own_ids(self, message: Message) -> list[int]:
        """The ids that a message brings along, if they are this model's and say what the message says."""
        ids = list(message.token_ids)
        if not ids or any(not 0 <= token < self._model.vocab_size or self._model.is_control(token) for token in ids):
            return []
        return ids if self._model.detokenize(ids).startswith(message.content) else []

    def _content_ids(self, text: str) -> list[int]:
        known = self._contents.get(text)
        if known is None:
            known = self._model.tokenize(text, special=False)
            if len(self._contents) > 256:
                self._contents.pop(next(iter(self._contents)))
            self._contents[text] = known
        return known

    # --- generating -------------------------------------------------------------------------------------------

    def generate(
        self,
        call: Call,
        sampling: Mapping[str, Wire],
        messages: Sequence[Wire] | None = None,
        text: str | None = None,
        prefix: str = "",
        lane: str = "main",
    ) -> Iterator[Wire]:
        """Answer ``messages``, or go on with ``text``; yields pieces of text, the result is the usage.

        Args:
            sampling: fields of ``Sampling``.
            prefix: how the answer begins; evaluated as part of the prompt, not part of the pieces.
            lane: ``main`` keeps its KV cache for the next call; ``aux`` has a small one of its own.
        """
        if messages is not None:
            prompt = self._render([_message(wire) for wire in messages], True)
        else:
            prompt = self._model.tokenize(text or "", special=False)
            if self._model.adds_bos and self._model.bos >= 0:
                prompt.insert(0, self._model.bos)
            prompt = prompt or [max(self._model.bos, self._model.eos, 0)]
        if prefix:
            prompt = prompt + self._model.tokenize(prefix, special=False)
        context = self._main if lane == "main" else self._auxiliary()
        if len(prompt) >= context.size:
            raise ModelError("model.too_long", name=self._name, tokens=len(prompt), limit=context.size)
        wanted = sampling_from_wire(sampling)
        return self._generate(call, context, prompt, wanted)

    def _generate(
        self, call: Call, context: Context, prompt: list[int], sampling: Sampling
    ) -> Generator[Wire, None, Wire]:
        grammar = self._grammars.build(sampling)
        sampler = Sampler(self._model, sampling)
        written: list[int] = []
        finish = "cancelled"
        started = time.monotonic()
        first_token = prefilled = 0.0
        ll.llama_perf_context_reset(context.handle)
        reused = context.reuse(prompt)
        stops = StopText(sampling.stop)
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        pending, flushed = "", 0.0
        limit = min(sampling.max_tokens, context.size - len(prompt))
        closing_from = limit - grammar.closing_tokens if grammar is not None else limit
        watch = _Watch(call.cancel, context)
        try:
            context.prefill(prompt[reused:])
            prefilled = time.monotonic()
            while True:
                call.cancel.check()
                token = sampler.sample(context, grammar, closing=len(written) >= closing_from)
                if not written:
                    first_token = time.monotonic()
                if self._model.ends(token):
                    finish = "stop"
                    break
                written.append(token)
                if grammar is not None:
                    grammar.accept(token)
                piece, stopped = stops.push(decoder.decode(self._model.piece(token)))
                pending += piece
                if stopped:
                    finish = "stop"
                    break
                if sampling.stop_loops and grammar is None and looping(written):
                    finish = "loop"
                    break
                if grammar is not None and grammar.finished:
                    finish = "stop"
                    break
                if len(written) >= limit:
                    finish = "length"
                    break
                now = time.monotonic()
                if pending and now - flushed >= FLUSH_SECONDS:
                    yield pending
                    pending, flushed = "", now
                context.step(token)
            if finish != "stop" or not stops.met:
                pending += stops.push(decoder.decode(b"", True))[0] + stops.rest()
            if pending:
                yield pending
        finally:
            watch.end()
            sampler.close()
            self._last = usage = {
                "evaluated": len(prompt) - reused,
                "reused": reused,
                "written": len(written),
                "token_ids": written,
                "finish_reason": finish,
                "first_token_seconds": max(0.0, first_token - started),
                "prefill_seconds": max(0.0, prefilled - started),
                "decode_seconds": max(0.0, time.monotonic() - first_token) if first_token else 0.0,
                "cached": len(context.tokens),
                "counters": _counters(context),
            }
        return usage

    def score(self, call: Call, prefixes: Sequence[str], suffix: str) -> list[float]:
        """Mean log-likelihood of ``suffix`` after each of ``prefixes``, in nats a token; tokenized apart."""
        tail = self._content_ids(suffix)
        if not tail or not prefixes:
            return [0.0] * len(prefixes)
        start = [self._model.bos] if self._model.adds_bos and self._model.bos >= 0 else []
        texts = []
        for prefix in prefixes:
            head = start + self._model.tokenize(prefix, special=False)
            texts.append((head or [max(self._model.bos, self._model.eos, 0)]) + tail)
        context = self._auxiliary()
        watch = _Watch(call.cancel, context)
        try:
            return [float(score) for score in context.log_likelihoods(texts, len(tail))]
        finally:
            watch.end()

    def clear(self, _call: Call) -> None:
        """Empty the KV caches."""
        self._main.clear()
        if self._aux is not None:
            self._aux.clear()

    def cached(self, _call: Call) -> int:
        """How many tokens lie in the main KV cache."""
        return len(self._main.tokens)

    def close(self) -> None:
        """Free contexts, then weights."""
        if self._aux is not None:
            self._aux.close()
        self._main.close()
        self._model.close()

    def _auxiliary(self) -> Context:
        if self._aux is None:
            self._aux = Context(
                self._model,
                tokens=min(AUX_CONTEXT_TOKENS, self._main.size),
                threads=self._threads,
                flash_attention=self._flash,
                sequences=AUX_SEQUENCES,
            )
        return self._aux


class _Watch:
    """Carries a cancellation into a running ``llama_decode``."""

    def __init__(self, cancel: Cancel, context: Context) -> None:
        self._cancel = cancel
        self._context = context
        self._lock = threading.Lock()
        self._over = False
        context.abort.clear()
        threading.Thread(target=self._run, name="cancel-watch", daemon=True).start()

    def _run(self) -> None:
        while not self._cancel.wait(WATCH_SECONDS):
            if self._over:
                return
        with self._lock:
            if not self._over:
                self._context.abort.set()

    def end(self) -> None:
        """Stop watching; decoding may go on."""
        with self._lock:
            self._over = True
            self._context.abort.clear()


def _counters(context: Context) -> Wire:
    """llama.cpp's own: tokens evaluated in batches and one by one. It reports at least 1 of each, even for none."""
    data = ll.llama_perf_context(context.handle)
    return {
        # A batch of one counts as a single evaluation, so 1 here is llama.cpp's stand-in for 0.
        "batched": int(data.n_p_eval) if data.n_p_eval > 1 else 0,
        "single": int(data.n_eval) if data.t_eval_ms > 0 else 0,
        "prefill_ms": float(data.t_p_eval_ms),
        "decode_ms": float(data.t_eval_ms),
    }


def _message(wire: Wire) -> Message:
    return Message(str(wire["role"]), str(wire["content"]), tuple(wire.get("token_ids") or ()))

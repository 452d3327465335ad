"""How the next token is chosen: llama.cpp's sampler chain, and a grammar before it (imported in the child only)."""

from typing import TYPE_CHECKING, Any, Final

import llama_cpp as ll
import numpy as np
import numpy.typing as npt

from assistant.models.native import Context, Model, Pointer
from assistant.models.sampling import Sampling
from chains.errors import ModelError

if TYPE_CHECKING:
    from llguidance._lib import JsonCompileOptions  # only the stub has it

PENALTY_WINDOW: Final = 256


class Sampler:
    """llama.cpp's own chain; the penalties see only what was generated: quoting evidence is no repetition."""

    def __init__(self, model: Model, sampling: Sampling) -> None:
        chain = ll.llama_sampler_chain_init(ll.llama_sampler_chain_default_params())
        if sampling.repeat_penalty != 1.0:
            penalties = ll.llama_sampler_init_penalties(
                model.vocab_size, PENALTY_WINDOW, sampling.repeat_penalty, 0.0, 0.0
            )
            ll.llama_sampler_chain_add(chain, penalties)
        if sampling.temperature <= 0:
            ll.llama_sampler_chain_add(chain, ll.llama_sampler_init_greedy())
        else:
            if sampling.top_k > 0:
                ll.llama_sampler_chain_add(chain, ll.llama_sampler_init_top_k(sampling.top_k))
            ll.llama_sampler_chain_add(chain, ll.llama_sampler_init_top_p(sampling.top_p, 1))
            ll.llama_sampler_chain_add(chain, ll.llama_sampler_init_min_p(sampling.min_p, 1))
            ll.llama_sampler_chain_add(chain, ll.llama_sampler_init_temp(sampling.temperature))
            ll.llama_sampler_chain_add(chain, ll.llama_sampler_init_dist(sampling.seed & 0xFFFFFFFF))
        self._chain: Pointer = chain

    def sample(self, context: Context, grammar: "Grammar | None" = None, *, closing: bool = False) -> int:
        """The next token, from the logits that lie in ``context``.

        Args:
            closing: prefer what ends strings, lists and objects, where the grammar allows it.
        """
        if grammar is not None:
            grammar.mask(context.logits(), closing=closing)
        return int(ll.llama_sampler_sample(self._chain, context.handle, -1))

    def close(self) -> None:
        """Free the chain."""
        if self._chain:
            ll.llama_sampler_free(self._chain)
            self._chain = None


class GrammarFactory:
    """Builds matchers over one model's vocabulary; the vocabulary's tables are made once."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._tokenizer: Any = None

    def build(self, sampling: Sampling) -> "Grammar | None":
        """The grammar that ``sampling`` asks for.

        Raises:
            ModelError: it cannot be built.
        """
        if not sampling.schema and not sampling.lark:
            return None
        from llguidance import LLMatcher
        from llguidance.llamacpp import lltokenizer_from_vocab

        if self._tokenizer is None:
            self._tokenizer = lltokenizer_from_vocab(self._model.vocab)
        try:
            if sampling.schema:
                # One spelling of white space: a small model otherwise pads a list with blanks until it runs out.
                spelling: JsonCompileOptions = {
                    "whitespace_flexible": False,
                    "item_separator": ", ",
                    "key_separator": ": ",
                }
                text = LLMatcher.grammar_from_json_schema(sampling.schema, overrides=spelling)
            else:
                text = LLMatcher.grammar_from_lark(sampling.lark)
        except ValueError as exc:
            raise ModelError("model.grammar", reason=str(exc)[:200]) from exc
        matcher = LLMatcher(self._tokenizer, text, log_level=0)
        if matcher.is_error():
            raise ModelError("model.grammar", reason=str(matcher.get_error())[:200])
        # What is left to write grows with the schema: the names of all that it requires.
        form = sampling.schema or (sampling.lark if "%json" in sampling.lark else "")
        closing = 16 + len(self._model.tokenize(form, special=False)) // 2 if form else 0
        return Grammar(matcher, self._model, min(closing, sampling.max_tokens // 2))


class Grammar:
    """Which tokens may come next. Errors of the matcher are raised, never swallowed.

    Args:
        closing_tokens: so many of the last tokens go to bringing the form to its end.
    """

    def __init__(self, matcher: Any, model: Model, closing_tokens: int) -> None:
        self._matcher = matcher
        self._model = model
        self.closing_tokens = closing_tokens
        self._quoted = self._escaped = False
        single = [model.tokenize(text, special=False) for text in ("}", "]")]
        self._closers = [model.eos] * (model.eos >= 0) + [ids[0] for ids in single if len(ids) == 1]
        self._quote = model.tokenize('"', special=False)[:1]

    def mask(self, logits: npt.NDArray[np.float32], *, closing: bool = False) -> None:
        """Forbid, in place, what is not allowed here; ``closing`` leaves one token that ends something, if any does."""
        bits = np.frombuffer(self._matcher.compute_bitmask(), dtype=np.uint8)
        self._check()
        allowed = np.unpackbits(bits, count=logits.size, bitorder="little")
        # Where the text may end anyway, as words beside a call may, there is nothing to bring to an end.
        if closing and not self._matcher.is_accepting():
            # In a string a bracket is only a letter.
            closers = self._quote if self._quoted else self._closers
            best = next((token for token in closers if allowed[token]), None)
            if best is not None:
                allowed[:] = 0
                allowed[best] = 1
        logits[allowed == 0] = -np.inf

    def accept(self, token: int) -> None:
        """Go on after ``token``."""
        self._matcher.consume_token(token)
        self._check()
        for byte in self._model.piece(token):
            if self._escaped:
                self._escaped = False
            elif byte == ord("\\"):
                self._escaped = self._quoted
            elif byte == ord('"'):
                self._quoted = not self._quoted

    @property
    def finished(self) -> bool:
        """Nothing may follow."""
        return bool(self._matcher.is_stopped())

    def _check(self) -> None:
        if self._matcher.is_error():
            raise ModelError("model.grammar", reason=str(self._matcher.get_error())[:200])

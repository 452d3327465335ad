"""llama.cpp as the engine child uses it (imported nowhere else): one model, contexts over it, decoding by token ids."""

import ctypes
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import llama_cpp as ll
import numpy as np
import numpy.typing as npt

from assistant.models.guard import Guard
from chains.errors import Cancelled, ModelError

# llama.cpp's handles are opaque pointers that ctypes does not tell apart.
Pointer: TypeAlias = Any

# What one llama_decode takes: after a stop at most this much prefill is thrown away, and a GPU, where llama.cpp has no
# abort callback, is asked between these.
BATCH_TOKENS = 512

FLASH_ATTENTION = {"auto": -1, "off": 0, "on": 1}

_LLAMA_DECODE_ABORTED = 2
_LLAMA_DECODE_NO_SLOT = 1


# "load_tensors: offloaded 31/31 layers to GPU"; llama.cpp has no call that tells it.
_OFFLOADED = re.compile(rb"offloaded (\d+)/\d+ layers to GPU")


class _Log:
    """Takes llama.cpp's log lines; keeps errors for a message and what was put on a GPU, drops the rest."""

    def __init__(self) -> None:
        self.errors: list[str] = []
        self.offloaded = 0

        @ll.llama_log_callback  # type: ignore[untyped-decorator] # a ctypes function type
        def receive(level: int, text: bytes, _data: object) -> None:
            if level == 4:  # GGML_LOG_LEVEL_ERROR
                self.errors.append(text.decode("utf-8", "replace").strip())
                del self.errors[:-8]
            elif found := _OFFLOADED.search(text):
                self.offloaded = int(found.group(1))

        self._callback = receive  # llama.cpp keeps the address: it must outlive every call
        ll.llama_log_set(receive, ctypes.c_void_p(0))


class AbortFlag:
    """Stops a running ``llama_decode`` from another thread, without the interpreter lock.

    llama.cpp asks its abort callback before each node of the graph, about a thousand times a token. A Python callback
    would cost more than the computing between. ``strlen`` has the same shape, ``(pointer) -> zero or not``, and answers
    from one byte of memory: an empty string goes on, a string of one character stops.
    """

    def __init__(self) -> None:
        self._text = ctypes.create_string_buffer(2)
        libc = ctypes.CDLL(None)
        address = ctypes.cast(libc.strlen, ctypes.c_void_p).value or 0
        self._callback = ll.ggml_abort_callback(address)

    def attach(self, context: Pointer) -> None:
        """Let ``context`` ask this flag."""
        ll.llama_set_abort_callback(context, self._callback, ctypes.addressof(self._text))

    def set(self) -> None:
        """Stop what runs, and all that starts until ``clear``."""
        self._text[0] = b"x"

    def clear(self) -> None:
        """Let decoding go on."""
        self._text[0] = b"\0"


class Model:
    """The weights and the vocabulary of one GGUF.

    Args:
        path: of the file.
        gpu_layers: -1 for all.
        progress: told the share that is loaded, 0 to 1; where it gives False, loading ends.

    Raises:
        ModelError: the file is damaged.
        Cancelled: ``progress`` gave False.
    """

    def __init__(self, path: Path, gpu_layers: int, progress: Callable[[float], bool] | None = None) -> None:
        self._log = _Log()
        ll.llama_backend_init()
        params = ll.llama_model_default_params()
        params.n_gpu_layers = gpu_layers
        stopped = False

        @ll.llama_progress_callback  # type: ignore[untyped-decorator] # a ctypes function type
        def told(share: float, _data: object) -> bool:
            nonlocal stopped
            stopped = progress is not None and not progress(share)
            return not stopped

        if progress is not None:
            params.progress_callback = told
        handle = ll.llama_model_load_from_file(str(path).encode("utf-8", "surrogateescape"), params)
        if not handle:
            if stopped:
                raise Cancelled
            # The first says what is wrong, the later ones that it was.
            reason = self._log.errors[0] if self._log.errors else "unknown"
            raise ModelError("model.damaged", name=path.name, reason=reason[:200])
        self.name = path.name
        self.gpu_layers = self._log.offloaded
        self.handle: Pointer = handle
        self.vocab: Pointer = ll.llama_model_get_vocab(handle)
        self.vocab_size: int = ll.llama_vocab_n_tokens(self.vocab)
        self._buffer = ctypes.create_string_buffer(256)
        self._pieces: dict[tuple[int, bool], bytes] = {}
        added = self._user_defined()
        self._guard = Guard(added, self.meta("tokenizer.chat_template") or "")
        self._markers = frozenset(added[text] for text in self._guard.markers)
        self._line_break = self._tokenize("\n", special=False)

    @property
    def bos(self) -> int:
        """The token that starts a text, -1 where there is none."""
        return int(ll.llama_vocab_bos(self.vocab))

    @property
    def eos(self) -> int:
        """The token that ends a text, -1 where there is none."""
        return int(ll.llama_vocab_eos(self.vocab))

    @property
    def adds_bos(self) -> bool:
        """Whether the model was trained with ``bos`` before every text."""
        return bool(ll.llama_vocab_get_add_bos(self.vocab))

    @property
    def prefixes_space(self) -> bool:
        """SentencePiece vocabularies put a space before a text that is tokenized by itself."""
        return int(ll.llama_vocab_type(self.vocab)) == ll.LLAMA_VOCAB_TYPE_SPM

    def ends(self, token: int) -> bool:
        """Whether ``token`` ends a turn or a text."""
        return bool(ll.llama_vocab_is_eog(self.vocab, token))

    def is_control(self, token: int) -> bool:
        """Whether ``token`` is one that no text may contain."""
        return token in self._markers or bool(ll.llama_vocab_is_control(self.vocab, token))

    def meta(self, key: str) -> str | None:
        """One value of the file's header, as text."""
        size = 1024
        while True:
            buffer = ctypes.create_string_buffer(size)
            length = int(ll.llama_model_meta_val_str(self.handle, key.encode(), buffer, size))
            if length < 0:
                return None
            if length < size:
                return buffer.value.decode("utf-8", "replace")
            size = length + 1

    def tokenize(self, text: str, *, special: bool) -> list[int]:
        """Token ids of ``text``; only with ``special`` can the text of a control token or a marker become one."""
        if special:
            return self._tokenize(text, special=True)
        first, *rest = self._guard.parts(text)
        ids = self._tokenize(first, special=False)
        for part in rest:
            ids += self._tokenize_within(part)
        return ids

    def _tokenize_within(self, part: str) -> list[int]:
        """Tokens of a part that another one ends before, without the blank that SentencePiece puts first."""
        known = self._line_break
        if self.prefixes_space:
            ids = self._tokenize("\n" + part, special=False)
            if ids[: len(known)] == known:
                return ids[len(known) :]
        return self._tokenize(part, special=False)

    def _tokenize(self, text: str, *, special: bool) -> list[int]:
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        while True:
            ids = (ctypes.c_int32 * room)()
            count = int(ll.llama_tokenize(self.vocab, data, len(data), ids, room, False, special))
            if count >= 0:
                return ids[:count]
            room = -count

    def _user_defined(self) -> dict[str, int]:
        """The tokens that llama.cpp finds in any text, by their text."""
        found: dict[str, int] = {}
        for token in range(self.vocab_size):
            if ll.llama_vocab_get_attr(self.vocab, token) & ll.LLAMA_TOKEN_ATTR_USER_DEFINED:
                found[ll.llama_vocab_get_text(self.vocab, token).decode("utf-8", "replace")] = token
        return found

    def piece(self, token: int, *, special: bool = False) -> bytes:
        """The bytes that ``token`` stands for; control tokens are empty unless ``special``."""
        key = (token, special)
        known = self._pieces.get(key)
        if known is None:
            length = ll.llama_token_to_piece(self.vocab, token, self._buffer, len(self._buffer), 0, special)
            if length < 0:
                self._buffer = ctypes.create_string_buffer(-length)
                length = ll.llama_token_to_piece(self.vocab, token, self._buffer, -length, 0, special)
            known = self._pieces[key] = self._buffer.raw[:length]
        return known

    def detokenize(self, tokens: Sequence[int], *, special: bool = False) -> str:
        """The text of ``tokens``."""
        return b"".join(self.piece(token, special=special) for token in tokens).decode("utf-8", "replace")

    def close(self) -> None:
        """Free the weights."""
        if self.handle:
            ll.llama_model_free(self.handle)
            self.handle = None


class Context:
    """One KV cache over a model's weights, and exactly which tokens are in it."""

    def __init__(
        self,
        model: Model,
        *,
        tokens: int,
        threads: int,
        flash_attention: str,
        sequences: int = 1,
    ) -> None:
        params = ll.llama_context_default_params()
        params.n_ctx = tokens
        params.n_batch = params.n_ubatch = min(BATCH_TOKENS, tokens)
        params.n_seq_max = sequences
        params.kv_unified = sequences > 1  # each sequence may take as much of the cache as it needs
        params.n_threads = params.n_threads_batch = threads
        params.flash_attn_type = FLASH_ATTENTION[flash_attention]
        params.no_perf = False  # a receipt can be held against llama.cpp's own counters
        handle = ll.llama_init_from_model(model.handle, params)
        if not handle:
            raise ModelError("model.context", name=model.name, tokens=tokens)
        self.model = model
        self.handle: Pointer = handle
        self.memory: Pointer = ll.llama_get_memory(handle)
        self.size = int(ll.llama_n_ctx(handle))
        self.tokens: list[int] = []
        self._most_sequences = sequences
        self.abort = AbortFlag()
        self.abort.attach(handle)
        self._room = int(ll.llama_n_batch(handle))
        batch = ll.llama_batch_init(self._room, 0, max(1, sequences))
        self._batch = batch
        self._token = np.ctypeslib.as_array(batch.token, (self._room,))
        self._position = np.ctypeslib.as_array(batch.pos, (self._room,))
        self._sequences = np.ctypeslib.as_array(batch.n_seq_id, (self._room,))
        self._wanted = np.ctypeslib.as_array(batch.logits, (self._room,))

    def reuse(self, tokens: Sequence[int]) -> int:
        """Cut the cache to what it shares with ``tokens`` from the start; how many tokens of it stay.

        The last token is always left to evaluate: its logits are what generation starts from.
        """
        shared = 0
        for ours, theirs in zip(self.tokens, tokens[:-1], strict=False):
            if ours != theirs:
                break
            shared += 1
        self._cut(shared)
        return len(self.tokens)

    def clear(self) -> None:
        """Empty the cache."""
        ll.llama_memory_clear(self.memory, False)
        self.tokens.clear()

    def _cut(self, keep: int) -> None:
        """Forget all positions from ``keep`` on; some architectures can only forget everything."""
        if not ll.llama_memory_seq_rm(self.memory, 0, keep, -1):
            self.clear()
        del self.tokens[keep:]

    def prefill(self, tokens: Sequence[int]) -> None:
        """Evaluate ``tokens`` after what is in the cache; afterwards the logits of the last can be read.

        Raises:
            Cancelled: the abort flag was set; the cache holds whole batches only, and knows which.
        """
        for start in range(0, len(tokens), self._room):
            part = tokens[start : start + self._room]
            count = len(part)
            first = len(self.tokens)
            self._token[:count] = part
            self._position[:count] = np.arange(first, first + count)
            self._sequences[:count] = 1
            self._wanted[:count] = 0
            for index in range(count):
                self._batch.seq_id[index][0] = 0
            if start + count == len(tokens):
                self._wanted[count - 1] = 1
            self._batch.n_tokens = count
            self._decode()
            self.tokens.extend(part)

    def log_likelihoods(self, texts: Sequence[Sequence[int]], tail: int) -> npt.NDArray[np.float64]:
        """``(len(texts),)``: the mean log-likelihood of the last ``tail`` tokens of each text.

        Many texts go into one ``llama_decode``, each a sequence of its own; what all begin with is evaluated once. The
        cache is empty afterwards.

        Raises:
            ModelError: a text does not fit.
            Cancelled: the abort flag was set.
        """
        self.clear()
        scores = np.zeros(len(texts))
        try:
            shared = _common_prefix(texts, tail)
            for group in self._groups(texts, shared):
                if shared:
                    self._prefill_shared(texts[0][:shared], len(group))
                self._score_group(texts, group, shared, tail, scores)
                self.clear()
        finally:
            self.clear()
        return scores

    def _groups(self, texts: Sequence[Sequence[int]], shared: int) -> Iterator[list[int]]:
        """Indices of texts that go into one batch together."""
        group: list[int] = []
        room = min(self._room, self.size - shared)
        used = 0
        for index, text in enumerate(texts):
            need = len(text) - shared
            if need > room:
                raise ModelError("model.too_long", name=self.model.name, tokens=len(text), limit=room + shared)
            if group and (used + need > room or len(group) == self._most_sequences):
                yield group
                group, used = [], 0
            group.append(index)
            used += need
        if group:
            yield group

    def _prefill_shared(self, tokens: Sequence[int], sequences: int) -> None:
        self.prefill(tokens)
        for sequence in range(1, sequences):
            ll.llama_memory_seq_cp(self.memory, 0, sequence, -1, -1)

    def _score_group(
        self,
        texts: Sequence[Sequence[int]],
        group: Sequence[int],
        shared: int,
        tail: int,
        scores: npt.NDArray[np.float64],
    ) -> None:
        at = 0
        for sequence, index in enumerate(group):
            part = texts[index][shared:]
            end = at + len(part)
            self._token[at:end] = part
            self._position[at:end] = np.arange(shared, shared + len(part))
            self._sequences[at:end] = 1
            self._wanted[at:end] = 0
            self._wanted[end - tail - 1 : end - 1] = 1  # the logits of a token speak of the next one
            for row in range(at, end):
                self._batch.seq_id[row][0] = sequence
            at = end
        self._batch.n_tokens = at
        self._decode()
        rows = np.ctypeslib.as_array(ll.llama_get_logits(self.handle), (len(group) * tail, self.model.vocab_size))
        targets = np.concatenate([texts[index][-tail:] for index in group])
        highest = rows.max(axis=1)
        spread = np.log(np.exp(rows - highest[:, None]).sum(axis=1, dtype=np.float64))
        found = rows[np.arange(len(rows)), targets] - highest - spread
        scores[list(group)] = found.reshape(len(group), tail).mean(axis=1)

    def step(self, token: int) -> None:
        """Evaluate one token after what is in the cache. Raises as ``prefill`` does."""
        self._token[0] = token
        self._position[0] = len(self.tokens)
        self._sequences[0] = 1
        self._wanted[0] = 1
        self._batch.seq_id[0][0] = 0
        self._batch.n_tokens = 1
        self._decode()
        self.tokens.append(token)

    def _decode(self) -> None:
        status = int(ll.llama_decode(self.handle, self._batch))
        if status == 0:
            return
        # llama.cpp keeps the micro-batches that were finished: forget them, so that nothing uncounted is ever reused.
        self._cut(len(self.tokens))
        if status == _LLAMA_DECODE_ABORTED:
            raise Cancelled
        if status == _LLAMA_DECODE_NO_SLOT:
            raise ModelError("model.context_full", name=self.model.name, limit=self.size)
        raise ModelError("model.decode", name=self.model.name, status=status)

    def logits(self) -> npt.NDArray[np.float32]:
        """``(vocabulary,) float32``, llama.cpp's own memory: what is written there is what is sampled from."""
        pointer = ll.llama_get_logits_ith(self.handle, -1)
        return np.ctypeslib.as_array(pointer, (self.model.vocab_size,))

    def close(self) -> None:
        """Free the cache."""
        if self.handle:
            ll.llama_batch_free(self._batch)
            ll.llama_free(self.handle)
            self.handle = None


# Below this a shared beginning is cheaper to evaluate again than in a batch of its own.
_MIN_SHARED_TOKENS = 24


def _common_prefix(texts: Sequence[Sequence[int]], tail: int) -> int:
    """How many tokens all texts begin with, before their tails and what those are predicted from."""
    if len(texts) < 2:
        return 0
    shared = min(len(text) for text in texts) - tail - 1
    first = texts[0]
    for text in texts[1:]:
        shared = next((at for at in range(shared) if text[at] != first[at]), shared)
    return shared if shared >= _MIN_SHARED_TOKENS else 0

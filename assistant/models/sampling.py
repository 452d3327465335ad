"""What a caller may ask of a generation, and what ends one: stop strings and loops (no native code)."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from chains.errors import ModelError

# A phrase of at least this many tokens, three times in a row, is a loop; shorter ones (dots, table rules) may repeat.
LOOP_PHRASE_TOKENS: Final = 3
LOOP_MAX_PHRASE_TOKENS: Final = 64
LOOP_REPEATS: Final = 3
LOOP_SHORT_REPEATS: Final = 12


@dataclass(frozen=True, slots=True)
class Sampling:
    """What a caller asks of one generation.

    Attributes:
        temperature: 0 takes the likeliest token.
        top_k: 0 for all.
        seed: of the random choice; the same seed, prompt and model give the same text.
        stop: strings that end the text and are not part of it.
        schema: JSON schema as text, held by a grammar; empty for none.
        lark: grammar in llguidance's Lark, or empty.
        stop_loops: end when the same phrase comes three times in a row.
    """

    max_tokens: int = 512
    temperature: float = 0.0
    top_k: int = 40
    top_p: float = 0.95
    min_p: float = 0.05
    repeat_penalty: float = 1.0
    seed: int = 0
    stop: tuple[str, ...] = ()
    schema: str = ""
    lark: str = ""
    stop_loops: bool = True


def looping(tokens: Sequence[int]) -> bool:
    """Whether ``tokens`` end in the same phrase three times in a row."""
    last = tokens[-1]
    count = len(tokens)
    for length in range(1, min(LOOP_MAX_PHRASE_TOKENS, count // LOOP_REPEATS) + 1):
        if tokens[-1 - length] != last:
            continue
        repeats = LOOP_REPEATS if length >= LOOP_PHRASE_TOKENS else LOOP_SHORT_REPEATS
        span = length * (repeats - 1)
        if span + length <= count and tokens[-span:] == tokens[-span - length : -length]:
            return True
    return False


class StopText:
    """Finds stop strings in text that comes in pieces, and holds back what may be the start of one."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = [stop for stop in stops if stop]
        self.met = False
        self._held = ""

    def push(self, piece: str) -> tuple[str, bool]:
        """The text that is certain now, and whether a stop string was met."""
        if not self._stops:
            return piece, False
        text = self._held + piece
        found = [at for stop in self._stops if (at := text.find(stop)) >= 0]
        if found:
            self.met = True
            self._held = ""
            return text[: min(found)], True
        keep = max(
            (size for stop in self._stops for size in range(1, len(stop)) if text.endswith(stop[:size])), default=0
        )
        self._held = text[len(text) - keep :]
        return text[: len(text) - keep], False

    def rest(self) -> str:
        """What was held back, once no more comes."""
        held, self._held = self._held, ""
        return held


def sampling_from_wire(values: Mapping[str, Any]) -> Sampling:
    """The child's side of ``dataclasses.asdict``."""
    return Sampling(**{**values, "stop": tuple(values.get("stop", ()))})


def schema_text(response_format: Any) -> str:
    """The JSON schema that an OpenAI-style ``response_format`` asks for, as text.

    Takes ``{"type": "json_schema", "json_schema": {"schema": …}}``, ``{"type": "json_object"}``, a bare JSON schema,
    or a Pydantic class.

    Raises:
        ModelError: it is none of these.
    """
    if isinstance(response_format, type) and hasattr(response_format, "model_json_schema"):
        return json.dumps(response_format.model_json_schema())
    if isinstance(response_format, Mapping):
        kind = response_format.get("type")
        if kind == "json_schema":
            inner = response_format.get("json_schema")
            if isinstance(inner, Mapping):
                return json.dumps(inner.get("schema", inner))
        elif kind == "json_object":
            return json.dumps(response_format.get("schema", {"type": "object"}))
        elif kind == "text":
            return ""
        else:
            return json.dumps(response_format)
    raise ModelError("model.grammar", reason="response_format is neither a JSON schema nor a Pydantic class")


def fresh_seed() -> int:
    """A seed that nobody chose."""
    return secrets.randbits(31)

"""Settings: defaults < the person's TOML < environment < command line; frozen, typed, unknown keys refused."""

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from chains.errors import InputError
from resources import resource

ENVIRONMENT_PREFIX = "LECTERN_"
# Not a setting: it says where the settings are.
ENVIRONMENT_OTHERS = frozenset({"LECTERN_HOME"})

Tree = dict[str, Any]  # TOML's values, before pydantic gives them types


class Group(BaseModel):
    """A group of settings that cannot change after they were read."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ModelSettings(Group):
    """Which model runs, and on what."""

    path: str = Field(description="A .gguf file; empty for the starter model that comes with the installation.")
    context_tokens: int = Field(ge=0, le=1_048_576, description="Context window in tokens; 0 for the model's own.")
    threads: int = Field(ge=0, le=512, description="Threads that compute; 0 for one a physical core.")
    gpu_layers: int = Field(ge=-1, description="Layers on the GPU; -1 for all, where the build can.")
    flash_attention: bool = Field(description="Faster attention; turn off only if a model needs it off.")


class AnswerSettings(Group):
    """How the model writes."""

    max_tokens: int = Field(ge=8, le=8192, description="Tokens reserved for the answer.")
    temperature: float = Field(ge=0, le=2, description="0 takes the likeliest token each time.")
    top_p: float = Field(gt=0, le=1, description="Nucleus sampling: the smallest set of this probability mass.")
    min_p: float = Field(ge=0, le=1, description="Tokens less likely than this share of the likeliest are left out.")
    repeat_penalty: float = Field(gt=0, le=2, description="Above 1, what was written becomes less likely.")
    seed: int = Field(ge=0, description="The same seed and prompt give the same answer.")
    languages: tuple[str, ...] = Field(description="Languages that the starter model can write.")
    trust_model_languages: bool = Field(description="Take a model of your own to know the question's language.")


class RetrievalSettings(Group):
    """What is searched and what of it is shown."""

    top_k: int = Field(ge=1, le=50, description="Passages whose sentences are scored.")
    candidates: int = Field(ge=5, le=500, description="Taken from each of the dense and the lexical ranking.")
    quotes: int = Field(ge=1, le=20, description="Sentences that are shown and given to the model.")
    dense_weight: float = Field(ge=0, le=1, description="Share of the dense score; the rest is lexical.")
    rewrite: bool = Field(description="Make a follow-up stand alone before searching.")
    rerank: bool = Field(description="Ask the model how likely the question is after each of the best sentences.")


class ReaderSettings(Group):
    """What a file may cost before it is given up."""

    ocr: bool = Field(description="Read pages that carry no text from their image.")
    max_megabytes: int = Field(ge=1, le=4096, description="Larger files are refused.")
    memory_megabytes: int = Field(ge=500, description="Address space of one reader process.")
    seconds: int = Field(ge=5, le=3600, description="Time for one file; OCR gets more by the page.")
    processes: int = Field(ge=1, le=16, description="Files read at the same time.")


class InterfaceSettings(Group):
    """The language of messages."""

    language: Literal["auto", "en", "zh"] = Field(description="Language of messages; auto follows the system.")


class Settings(Group):
    """All settings of one run."""

    model: ModelSettings
    answer: AnswerSettings
    retrieval: RetrievalSettings
    reader: ReaderSettings
    interface: InterfaceSettings


def load_settings(
    file: Path, environment: Mapping[str, str] = os.environ, overrides: Mapping[str, object] | None = None
) -> Settings:
    """Read the settings of one run.

    Args:
        file: the person's TOML; may be missing.
        environment: ``LECTERN_<GROUP>__<KEY>`` variables; values as TOML, or plain text.
        overrides: ``group.key`` to value, from the command line; None values are left out.

    Raises:
        InputError: unreadable TOML, an unknown key (with the nearest known one), a value out of bounds.
    """
    tree = tomllib.loads(resource("defaults.toml").read_text("utf-8"))
    try:
        own = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as exc:
        raise InputError("settings.unreadable", file=str(file), reason=str(exc)) from exc
    for group, values in own.items():
        if not isinstance(values, dict):
            raise InputError("settings.unknown", key=group, source=str(file), nearest=_nearest(group, list(tree)))
        for key, value in values.items():
            _put(tree, group, key, value, str(file))
    for name, text in environment.items():
        if name.startswith(ENVIRONMENT_PREFIX) and name not in ENVIRONMENT_OTHERS:
            group, _, key = name.removeprefix(ENVIRONMENT_PREFIX).lower().partition("__")
            _put(tree, group, key, parse_value(text), name)
    for dotted, value in (overrides or {}).items():
        if value is not None:
            group, _, key = dotted.partition(".")
            _put(tree, group, key, value, "--" + dotted)
    try:
        return Settings.model_validate(tree)
    except ValidationError as exc:
        first = exc.errors()[0]
        raise InputError(
            "settings.invalid",
            key=".".join(str(part) for part in first["loc"][:2]),
            value=str(first["input"]),
            reason=first["msg"],
        ) from exc


def parse_value(text: str) -> object:
    """A setting's value as written in an environment variable or on the command line: TOML, else the text itself."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def known_keys() -> dict[str, str]:
    """Each ``group.key`` with its description, in order."""
    found: dict[str, str] = {}
    for name, group in Settings.model_fields.items():
        assert isinstance(group.annotation, type) and issubclass(group.annotation, Group)
        for key, field in group.annotation.model_fields.items():
            found[f"{name}.{key}"] = field.description or ""
    return found


def _put(tree: Tree, group: str, key: str, value: object, source: str) -> None:
    known = known_keys()
    dotted = f"{group}.{key}"
    if dotted not in known:
        raise InputError("settings.unknown", key=dotted, source=source, nearest=_nearest(dotted, list(known)))
    tree[group][key] = value


def _nearest(word: str, known: list[str]) -> str:
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.4)
    return close[0] if close else known[0]

"""Settings: defaults < the person's TOML < environment < command line; frozen, typed, unknown keys refused."""

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from annotated_types import Ge, Gt, Le
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo

from chains.errors import InputError
from chains.examples import Choice, Selector
from resources import resource

ENVIRONMENT_PREFIX = "LECTERN_"
# Not a setting: it says where the settings are.
ENVIRONMENT_OTHERS = frozenset({"LECTERN_HOME"})

# Of one set of examples: as for all, or another.
OwnSelector = Literal["default", "none", "all", "length", "similarity", "mmr", "ngram"]

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


class ExampleSettings(Group):
    """Which few-shot examples go into the prompts that have some."""

    selector: Selector = Field(description="How examples are chosen for a text.")
    tokens: int = Field(ge=0, le=100_000, description="Tokens that the examples of one prompt may take.")
    count: int = Field(ge=1, le=100, description="Most examples, where the nearest are chosen.")
    route: OwnSelector = Field(description="For telling where a question goes.")
    reason: OwnSelector = Field(description="For reasoning step by step.")
    classify: OwnSelector = Field(
        description="For putting documents under labels; none unless set, since examples make the starter model vote "
        "better, at over three times the tokens, but the labels stay the same. A larger model may do better."
    )
    extract: OwnSelector = Field(
        description="For taking fields out of documents; none unless set, since the starter model chose worse with "
        "more examples than the two that its prompt has. A larger model may choose better."
    )
    agent: OwnSelector = Field(description="For the next step of the agent.")

    def choice(self, name: str) -> Choice:
        """How to choose from the set of this name."""
        own: Mapping[str, OwnSelector] = {
            "route": self.route,
            "reason": self.reason,
            "classify": self.classify,
            "extract": self.extract,
            "agent": self.agent,
        }
        found = own.get(name, "default")
        return Choice(self.selector if found == "default" else found, self.tokens, self.count)


class AgentSettings(Group):
    """What the agent may use, and how long it may go on."""

    steps: int = Field(ge=1, le=50, description="Most steps of one run.")
    seconds: int = Field(ge=5, le=3600, description="Time for one run, without the waiting for your word.")
    toolkits: tuple[str, ...] = Field(
        description="Tools that are on; files, api, web and mcp reach beyond the library."
    )
    folders: tuple[str, ...] = Field(description="Folders in which the files tools may list, read and write.")
    sites: tuple[str, ...] = Field(description="Sites that the web tools may fetch pages of, such as example.org.")


class LibrarySettings(Group):
    """How documents are kept."""

    chunk_tokens: int = Field(
        ge=50, le=2000, description="A passage's size in tokens; when it changes, every document is cut anew."
    )


class ReaderSettings(Group):
    """What a file may cost before it is given up."""

    ocr: bool = Field(description="Read pages that carry no text from their image.")
    max_megabytes: int = Field(ge=1, le=4096, description="Larger files are refused.")
    memory_megabytes: int = Field(ge=500, description="Address space of one reader process.")
    seconds: int = Field(ge=5, le=3600, description="Time for one file; OCR gets more by the page.")
    processes: int = Field(ge=1, le=16, description="Files read at the same time.")


class InterfaceSettings(Group):
    """How Lectern speaks and looks."""

    language: Literal["auto", "en", "zh"] = Field(description="Language of messages; auto follows the system.")
    theme: Literal["system", "light", "dark"] = Field(description="The window's colours; system follows the desktop.")
    scale: int = Field(ge=100, le=200, description="Size of everything in the window, in percent.")


class Settings(Group):
    """All settings of one run."""

    model: ModelSettings
    answer: AnswerSettings
    retrieval: RetrievalSettings
    examples: ExampleSettings
    agent: AgentSettings
    library: LibrarySettings
    reader: ReaderSettings
    interface: InterfaceSettings


Kind = Literal["bool", "int", "float", "text", "choice", "list", "path"]
Needs = Literal["nothing", "question", "file", "model", "index"]
Source = Literal["default", "file", "environment", "option"]

# What has to happen before a changed value of the group works.
_NEEDS: Mapping[str, Needs] = {
    "model": "model",
    "answer": "question",
    "retrieval": "question",
    "examples": "question",
    "agent": "question",
    "library": "index",
    "reader": "file",
    "interface": "nothing",
}
_PATHS = frozenset({"model.path"})


@dataclass(frozen=True, slots=True)
class SettingInfo:
    """One setting, as a form shows it.

    Attributes:
        key: ``group.name``.
        least: the smallest value; ``above`` where that one itself is not allowed.
        choices: all values, where they can be counted.
        default: without file and environment.
        value: of this run.
        source: where ``value`` comes from.
        variable: the environment variable that overrides it.
        needs: what has to happen before a new value works: ``question`` (the next one has it), ``file`` (the next one
            that is read), ``model`` (it is loaded anew), ``index`` (the documents are cut and embedded anew).
    """

    key: str
    group: str
    kind: Kind
    default: object
    value: object
    source: Source
    variable: str
    needs: Needs
    least: float | None = None
    above: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()

    def label(self, language: str = "en") -> str:
        """Its name in a form."""
        return _setting_text(self.key, "label", language)

    def description(self, language: str = "en") -> str:
        """What it does, in a sentence."""
        return known_keys()[self.key] if language == "en" else _setting_text(self.key, "description", language)

    def choice(self, value: str, language: str = "en") -> str:
        """One of its choices, as a form shows it."""
        return _setting_text("choices", value, language)


def group_title(group: str, language: str = "en") -> str:
    """A group's name in a form."""
    return _setting_text("groups", group, language)


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
    return _settled(file, environment, overrides or {})[0]


def described(
    file: Path, environment: Mapping[str, str] = os.environ, overrides: Mapping[str, object] | None = None
) -> tuple[SettingInfo, ...]:
    """Every setting with its bounds, its default, its value and where that comes from; in the order of the groups.

    Raises:
        InputError: as ``load_settings`` does.
    """
    settings, sources = _settled(file, environment, overrides or {})
    now, defaults = flat(settings), flat(_settled(Path(os.devnull), {}, {})[0])
    return tuple(
        _info(key, field, now[key], defaults[key], sources.get(key, "default")) for key, field in _fields().items()
    )


def check_value(key: str, value: object) -> None:
    """Refuse a value that a setting cannot have.

    Raises:
        InputError: there is no such setting, or the value is of the wrong kind or out of bounds.
    """
    _settled(Path(os.devnull), {}, {key: value})


def flat(settings: Settings) -> dict[str, object]:
    """``group.key`` to value, as JSON has them."""
    groups: Mapping[str, Mapping[str, object]] = settings.model_dump(mode="json")
    return {f"{group}.{key}": value for group, values in groups.items() for key, value in values.items()}


def parse_value(text: str) -> object:
    """A setting's value as written in an environment variable or on the command line: TOML, else the text itself."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def known_keys() -> dict[str, str]:
    """Each ``group.key`` with its description, in order."""
    return {key: field.description or "" for key, field in _fields().items()}


@cache
def _fields() -> dict[str, FieldInfo]:
    found: dict[str, FieldInfo] = {}
    for name, group in Settings.model_fields.items():
        assert isinstance(group.annotation, type) and issubclass(group.annotation, Group)
        found |= {f"{name}.{key}": field for key, field in group.annotation.model_fields.items()}
    return found


def _settled(
    file: Path, environment: Mapping[str, str], overrides: Mapping[str, object]
) -> tuple[Settings, dict[str, Source]]:
    """The settings, and where each comes from that is not a default."""
    tree = tomllib.loads(resource("defaults.toml").read_text("utf-8"))
    sources: dict[str, Source] = {}
    try:
        own = tomllib.loads(file.read_text("utf-8")) if file.exists() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as exc:
        raise InputError("settings.unreadable", file=str(file), reason=str(exc)) from exc
    for group, values in own.items():
        if not isinstance(values, dict):
            raise InputError("settings.unknown", key=group, source=str(file), nearest=_nearest(group, list(tree)))
        for key, value in values.items():
            _put(tree, group, key, value, str(file))
            sources[f"{group}.{key}"] = "file"
    for name, text in environment.items():
        if name.startswith(ENVIRONMENT_PREFIX) and name not in ENVIRONMENT_OTHERS:
            group, _, key = name.removeprefix(ENVIRONMENT_PREFIX).lower().partition("__")
            _put(tree, group, key, parse_value(text), name)
            sources[f"{group}.{key}"] = "environment"
    for dotted, value in overrides.items():
        if value is not None:
            group, _, key = dotted.partition(".")
            _put(tree, group, key, value, "--" + dotted)
            sources[dotted] = "option"
    try:
        return Settings.model_validate(tree), sources
    except ValidationError as exc:
        first = exc.errors()[0]
        raise _refused(".".join(str(part) for part in first["loc"][:2]), first["input"], first["type"]) from exc


def _refused(key: str, value: object, reason: str) -> InputError:
    """Why ``key`` cannot be ``value``, by the code that pydantic gives the reason."""
    info = _info(key, _fields()[key], value, None, "default")
    shown = str(value)[:200]
    if reason == "greater_than_equal" and info.least is not None:
        return InputError("settings.too_small", key=key, value=shown, least=_number(info.least))
    if reason == "greater_than" and info.above is not None:
        return InputError("settings.not_above", key=key, value=shown, bound=_number(info.above))
    if reason == "less_than_equal" and info.most is not None:
        return InputError("settings.too_large", key=key, value=shown, most=_number(info.most))
    if info.kind == "choice":
        return InputError("settings.not_one_of", key=key, value=shown, choices=", ".join(info.choices))
    if info.kind == "bool":
        return InputError("settings.no_truth", key=key, value=shown)
    if info.kind == "int":
        return InputError("settings.no_integer", key=key, value=shown)
    if info.kind == "float":
        return InputError("settings.no_number", key=key, value=shown)
    if info.kind == "list":
        return InputError("settings.no_list", key=key, value=shown)
    return InputError("settings.no_text", key=key, value=shown)


def _info(key: str, field: FieldInfo, value: object, default: object, source: Source) -> SettingInfo:
    group, _, name = key.partition(".")
    kinds: Mapping[object, Kind] = {bool: "bool", int: "int", float: "float", str: "text", tuple[str, ...]: "list"}
    choices = get_args(field.annotation) if field.annotation not in kinds else ()
    bounds = {
        "least": next((float(str(bound.ge)) for bound in field.metadata if isinstance(bound, Ge)), None),
        "above": next((float(str(bound.gt)) for bound in field.metadata if isinstance(bound, Gt)), None),
        "most": next((float(str(bound.le)) for bound in field.metadata if isinstance(bound, Le)), None),
    }
    return SettingInfo(
        key,
        group,
        "path" if key in _PATHS else kinds.get(field.annotation, "choice"),
        default,
        value,
        source,
        f"{ENVIRONMENT_PREFIX}{group}__{name}".upper(),
        _NEEDS[group],
        choices=tuple(str(choice) for choice in choices),
        **bounds,
    )


def _number(value: float) -> int | float:
    return int(value) if value == int(value) else value


@cache
def _texts() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(resource("translations", "settings.toml").read_text("utf-8"))


def _setting_text(key: str, part: str, language: str) -> str:
    texts = _texts()[key][part]
    return texts.get(language, texts.get("en", ""))


def _put(tree: Tree, group: str, key: str, value: object, source: str) -> None:
    known = known_keys()
    dotted = f"{group}.{key}"
    if dotted not in known:
        raise InputError("settings.unknown", key=dotted, source=source, nearest=_nearest(dotted, list(known)))
    tree[group][key] = value


def _nearest(word: str, known: list[str]) -> str:
    close = difflib.get_close_matches(word, known, n=1, cutoff=0.4)
    return close[0] if close else known[0]

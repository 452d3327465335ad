"""The chains that there are: one TOML file each, built in or of the person's own, checked when it is loaded."""

import difflib
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import import_module
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, Literal, cast

from pydantic import ValidationError

from chains.errors import AssistantError, InputError
from chains.kit import Chain, ChainOptions, Kit, Note
from resources import resource

Takes = Literal["documents", "text", "either"]
Texts = Mapping[str, str]

TAKES: tuple[Takes, ...] = ("documents", "text", "either")
NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_TOP = frozenset({"entry", "takes", "needs_text", "title", "purpose", "text"})
_TABLES = frozenset({"stages", "notes", "options", "words", "choices", "steps", "descriptions"})


class ChainFileError(InputError):
    """A chain's file cannot be used, and why."""


@dataclass(frozen=True)
class ChainCard:
    """One chain of the shelf, before it is given anything.

    Attributes:
        name: by which it is called: ``summarize`` for ``/summarize``.
        entry: ``module:class`` of a ``chains.kit.Chain``; empty for one that is made of its file alone.
        takes: what it works on.
        needs_text: whether something must be written after its name.
        own: whether the person made it.
        table: the file as it was read.
    """

    name: str
    entry: str
    takes: Takes
    needs_text: bool
    own: bool
    table: Mapping[str, Any] = field(repr=False)

    def title(self, language: str = "en") -> str:
        """What it is called."""
        return _said(self.table.get("title"), language) or self.name

    def purpose(self, language: str = "en") -> str:
        """What it does, in one sentence."""
        return _said(self.table.get("purpose"), language)

    def placeholder(self, language: str = "en") -> str:
        """What may be written after its name."""
        return _said(self.table.get("text"), language)

    def stage(self, code: str, language: str = "en") -> str:
        """What ``Progress.stage`` is called."""
        return self._text("stages", code, language) or code

    def step(self, kind: str, language: str = "en") -> str:
        """What ``Step.kind`` is called."""
        return self._text("steps", kind, language) or kind

    def note(self, note: Note, language: str = "en") -> str:
        """What a note says."""
        return (self._text("notes", note.code, language) or note.code).format_map(dict(note.params))

    def words(self, key: str, language: str = "en", **params: object) -> str:
        """Any other wording of the chain's result."""
        return (self._text("words", key, language) or key).format_map(params)

    def option_label(self, name: str, language: str = "en") -> str:
        """What an option is called in a form."""
        return self._text("options", name, language) or name.replace("_", " ").capitalize()

    def option_description(self, name: str, language: str = "en") -> str:
        """What an option does: in English, and of a chain of the person's own, the description of its field."""
        texts = self.table.get("descriptions", {}).get(name, "")
        said = texts.get(language, "") if isinstance(texts, Mapping) else texts
        return str(said or self.options.model_fields[name].description or "")

    def choice_label(self, value: str, language: str = "en") -> str:
        """What one of an option's choices is called in a form."""
        return self._text("choices", value, language) or value

    @cached_property
    def made_by(self) -> type[Chain[Any]]:
        """The class that runs it.

        Raises:
            ChainFileError: its entry point cannot be imported, or is no chain.
        """
        if not self.entry:
            from chains.custom import chain_class

            return chain_class(self)
        module, _, name = self.entry.partition(":")
        try:
            found = getattr(import_module(module), name)
        except (ImportError, AttributeError, ValueError) as exc:
            raise self.wrong(f"entry: {exc}") from exc
        if not (isinstance(found, type) and issubclass(found, Chain) and hasattr(found, "Options")):
            raise self.wrong(f"entry: {self.entry} is no chain with Options")
        return found

    @property
    def options(self) -> type[ChainOptions]:
        """The model of what may be set for a run."""
        return self.made_by.Options

    def settled(self, values: Mapping[str, object]) -> ChainOptions:
        """The options of one run.

        Raises:
            InputError: an option that it does not have, or a value that cannot be.
        """
        model = self.options
        for key in values:
            if key not in model.model_fields:
                near = difflib.get_close_matches(key, list(model.model_fields), 1)
                known = near[0] if near else ", ".join(model.model_fields) or "-"
                raise InputError("chain.unknown_option", chain=self.name, option=key, known=known)
        try:
            return model.model_validate(_as_fields(model, values))
        except ValidationError as exc:
            first = exc.errors(include_url=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise InputError("chain.option", chain=self.name, option=where, reason=first["msg"]) from exc

    def wrong(self, reason: str) -> ChainFileError:
        """The error that says what is wrong with its file."""
        return ChainFileError("chain.file", file=f"{self.name}.toml", reason=reason)

    def _text(self, table: str, key: str, language: str) -> str:
        return _said(self.table.get(table, {}).get(key), language) or _said(_shared().get(table, {}).get(key), language)


@dataclass(frozen=True, slots=True)
class Shelf:
    """All chains, the built-in ones first.

    Attributes:
        cards: by name.
        refused: own files that cannot be used, and why.
    """

    cards: Mapping[str, ChainCard]
    refused: tuple[AssistantError, ...] = ()

    def card(self, name: str) -> ChainCard:
        """The chain of this name.

        Raises:
            InputError: there is none.
        """
        name = name.removeprefix("/")
        if name not in self.cards:
            near = difflib.get_close_matches(name, list(self.cards), 1)
            raise InputError("chain.unknown", name=name, known=near[0] if near else ", ".join(self.cards))
        return self.cards[name]


def shelf(own: Traversable | None = None) -> Shelf:
    """The built-in chains and those in the folder ``own``; a file of its own that cannot be used does no harm.

    A chain of the person's own may not take a built-in one's name: what ``/summarize`` does stays what it is.
    """
    cards = {card.name: card for card in _cards(resource("chains"), own=False)}
    refused: list[AssistantError] = []
    if own is not None and own.is_dir():
        for file in sorted(own.iterdir(), key=lambda found: found.name):
            if not file.name.endswith(".toml"):
                continue
            try:
                card = checked(file.name.removesuffix(".toml"), file.read_bytes(), own=True)
                if card.name in cards:
                    raise card.wrong(f"{card.name} is the name of a built-in chain")
                card.options  # noqa: B018 - the rest of the file is checked by making the chain's class
            except (AssistantError, OSError) as exc:
                refused.append(exc if isinstance(exc, AssistantError) else _unreadable(file.name, exc))
            else:
                cards[card.name] = card
    return Shelf(MappingProxyType(cards), tuple(refused))


def made(card: ChainCard, kit: Kit, values: Mapping[str, object]) -> Chain[Any]:
    """The chain, ready to run.

    Raises:
        InputError: see ``ChainCard.settled``.
    """
    return card.made_by(kit, card.settled(values))


def builtin(name: str) -> ChainCard:
    """The card of a built-in chain, for the chain itself to take its wording from."""
    return checked(name, (resource("chains") / f"{name}.toml").read_bytes(), own=False)


def checked(name: str, data: bytes, *, own: bool) -> ChainCard:
    """A chain's file, read.

    Args:
        name: of the file, without its ending.
        own: the person's, who may leave out texts and make a chain without an entry point.

    Raises:
        ChainFileError: it is not what a chain's file must be.
    """

    def wrong(reason: str) -> ChainFileError:
        return ChainFileError("chain.file", file=f"{name}.toml", reason=reason)

    if not NAME.fullmatch(name):
        raise wrong("the name must be small letters, digits, - and _")
    try:
        table = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise wrong(str(exc)) from exc
    takes, needs, entry = table.get("takes", "text"), table.get("needs_text", False), table.get("entry", "")
    if takes not in TAKES:
        raise wrong(f"takes must be one of {', '.join(TAKES)}")
    if not isinstance(needs, bool):
        raise wrong("needs_text must be true or false")
    if not isinstance(entry, str) or (entry and entry.count(":") != 1):
        raise wrong('entry must be "module:class"')
    if entry or not own:
        known = _TOP | _TABLES
        for key in table:
            if key not in known:
                near = difflib.get_close_matches(key, sorted(known), 1)
                raise wrong(f"unknown key {key}" + (f"; did you mean {near[0]}?" if near else ""))
    for key in ("title", "purpose", "text"):
        _check_texts(table.get(key, ""), key, wrong)
    if not own and not table.get("purpose"):
        raise wrong("purpose is missing")
    return ChainCard(name, entry, cast(Takes, takes), needs, own, MappingProxyType(table))


def _check_texts(value: object, key: str, wrong: Callable[[str], ChainFileError]) -> None:
    texts = value.values() if isinstance(value, dict) else [value]
    if not all(isinstance(text, str) for text in texts):
        raise wrong(f"{key} must be a text, or a text for each language")


def _cards(folder: Traversable, *, own: bool) -> Iterator[ChainCard]:
    for file in sorted(folder.iterdir(), key=lambda found: found.name):
        if file.name.endswith(".toml"):
            yield checked(file.name.removesuffix(".toml"), file.read_bytes(), own=own)


def _unreadable(name: str, reason: OSError) -> ChainFileError:
    return ChainFileError("chain.file", file=name, reason=reason.strerror or type(reason).__name__)


@cache
def _shared() -> dict[str, dict[str, object]]:
    """What several chains say, and those of a person's own."""
    return tomllib.loads(resource("translations", "chains.toml").read_text("utf-8"))


def _said(texts: object, language: str) -> str:
    if isinstance(texts, str):
        return texts
    if isinstance(texts, Mapping):
        return str(texts.get(language) or texts.get("en") or next(iter(texts.values()), ""))
    return ""


def _as_fields(model: type[ChainOptions], values: Mapping[str, object]) -> dict[str, object]:
    """Texts of a command line as the fields want them: a list may be written with commas."""
    found: dict[str, object] = {}
    for key, value in values.items():
        many = getattr(model.model_fields[key].annotation, "__origin__", None) in {tuple, list}
        apart = many and isinstance(value, str)
        found[key] = [part.strip() for part in str(value).split(",") if part.strip()] if apart else value
    return found

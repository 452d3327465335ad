"""The chains as a window offers them: their texts, the options of each as fields of a form, a question read back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from assistant.made_text import note_text
from assistant.slash import Slashed, slash, slashed
from chains.errors import AssistantError, InputError
from chains.results import Note
from chains.shelf import ChainCard, Shelf

Kind = Literal["bool", "int", "float", "text", "list", "choice"]
_KINDS: Mapping[object, Kind] = {"boolean": "bool", "integer": "int", "number": "float", "array": "list"}
Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class OptionInfo:
    """One option of a chain, as a form shows it; ``assistant.settings.SettingInfo`` is the same for a setting.

    Attributes:
        least, above, most: bounds of a number; ``above`` is not reached.
        value: the default.
    """

    key: str
    kind: Kind
    value: object
    choices: tuple[str, ...]
    least: float | None
    above: float | None
    most: float | None
    card: ChainCard = field(repr=False)

    def label(self, language: str) -> str:
        """What it is called."""
        return self.card.option_label(self.key, language)

    def description(self, language: str) -> str:
        """What it does."""
        return self.card.option_description(self.key, language)

    def choice(self, value: str, language: str) -> str:
        """What one of its choices is called."""
        return self.card.choice_label(value, language)


@dataclass(frozen=True, slots=True)
class Offer:
    """One chain that can be called."""

    card: ChainCard
    options: tuple[OptionInfo, ...]

    @property
    def name(self) -> str:
        """By which it is called, without the slash."""
        return self.card.name

    def note(self, note: Note, language: str) -> str:
        """What a note of a stored turn says."""
        return note_text(self.card, note, language)


@dataclass(frozen=True, slots=True)
class Reading:
    """A question that begins with a slash, as far as it can be understood.

    Attributes:
        offer: the chain that it calls; None where it calls none.
        written: options as they were written.
        values: all options of the chain as they would be for this run; the defaults where one is wrong.
        text: what else was written.
        error: why it cannot be asked so.
    """

    offer: Offer | None = None
    written: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)
    text: str = ""
    error: AssistantError | None = None

    def with_option(self, key: str, value: object) -> str:
        """The question with an option set; a default is not written."""
        assert self.offer is not None
        default = next(option.value for option in self.offer.options if option.key == key)
        kept: dict[str, object] = {name: text for name, text in self.written.items() if name != key}
        if value != default:
            kept[key] = _written(value)
        return slash(self.offer.name, self.text, kept)

    def without_options(self) -> str:
        """The question with all options as they are by themselves."""
        assert self.offer is not None
        return slash(self.offer.name, self.text)


@dataclass(frozen=True, slots=True)
class Offers:
    """All that is offered.

    Attributes:
        refused: why files of the person's own cannot be used.
    """

    shelf: Shelf
    offers: tuple[Offer, ...]

    @classmethod
    def of(cls, shelf: Shelf) -> "Offers":
        """Those of a shelf; every chain's module is imported, so not in a thread that must not wait."""
        # What works on documents is what most people look for.
        cards = sorted(shelf.cards.values(), key=lambda card: (card.own, card.takes == "text"))
        return cls(shelf, tuple(_offer(card) for card in cards))

    @property
    def refused(self) -> Sequence[AssistantError]:
        """Why files of the person's own cannot be used."""
        return self.shelf.refused

    def offer(self, name: str | None) -> Offer | None:
        """The chain of this name."""
        return next((offer for offer in self.offers if offer.name == name), None)

    def matching(self, prefix: str) -> tuple[Offer, ...]:
        """Those whose name, or a word of whose title, begins so; the names first."""
        begun = prefix.casefold().removeprefix("/")
        named = [offer for offer in self.offers if offer.name.startswith(begun)]
        titled = [offer for offer in self.offers if offer not in named and _titled(offer, begun)]
        return (*named, *titled)

    def read(self, question: str) -> Reading | None:
        """What a question calls; None for one that is no call."""
        try:
            called = slashed(question.strip(), self.shelf)
        except InputError as exc:
            return Reading(error=exc)
        offer = None if called is None else self.offer(called.card.name)
        return None if called is None or offer is None else _reading(called, offer)


def _reading(called: Slashed, offer: Offer) -> Reading:
    error: AssistantError | None = None
    try:
        values: Mapping[str, object] = called.card.settled(called.options).model_dump(mode="json")
    except InputError as exc:
        error, values = exc, {option.key: option.value for option in offer.options}
    if error is None and called.card.needs_text and not called.text:
        title, placeholder = called.card.title(), called.card.placeholder() or "…"
        error = InputError("chain.no_text", chain=title, placeholder=placeholder)
    return Reading(offer, called.options, values, called.text, error)


def _titled(offer: Offer, begun: str) -> bool:
    words = [word for language in ("en", "zh") for word in offer.card.title(language).casefold().split()]
    return any(word.startswith(begun) for word in words)


def _offer(card: ChainCard) -> Offer:
    properties: Mapping[str, Json] = card.options.model_json_schema().get("properties", {})
    return Offer(card, tuple(_option(card, key, schema) for key, schema in properties.items()))


def _option(card: ChainCard, key: str, schema: Json) -> OptionInfo:
    choices = schema.get("enum", ())
    return OptionInfo(
        key,
        "choice" if choices else _KINDS.get(schema.get("type"), "text"),
        schema.get("default"),
        tuple(map(str, choices)) if isinstance(choices, list) else (),
        _number(schema, "minimum"),
        _number(schema, "exclusiveMinimum"),
        _number(schema, "maximum"),
        card,
    )


def _number(schema: Json, key: str) -> float | None:
    value = schema.get(key)
    return float(value) if isinstance(value, int | float) else None


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)

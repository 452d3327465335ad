"""Parsers of answers that are no JSON object: a list, one of several choices, a date or a moment."""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Generic, Literal, TypeVar, cast

from pydantic import Field as Described
from pydantic import field_validator, model_validator

from chains.dates import DateFound, dates, read_date
from chains.parsers.base import HeldParser, Reading, unreadable
from chains.parsers.fitting import Misfit, fit, folded
from chains.parsers.json_text import NoJson, lines, read_json
from chains.parsers.schemas import DAY, MOMENT
from chains.prompts import Prompt

Choice = TypeVar("Choice", bound=Enum)

# What a model says when no choice fits, or no date is given; only where that is allowed.
NONE = "none"


class ListParser(HeldParser[list[str]]):
    """Texts in order, each of them once.

    Attributes:
        most: of items.
        least: of items.
        characters: most of one item.
    """

    most: int = Described(12, ge=1)
    least: int = Described(0, ge=0)
    characters: int = Described(80, ge=1)

    @model_validator(mode="after")
    def _has_room(self) -> "ListParser":
        if self.least > self.most:
            raise ValueError("least is above most")
        return self

    def held(self) -> Mapping[str, object]:
        """A JSON list, so that an item may hold a comma."""
        item = {"type": "string", "minLength": 1, "maxLength": self.characters}
        schema = {"type": "array", "items": item, "minItems": self.least, "maxItems": self.most}
        return {"response_format": {"type": "json_schema", "json_schema": {"name": "list", "schema": schema}}}

    @property
    def most_characters(self) -> int:
        """All items at their longest."""
        return 2 + self.most * (self.characters + 4)

    def instructions(self, prompt: Prompt) -> str:
        """A JSON list."""
        return prompt.part("list", most=self.most)

    def read(self, text: str) -> Reading[list[str]]:
        """The items: of a JSON list, of lines with or without bullets, or between commas.

        Raises:
            UnreadableError: there are fewer than ``least``.
        """
        try:
            value, mended = read_json(text)
            fitted, changed = fit(value, {"type": "array", "items": {"type": "string"}}, self.language)
            items, mended = cast(list[str], fitted), mended or changed
        except (NoJson, Misfit):
            items, mended = _loose_items(text), True
        kept = list(dict.fromkeys(" ".join(item.split()) for item in items if item.strip()))[: self.most]
        if len(kept) < self.least:
            raise unreadable(f"{len(kept)} items where {self.least} were wanted", text)
        return Reading(kept, mended or len(items) > self.most)


def _loose_items(text: str) -> list[str]:
    found = list(lines(re.sub(r"```\w*", "", text)))
    if len(found) > 1 and found[0].endswith((":", "：")):
        found = found[1:]
    if len(found) == 1:
        # "Here are three: red, green and blue."
        line = re.sub(r"\A[^:：,，]{0,60}[:：]\s*", "", found[0]).rstrip(".。")
        found = [item.strip() for item in re.split(r"[,，;；、]|\s+(?:and|or)\s+", line) if item.strip()]
        found = [re.sub(r"\A(?:and|or)\s+", "", item) for item in found]
    return [item.strip("\"'“”‘’`*,，;；") for item in found]


class EnumParser(HeldParser[Choice], Generic[Choice]):
    """A member of an enum; its values are what the model writes, and must be texts.

    Attributes:
        enum: its class.
    """

    enum: type[Choice]

    @field_validator("enum")
    @classmethod
    def _of_texts(cls, value: type[Choice]) -> type[Choice]:
        if not len(value) or not all(isinstance(member.value, str) and member.value.strip() for member in value):
            raise ValueError("an enum's values must be texts, and there must be one")
        return value

    @property
    def OutputType(self) -> type[Choice]:
        """The enum."""
        return self.enum

    @property
    def choices(self) -> tuple[str, ...]:
        """What the model may write."""
        return tuple(cast(str, member.value) for member in self.enum)

    def held(self) -> Mapping[str, object]:
        """One of the values, without quotes."""
        return {"lark": one_of(self.choices)}

    @property
    def most_characters(self) -> int:
        """Of the longest value."""
        return max(map(len, self.choices))

    def instructions(self, prompt: Prompt) -> str:
        """The values."""
        return prompt.part("choice", choices="\n".join(f"- {choice}" for choice in self.choices))

    def read(self, text: str) -> Reading[Choice]:
        """The member whose value ``text`` is, or the only one that it names.

        Raises:
            UnreadableError: it names none, or several.
        """
        if text in self.choices:
            return Reading(self.enum(text))
        chosen = chosen_of(text, self.choices)
        if chosen is None:
            raise unreadable(f"it is not one of {', '.join(self.choices)}"[:160], text)
        return Reading(self.enum(chosen), mended=True)


def one_of(choices: tuple[str, ...]) -> str:
    """The grammar, in llguidance's Lark, of exactly one of ``choices``."""
    return "start: " + " | ".join(json.dumps(choice, ensure_ascii=False) for choice in choices)


def chosen_of(text: str, choices: tuple[str, ...]) -> str | None:
    """The one of ``choices`` that ``text`` is but for case and punctuation, or the only one that stands in it."""
    plain = folded(text)
    same = [choice for choice in choices if folded(choice) == plain]
    if same:
        return same[0]
    spoken = text.casefold()
    spans = [
        (match.start(), match.end(), choice)
        for choice in choices
        for match in re.finditer(_standing(choice), spoken)
    ]  # fmt: skip
    # "rent due" names itself, not "rent".
    named = {
        choice
        for start, end, choice in spans
        if not any(s <= start and end <= e and (e - s) > (end - start) for s, e, _ in spans)
    }
    return named.pop() if len(named) == 1 else None


def _standing(choice: str) -> str:
    words = r"[\s_-]+".join(re.escape(word) for word in re.split(r"[\s_-]+", choice.casefold()) if word)
    before = r"(?<![a-z0-9])" if choice[:1].isascii() and choice[:1].isalnum() else ""
    after = r"(?![a-z0-9])" if choice[-1:].isascii() and choice[-1:].isalnum() else ""
    return f"{before}{words}{after}" if words else r"(?!)"


class DatetimeParser(HeldParser[date | None]):
    """A real day or moment, from whatever way of writing it the language has.

    Attributes:
        kind: a ``date``, or a ``datetime`` with hours and minutes; the time zone is nobody's.
        optional: whether there may be none, which gives None.
    """

    kind: Literal["date", "datetime"] = "date"
    optional: bool = False

    def held(self) -> Mapping[str, object]:
        """ISO 8601, days that the calendar has."""
        form = DAY if self.kind == "date" else MOMENT
        return {"lark": f"start: /{form}/" + (f' | "{NONE}"' if self.optional else "")}

    @property
    def most_characters(self) -> int:
        """Of ISO 8601."""
        return 10 if self.kind == "date" else 19

    def instructions(self, prompt: Prompt) -> str:
        """ISO 8601, with an example."""
        told = prompt.part(self.kind)
        return f"{told} {prompt.part('none', none=NONE)}" if self.optional else told

    def read(self, text: str) -> Reading[date | None]:
        """The day or moment that ``text`` is, or the only one that it names.

        Raises:
            UnreadableError: it names none, or several, or only a month or a year, or a day that can be two days.
        """
        plain = text.strip()
        if self.optional and folded(plain) in {NONE, "unknown", "na", "n/a", "null", "notgiven", "无", "未知", ""}:
            return Reading(None, mended=plain != NONE)
        found = read_date(plain, self.language) or self._only(plain)
        if not found.whole:
            raise unreadable("it names no day", text)
        if found.other is not None:
            raise unreadable(f"it can be {found.value.isoformat()} or {found.other.isoformat()}", text)
        value = found.value
        if self.kind == "date":
            day = value.date() if isinstance(value, datetime) else value
            return Reading(day, mended=plain != day.isoformat())
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        return Reading(moment, mended=not re.fullmatch(MOMENT, plain))

    def _only(self, text: str) -> DateFound:
        found = {item.iso: item for item in dates(text, self.language) if item.whole}
        if len(found) != 1:
            raise unreadable("it names no date" if not found else "it names several dates", text)
        return next(iter(found.values()))

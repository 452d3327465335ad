"""Units: a quantity in another unit, by exact factors; money has none, its rates change.

The factors stand in ``resources/units.toml`` as they are defined, so that an inch is 2.54 cm and not 2.5399999;
libraries for units work with binary fractions, parse whole expressions and know no Chinese measures.
"""

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from langchain_core.tools import BaseTool
from pydantic import BaseModel, Field

from chains.calculator import shown
from chains.errors import InputError
from chains.locales import base, currencies
from chains.locales import units as written_units
from chains.toolkits.base import Observation, ToolTraits, from_task, made_tool
from chains.toolkits.calculator import json_number
from resources import resource

MOST = 1e15
_PATTERNS = (r"\b(?:convert|conversion)\b", r"换算|折合")
_UNIT = r"[^\W\d_][\w°²³µ/]*(?: (?!(?:is|are|in|to|into|as|make)\b)[^\W\d_][\w°²³µ/]*)?|°[CF]|[′″'\"]"
# What a quantity is wanted in: each way of asking names two units.
_ASKED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\d\s*(?P<given>{_UNIT})(?:\s+\d[\d.,]*)?\s+(?:in|to|into|as)\s+(?P<wanted>{_UNIT})\W*$",
        rf"\bhow many\s+(?P<wanted>{_UNIT})\s+(?:is|are|in|make|do|does)\b.*\d\s*(?P<given>{_UNIT})\W*$",
        r"\d\s*(?P<given>[^\W\d_]{1,4}?)(?:是|等于|合|约|换算成|折合)(?:是|等于)?(?:多少)?(?P<wanted>[^\W\d_]{1,4}?)(?:呢|吗)?\W*$",
    )
)


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit.

    Attributes:
        quantity: what it measures: ``length``, ``mass``.
        factor: base units that one of it is.
        shift: added before: of temperatures.
        inverse: whether it says the reciprocal: litres for a way.
    """

    symbol: str
    quantity: str
    factor: Fraction
    shift: Fraction = Fraction(0)
    inverse: bool = False


@cache
def known_units() -> Mapping[str, Unit]:
    """All units by symbol and by each of their other spellings, as written."""
    found: dict[str, Unit] = {}
    for quantity, entries in tomllib.loads(resource("units.toml").read_text("utf-8")).items():
        for symbol, entry in entries.items():
            unit = Unit(
                symbol,
                quantity,
                Fraction(entry["factor"]),
                Fraction(entry.get("shift", "0")),
                bool(entry.get("inverse", False)),
            )
            for spelling in (symbol, *entry["names"]):
                found.setdefault(spelling, unit)
    return found


@cache
def _folded() -> Mapping[str, Unit]:
    """Those whose spelling means one unit in any case: ``KM``, not ``Mb``."""
    spellings: dict[str, set[Unit]] = {}
    for spelling, unit in known_units().items():
        spellings.setdefault(spelling.casefold(), set()).add(unit)
    return {spelling: units.pop() for spelling, units in spellings.items() if len(units) == 1}


def read_unit(text: str, language: str = "en") -> Unit:
    """The unit that ``text`` names, in its language or in English.

    Raises:
        InputError: it names none, or money.
    """
    plain = " ".join(text.split()).strip(" .")
    unit = _named(plain, language)
    if unit is None:
        # "kilometres/hour", "m per sec": both by themselves, then as they are written together.
        parts = [_named(part, language) for part in re.split(r" ?/ ?| per ", plain, maxsplit=1)]
        if len(parts) == 2 and parts[0] is not None and parts[1] is not None:
            unit = known_units().get(f"{parts[0].symbol}/{parts[1].symbol}")
    if unit is not None:
        return unit
    money = currencies(base(language))
    if plain in money or plain.upper() in money or plain.casefold() in money:
        raise InputError("tool_units.money", unit=plain[:40])
    near = difflib.get_close_matches(plain.casefold()[:40], _folded(), n=3)
    if near:
        raise InputError("tool_units.unknown_near", unit=plain[:40], near=", ".join(near))
    raise InputError("tool_units.unknown", unit=plain[:40])


def _named(plain: str, language: str) -> Unit | None:
    known, folded = known_units(), _folded()
    # CLDR has the names of units in each language; its symbols for spans of time are words here.
    written = written_units(base(language)).get(plain, "")
    for spelling in (plain, written, plain.removesuffix("s")):
        unit = known.get(spelling) or folded.get(spelling.casefold())
        if spelling and unit is not None:
            return unit
    return None


def converted(amount: Fraction, given: Unit, wanted: Unit) -> Fraction:
    """``amount`` of one unit in the other.

    Raises:
        InputError: they measure different things, or there is no such temperature or consumption.
    """
    if given.quantity != wanted.quantity:
        raise InputError(
            "tool_units.different",
            given=given.symbol,
            wanted=wanted.symbol,
            measures=given.quantity,
            other=wanted.quantity,
        )
    if (given.inverse or wanted.inverse) and amount <= 0:
        raise InputError("tool_units.impossible", amount=shown(amount), unit=given.symbol)
    of_base = given.factor / amount if given.inverse else (amount + given.shift) * given.factor
    if given.quantity == "temperature" and of_base < 0:
        raise InputError("tool_units.impossible", amount=shown(amount), unit=given.symbol)
    return wanted.factor / of_base if wanted.inverse else of_base / wanted.factor - wanted.shift


class ConvertArguments(BaseModel):
    """What ``convert_units`` takes."""

    amount: float = Field(description="the number", ge=-MOST, le=MOST)
    from_unit: str = from_task("its unit, such as km", source="unit", most=40, min_length=1)
    to_unit: str = from_task("the unit wanted, such as miles", source="unit", most=40, min_length=1)


def asks_for_another_unit(text: str, language: str = "en") -> bool:
    """Whether a task names a quantity and another unit that it is wanted in."""
    for pattern in _ASKED:
        found = pattern.search(text)
        if found is None:
            continue
        try:
            read_unit(found["given"], language)
            read_unit(found["wanted"], language)
        except InputError:
            continue
        return True
    return False


def units_tool(language: str = "en") -> BaseTool:
    """``convert_units``.

    Args:
        language: of the task, in which units may be named.
    """

    def convert_units(amount: float, from_unit: str, to_unit: str) -> Observation:
        given, wanted = read_unit(from_unit, language), read_unit(to_unit, language)
        exact = Fraction(repr(amount))  # as it was written, not as binary fractions have it
        value = converted(exact, given, wanted)
        return Observation(f"{shown(exact)} {given.symbol} = {shown(value)} {wanted.symbol}", value=json_number(value))

    return made_tool(
        "convert_units",
        "Convert a quantity into another unit (length, area, volume, weight, temperature, time, speed, data, energy).",
        ConvertArguments,
        convert_units,
        ToolTraits(
            "calculator",
            "compute",
            seconds=10.0,
            patterns=_PATTERNS,
            means=lambda text: asks_for_another_unit(text, language),
        ),
    )

"""How a language writes months, numbers, units and money: Unicode's CLDR through Babel, and ``resources``."""

import re
import tomllib
from functools import cache
from typing import Any, Final, cast

from resources import resource

# The months of these are known in every document: people quote, and a language is sometimes told wrong.
USUAL: Final = ("en", "fr", "de", "es", "it", "pt", "nl")
# Spellings of months that CLDR has only elsewhere.
_MONTHS: Final = {"sept": 9, "mrz": 3, "maerz": 3, "jaenner": 1, "jänner": 1, "feber": 2, "setiembre": 9}
_BLANKS: Final = "\u00a0\u202f\u2009"


def _locale(language: str) -> Any:
    from babel import Locale
    from babel.core import UnknownLocaleError

    for code in (language.replace("-", "_"), language.partition("-")[0].partition("_")[0]):
        try:
            return Locale.parse(code)
        except (UnknownLocaleError, ValueError, TypeError):
            continue
    return Locale.parse("en")


def base(language: str) -> str:
    """The language alone of a code with a region: ``en`` of ``en-GB``."""
    return re.split("[-_]", language)[0].casefold()


@cache
def months(language: str) -> dict[str, int]:
    """Casefolded names of months, long and short, without full stops, of the language and the usual ones."""
    found: dict[str, int] = {}
    for code in dict.fromkeys((language, *USUAL)):
        named = _locale(code).months
        for use in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in named[use][width].items():
                    plain = name.casefold().rstrip(".")
                    if plain.isalpha() and len(plain) > 2:
                        found.setdefault(plain, number)
                        found.setdefault(without_accents(plain), number)
    return {**_MONTHS, **found}


@cache
def weekdays(language: str) -> frozenset[str]:
    """Casefolded names of the days of the week, long and short."""
    return frozenset(
        name.casefold().rstrip(".")
        for code in dict.fromkeys((language, *USUAL))
        for width in ("wide", "abbreviated")
        for name in _locale(code).days["format"][width].values()
    )


@cache
def weekday_numbers(language: str) -> dict[str, int]:
    """Casefolded names of the days of the week, long and short, of the language and the usual ones; Monday is 0."""
    found: dict[str, int] = {}
    for code in dict.fromkeys((base(language), *USUAL)):
        for use in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in _locale(code).days[use][width].items():
                    found.setdefault(name.casefold().rstrip("."), number)
    return found


@cache
def weekday_names(language: str) -> tuple[str, ...]:
    """The days of the week as the language writes them, Monday first."""
    names = _locale(language).days["stand-alone"]["wide"]
    return tuple(str(names[number]) for number in range(7))


def without_accents(word: str) -> str:
    """``word`` without the marks of its Latin letters."""
    import unicodedata

    return "".join(char for char in unicodedata.normalize("NFD", word) if not unicodedata.combining(char))


@cache
def day_first(language: str) -> bool | None:
    """Whether the day stands before the month in a date of figures; None where only a region would say (English)."""
    if base(language) == "en" and base(language) == language.casefold():
        return None
    pattern = str(_locale(language).date_formats["short"].pattern)
    return pattern.find("d") < pattern.find("M")


@cache
def dotted_dates(language: str) -> bool:
    """Whether a short date is written with full stops (3.3.24), so that such figures are no version."""
    return "." in str(_locale(language).date_formats["short"].pattern)


@cache
def separators(language: str) -> tuple[str, str]:
    """The sign before decimals, and the one between thousands; any kind of blank is a plain one."""
    symbols = _locale(language).number_symbols
    latin = symbols.get("latn", symbols)
    group = str(latin.get("group", ","))
    return str(latin.get("decimal", ".")), " " if group in _BLANKS or group == " " else group.replace("’", "'")


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(resource("quantities.toml").read_text("utf-8"))


def _own(table: str, language: str) -> dict[str, Any]:
    """A table of ``resources``: what is for all languages, for the usual ones, and for this one, the last one first."""
    texts = _texts()[table]
    found: dict[str, Any] = {}
    for code in (base(language), "", "en", "zh", *USUAL):
        part = texts.get(code, {})
        for key, value in part.items() if isinstance(part, dict) else ():
            found.setdefault(key, value)
    return found


@cache
def units(language: str) -> dict[str, str]:
    """What is written behind a number, and the unit that it means."""
    from babel.units import format_unit

    refused = {code: set(labels) for code, labels in _texts()["refused"].items()}
    found = _own("spellings", language)
    for code in dict.fromkeys((base(language), "en")):
        locale = _locale(code)
        for name, symbol in _texts()["units"].items():
            for width in ("long", "short"):
                for number in (1, 2, 5, 0.5):
                    text = format_unit(number, name, cast(Any, width), locale=locale)
                    label = re.sub(r"[\d.,٫]+", "", text).strip(f" {_BLANKS}")
                    if label and name not in label and label not in refused.get(code, ()):
                        found.setdefault(label, symbol)
    return found


@cache
def currencies(language: str) -> dict[str, str]:
    """What is written before or behind an amount, and its code of ISO 4217."""
    from babel.numbers import get_currency_name, list_currencies

    known = str(_texts()["money"]["known"]).split()
    found = {key: str(code) for key, code in _own("money", language).items()}
    for code in dict.fromkeys((base(language), "en")):
        locale = _locale(code)
        for currency in known:
            names = {get_currency_name(currency, number, locale=locale) for number in (1, 2, 5)}
            for name in (*names, locale.currencies.get(currency, "")):
                if len(name) > 1:
                    found.setdefault(name, currency)
    for currency in list_currencies():
        found.setdefault(currency, currency)
    return found


@cache
def scales(language: str) -> dict[str, float]:
    """Words that multiply the number before them."""
    texts = _texts()["scales"]
    return {**texts[""], **texts.get(base(language), texts["en"])}


@cache
def number_words(language: str) -> dict[str, int]:
    """Words for the whole numbers below a hundred, a hundred, a thousand and a million; empty for most languages."""
    words = _texts()["words"].get(base(language))
    if words is None:
        return {}
    units_, tens = words["units"].split(), words["tens"].split()
    found = {word: number for number, word in enumerate(units_)}
    found |= {word: 10 * number for number, word in enumerate(tens, 2)}
    joint = words.get("unit_first")
    if joint:
        first = {**dict(enumerate(units_)), **({1: words["ones"][0]} if base(language) == "de" else {})}
        found |= {
            f"{first[one]}{joint}{ten}": 10 * place + one for place, ten in enumerate(tens, 2) for one in range(1, 10)
        }
    found |= dict.fromkeys(words.get("ones", []), 1)
    found |= dict.fromkeys(words["hundred"], 100)
    found |= dict.fromkeys(words["thousand"], 1000)
    found |= dict.fromkeys(words.get("million", []), 1_000_000)
    if base(language) == "fr":
        found |= {"quatre-vingts": 80}
    return found | {word.replace("ß", "ss"): number for word, number in found.items()}


@cache
def number_joints(language: str) -> tuple[str, ...]:
    """Words that stand between two words of one number."""
    return tuple(_texts()["words"].get(base(language), {}).get("joints", ()))

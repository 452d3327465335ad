"""The form of the next step: each tool's arguments as a JSON schema; a small model's words are taken from the task."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any, TypeVar

from chains.agent.parts import OF_INSIDE, YEAR, Part, counted, of_unlike_things, without_operand, wording, written
from chains.dates import dates
from chains.quantities import QuantityFound, quantities
from chains.steps import numbers_known, numbers_named
from chains.text import is_stop, terms
from chains.text import language as language_of
from chains.toolkits.base import FROM_TASK

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

Schema = dict[str, Any]
Span = tuple[int, int]
Found = TypeVar("Found")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_OUT_OF = re.compile(r"\s*(?:[^\W\d_]+\s)?(?:out )?of (?:(?:the|its|their|all|these|those|a|total|of)\s)*")

# What accounts, telephones and invoices are known by: "20-114-915", "INV-2024-17", "DE89".
_NUMBER_OF_A_THING = re.compile(
    r"(?<![\w-])(?:\d+(?:[-/]\d+){2,}|[A-Z]{1,6}[-/]\d+(?:[-/]\d+)*|[A-Z]\d+)(?![\w-])", re.ASCII
)
_TIMES = re.compile(r"\b(?:month|year|week|day|hour|night|minute)s?\b|[年月周天]", re.IGNORECASE)
# A count of things in a question; of a time there is always more than one.
_COUNTED = re.compile(
    r"\b(\d+) (?!(?:month|year|week|day|hour|night|minute)s?\b)([^\W\d_]{3,}?)(?:s|es)?\b", re.IGNORECASE
)
NUMBERS = frozenset({"number", "integer"})
FINISH = "finish"
TABLE = "query_table"
# Of one argument that is held to the task, so many ways of saying it.
MOST_WAYS = 12
MOST_SPAN = 6
# Numbers of one looked-up text that are reckoned with, and of two texts pairs of them.
MOST_NUMBERS, MOST_PAIRS = 2, 2


def function(tool: "BaseTool") -> Schema:
    """A tool in OpenAI's form, as it is told to a model that writes its own arguments."""
    # Of the arguments' own model: LangChain's form of a tool drops what a field says beyond its type.
    schema = tool.args_schema if isinstance(tool.args_schema, dict) else tool.get_input_jsonschema()
    parameters = {key: value for key, value in schema.items() if key not in {"title", "description"}}
    return {"name": tool.name, "description": tool.description, "parameters": parameters}


def held(
    tool: "BaseTool", part: Part, observed: Sequence[str], language: str, named: Sequence[str] = ()
) -> Schema | None:
    """The same, with texts and numbers limited to what the question and the observations say; None if they lack any.

    Args:
        part: the question at hand.
        observed: what was looked up for it, the most telling first.
        language: of the task.
        named: titles of the documents that the question names.
    """
    found = function(tool)
    parameters = dict(found.get("parameters") or {})
    properties: Mapping[str, Schema] = parameters.get("properties", {})
    required = set(parameters.get("required", ()))
    kept: Schema = {}
    documents = [name for name in properties if properties[name].get(FROM_TASK) == "document" and name in required]
    for name, schema in properties.items():
        if name not in required and not schema.get(FROM_TASK):
            numbered = _numbered(name, part.text) if schema.get("type") == "integer" else []
            if numbered:
                kept[name] = {**schema, "enum": numbered}
            continue  # else left at its default: what nobody asked for is not to be set
        if schema.get(FROM_TASK) == "document":
            titles = [title for title in schema.get("enum", named) if title in named]
            if len(titles) == len(documents) > 1:
                titles = [titles[documents.index(name)]]  # two documents to compare are the two that are named
            if titles or name in required:
                kept[name] = {**schema, "enum": titles} if titles else schema
            continue
        ways = _ways(tool.name, name, schema, part, observed, language)
        if not ways and (schema.get(FROM_TASK) or schema.get("type") in NUMBERS) and name in required:
            return None  # no date to count from, nothing to reckon with
        if ways or name in required:
            kept[name] = {**schema, "enum": ways} if ways else schema
    return {**found, "parameters": {**parameters, "properties": kept, "required": list(kept)}}


def finish(description: str) -> Schema:
    """The end of a run as a tool that takes nothing."""
    return {"name": FINISH, "description": description, "parameters": {"type": "object", "properties": {}}}


def choices(schema: object) -> Iterator[str]:
    """The texts that an argument may be one of."""
    if isinstance(schema, dict):
        yield from (text for text in schema.get("enum", ()) if isinstance(text, str))
        for part in schema.values():
            yield from choices(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from choices(part)


def descriptions(schema: object) -> Iterator[str]:
    """What the form of a tool says in words."""
    if isinstance(schema, dict):
        yield from (text for key, text in schema.items() if key == "description" and isinstance(text, str))
        for part in schema.values():
            yield from descriptions(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from descriptions(part)


def _ways(
    tool: str, name: str, schema: Schema, part: Part, observed: Sequence[str], language: str
) -> list[str] | list[float] | list[int]:
    """What an argument may be; empty where its schema says enough."""
    if "enum" in schema or "const" in schema:
        return []
    kind = schema.get("type")
    if kind in NUMBERS:
        texts = [part.text, *observed]
        numbers = [float(number.rstrip("%")) for text in texts for number in numbers_named(text, language)]
        if kind == "integer":
            return [int(number) for number in dict.fromkeys(numbers) if number.is_integer()][:MOST_WAYS]
        return list(dict.fromkeys(numbers))[:MOST_WAYS]
    if kind != "string" or not schema.get(FROM_TASK):
        return []
    ways: Mapping[object, Callable[[], list[str]]] = {
        "expression": lambda: expressions(part, observed, language),
        "date": lambda: _dates([part.text, *observed], language),
        "unit": lambda: _spans(part.text, 2),
        "body": lambda: _bodies(part.text),
        "address": lambda: _addresses([part.text, *observed]),
        "name": lambda: _called(part.text),
        "heading": lambda: _headings(part.text),
    }
    asked = without_operand(part.text, language) if tool == TABLE else part.text
    return ways.get(schema[FROM_TASK], lambda: [asked])()[:MOST_WAYS]


def _numbered(name: str, text: str) -> list[int]:
    """The number that a question gives right behind an argument's name: "page 2"."""
    found = re.search(rf"\b{name}\s+(\d{{1,6}})\b", text, re.IGNORECASE)
    chinese = re.search(r"第\s*(\d{1,6})\s*页", text) if name == "page" else None
    return [int(match[1]) for match in (found, chinese) if match][:1]


_HEADED = re.compile(
    r"\b(?:section|chapter|part|paragraph|clause)\s+(?:(?:on|about|called|named|titled|headed)\s+)?"
    r"[\"“‘']?(?P<heading>[^\"”’'?.!,]{1,60}?)[\"”’']?(?:\s+(?:of|in|from)\s+(?:the|my|our|this)\b|[?.!,]|$)"
    r"|第\s*(?P<number>\d+)\s*[节章条]|[“「『](?P<quoted>[^”」』]+)[”」』]",
    re.IGNORECASE,
)


def _headings(text: str) -> list[str]:
    """What a question calls a part of a document by."""
    found = _HEADED.search(text)
    return [next(group for group in found.groups() if group).strip()] if found else []


def expressions(part: Part, observed: Sequence[str], language: str) -> list[str]:
    """The calculations that a question may mean, the likeliest first: its sign between what it and the texts name."""
    if not observed and not part.joins:
        found = written(part.text, language)
        if found:
            return [found]
    own = [number.rstrip("%") for number in numbers_named(part.text, language)]
    if part.joins == 1:
        return _with_earlier(observed[-1], own, part.sign, language) if observed else []
    if part.joins:
        return _joined(part, observed[-part.joins :], language) if len(observed) >= part.joins else []
    # A year says when: it is reckoned with only where there is no other number, and then with a year.
    own_years = [number for number in own if YEAR.fullmatch(number)]
    own = [number for number in own if number not in own_years]
    if own_years and not own and part.sign == "-" and observed:
        found_years = [year for text in observed for year in YEAR.findall(text) if year not in own_years][:1]
        return [_years_between(year, other) for year in found_years for other in own_years]
    looked_up = [number for text in observed for number in amounts(text, language)]
    if not looked_up:
        alike = part.sign and len(own) > 1 and not of_unlike_things(part.text, language)
        return _between(own, part.sign) if alike else []
    own = own or numbers_known(part.text)
    if part.sign == "%" and not own:
        return [share for text in observed for share in _shares(text, language)]
    if part.sign == "%":
        return [f"{share}% of {number}" for number in looked_up for share in own]
    if part.sign == "*":
        return _times(observed, own, part.text, language)
    if part.sign in {"+", "-"}:  # euros are not added to tonnes
        things = dict(counted(part.text, language))
        units = {value: unit for text in observed for value, unit in _measured(text, language)}
        own_things = {thing for number in own if (thing := things.get(number, ""))}
        looked_up = [number for number in looked_up if not own_things or units.get(number, "") in {"", *own_things}]
    return [f"{number} {part.sign} {other}" for number in looked_up for other in own if number != other]


def _joined(part: Part, observed: Sequence[str], language: str) -> list[str]:
    """The calculations with what was looked up for each side: likes with likes."""
    sides = part.sides if len(part.sides) == len(observed) == 2 else ("",) * len(observed)
    of_each = list(zip(observed, sides, reversed(sides), strict=True))
    if years_asked(part.text):
        found = [years_near(text, side, other) for text, side, other in of_each]
        years = [near[0] for near in found if near]
        return [_years_between(*years)] if len(years) == 2 and years[0] != years[1] else []
    measured = [_measured_near(text, side, other, language) for text, side, other in of_each]
    # In the order in which the texts have them: euros with euros, else counts with counts.
    combined = sorted(product(*measured), key=_unlike)
    alike = [operands for operands in combined if _unlike(operands) == _unlike(combined[0])]
    values = [[value for value, _ in operands] for operands in alike[:MOST_PAIRS]]
    if len(set(observed)) == 1:
        values = [both for both in values if len(set(both)) > 1]  # one number is not what both are
    if part.sign == "growth":
        return [f"({later} - {earlier}) / {earlier} * 100" for earlier, later in values if float(earlier)]
    # A difference is told without its sign.
    turned = (sorted(both, key=float, reverse=True) if part.sign == "-" else both for both in values)
    return [f"{left} {part.sign} {right}" for left, right in turned]


def _years_between(one: str, other: str) -> str:
    return " - ".join(sorted((one, other), key=int, reverse=True))


def years_asked(question: str) -> bool:
    """Whether a question is after a number of years, so that years are what is reckoned with."""
    return bool(re.search(wording()["years"]["zh" if language_of(question) == "zh" else "en"], question, re.IGNORECASE))


def years_near(text: str, side: str, other: str) -> list[str]:
    """The years of a text, those nearest to what it says of one of two things first."""
    return [year for _, year in _by_nearness(text, side, other, [(m.span(), m.group()) for m in YEAR.finditer(text)])]


def _measured_near(text: str, side: str, other: str, language: str) -> list[tuple[str, str]]:
    """Its numbers with their units in the same order."""
    found = [
        ((found.start, found.end), (str(found.quantity.value), found.quantity.unit))
        for found in _numbers(text, language)
    ]
    return [measured for _, measured in _by_nearness(text, side, other, found)]


def _by_nearness(text: str, side: str, other: str, found: Sequence[tuple[Span, Found]]) -> list[tuple[Span, Found]]:
    """What a text has at some places, nearest first to the words that only this side has; else in its order."""
    when = YEAR.findall(side)
    if when and YEAR.search(text) and not any(year in text for year in when):
        return []  # it speaks of another time
    head, head_of_other = (OF_INSIDE.split(each)[0] for each in (side, other))
    apart = set(terms(head)) - set(terms(head_of_other)) or set(terms(side)) - set(terms(other))
    words = [match.span() for match in _WORD.finditer(text)]
    said = [set(terms(text[start:end])) for start, end in words]
    own = [place for place, word in enumerate(said) if any(term in apart and not is_stop(term) for term in word)]
    if not own:
        return list(found)
    spans = []
    for place in own:
        low = high = place  # with the words of this side around it: "the Maastricht Treaty"
        while low and said[low - 1] & set(terms(side)):
            low -= 1
        while high + 1 < len(said) and said[high + 1] & set(terms(side)):
            high += 1
        spans.append((words[low][0], words[high][1]))

    def distance(place: Span) -> int:
        return min(max(place[0] - end, start - place[1], 0) for start, end in spans)

    return sorted(found, key=lambda each: distance(each[0]))


def _shares(text: str, language: str) -> list[str]:
    """What is said to be so much of so much: "8,000 of the 20,000 troops"; nothing where the share itself is said."""
    numbers = _numbers(text, language)
    if any(found.quantity.unit == "%" for found in numbers):
        return []
    pairs = [(one, two) for one, two in pairwise(numbers) if _OUT_OF.fullmatch(text[one.end : two.start])]
    return [f"{one.quantity.value} / {two.quantity.value} * 100" for one, two in pairs if float(two.quantity.value)]


def _with_earlier(observed: str, own: Sequence[str], sign: str, language: str) -> list[str]:
    """What was found for the question before, with the numbers of this one; years with years."""
    years = any(YEAR.fullmatch(number) for number in own)
    found = YEAR.findall(observed)[:1] if years and sign == "-" else amounts(observed, language)
    if sign == "-":
        pairs = (sorted((number, other), key=float, reverse=True) for number in found for other in own)
        return [f"{larger} - {smaller}" for larger, smaller in pairs]
    if sign == "%":
        return [f"{other.rstrip('%')}% of {number}" for number in found for other in own]
    return [f"{number} {sign} {other}" for number in found for other in own]


def _times(observed: Sequence[str], own: Sequence[str], question: str, language: str) -> list[str]:
    """What is said of one, as often as the question has it; nothing where the texts have just that count already."""
    things = counts_things(question, language)
    each = [value for text in observed for value in of_each(text, language)] if things else []
    if not each:
        counted = _COUNTED.findall(question)
        texts = " ".join(observed)
        own = [
            number
            for number in own
            if not any(
                number == count and re.search(rf"\b{count} {thing}", texts, re.IGNORECASE) for count, thing in counted
            )
        ]
    found = each or [number for text in observed for number in amounts(text, language)]
    return [f"{number} * {other}" for number in dict.fromkeys(found) for other in own if number != other]


def counts_things(question: str, language: str) -> bool:
    """Whether a question has a count of things; months and days are none."""
    found = re.search(wording()["things"][language], question, re.IGNORECASE)
    return found is not None and _TIMES.search(found.group()) is None


def of_each(text: str, language: str) -> list[str]:
    """The numbers of a text that are said of one thing: "3 euros a piece", "per day: 0.50"."""
    behind, before = (
        re.compile(wording()["each"][f"{side}_{language}"], re.IGNORECASE) for side in ("behind", "before")
    )
    return [
        str(found.quantity.value)
        for found in _numbers(text, language)
        if behind.match(text, found.end) or before.search(text[: found.start])
    ]


def _between(numbers: Sequence[str], sign: str) -> list[str]:
    """All numbers with one sign between them."""
    if sign == "%":
        return [f"{numbers[0]}% of {numbers[1]}"]
    if sign == "-":
        largest, smallest = sorted(numbers, key=float, reverse=True)[:2]
        return [f"{largest} - {smallest}"]
    return [f" {sign or '+'} ".join(numbers)]


def amounts(text: str, language: str) -> list[str]:
    """The numbers of a text that are most likely meant: amounts with a unit, else bare ones; dates are none."""
    found = _measured(text, language)
    with_unit = [value for value, unit in found if unit]
    return list(dict.fromkeys(with_unit or [value for value, _ in found]))[:MOST_NUMBERS]


def _unlike(operands: Sequence[tuple[str, str]]) -> int:
    """How little numbers with their units have to do with each other."""
    units = {unit for _, unit in operands}
    return 2 if len(units) > 1 else int(units == {""})


def _measured(text: str, language: str) -> list[tuple[str, str]]:
    """The numbers of a text with their units, in order; parts of dates and of numbers of things are none."""
    return [(str(found.quantity.value), found.quantity.unit) for found in _numbers(text, language)]


def _numbers(text: str, language: str) -> list[QuantityFound]:
    days = [(date.start, date.end) for date in dates(text, language)]
    days += [match.span() for match in _NUMBER_OF_A_THING.finditer(text)]
    return [
        found
        for found in quantities(text, language)
        if not any(low <= found.start < high for low, high in days)
        and re.fullmatch(r"-?\d+(?:\.\d+)?", str(found.quantity.value))
    ]


def _dates(texts: Sequence[str], language: str) -> list[str]:
    return list(dict.fromkeys(text[date.start : date.end] for text in texts for date in dates(text, language)))


def _spans(text: str, most: int = MOST_SPAN) -> list[str]:
    """Runs of words that begin and end with one that says something, the longest last."""
    words = re.findall(r"[\w°%²³/.'’-]+", text)
    return [
        " ".join(words[start : start + size])
        for size in range(1, most + 1)
        for start in range(len(words) - size + 1)
        if all(any(not is_stop(term) for term in terms(words[at])) for at in (start, start + size - 1))
    ]


_SAID = re.compile(
    r"[\"“‘「『](.{2,}?)[\"”’」』]|[:：]\s*(.{2,})$|\b(?:that|down)\s+(.{2,})$|(?:记住|记下|记录)[，,：:]?(.{2,})$"
)


def _bodies(text: str) -> list[str]:
    """What a question gives to be kept or written: what is quoted, or stands behind a colon; else all of it."""
    found = [next(group for group in match.groups() if group) for match in _SAID.finditer(text)]
    return [found[0].strip()] if found else [text]


_ADDRESS = re.compile(r"https?://[^\s\"'<>“”‘’「」]+[^\s\"'<>“”‘’「」.,;:!?)\]}。，；：！？）】]")
_CALLED = re.compile(r"[\"“‘「『]([^\"”’」』]{1,80})[\"”’」』]|(?<!\w)(\w*[\d_]\w*(?:[-./:@]\w+)*|\w+(?:[-./:@]\w+)+)")


def _addresses(texts: Sequence[str]) -> list[str]:
    """The addresses of pages that stand in texts."""
    return list(dict.fromkeys(match.group() for text in texts for match in _ADDRESS.finditer(text)))


def _called(text: str) -> list[str]:
    """What may be a name of something: what is quoted, or has digits or signs in it; then a word or two."""
    found = [next(group for group in match.groups() if group) for match in _CALLED.finditer(text)]
    return list(dict.fromkeys([*found, *_spans(text, 2)]))

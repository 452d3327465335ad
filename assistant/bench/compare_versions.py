"""Pairs of versions made with known edits: which of them a comparison finds, and what it tells that nobody edited."""

import argparse
import random
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.bench.report import Figure, show
from chains.answer import Check
from chains.comparing.changes import Change, ChangeKind, compared
from chains.comparing.units import LENIENT, tokens
from chains.documents import SourceDocument, TextBlock

SEED = 31_907
PAIRS = 40
PAGE_CHARACTERS = 3_000
PAGES = 200

# What the sentences of the two halves are put together from: the second half was never looked at while tuning.
_SUBJECTS = (
    ("The tenant", "The landlord", "The caretaker", "Each resident", "The owner of the flat", "A visitor"),
    ("The insurer", "The policyholder", "The claims office", "Every member", "The appointed doctor", "The broker"),
)
_DUTIES = (
    (
        "pays {n} euros for the {thing} by {date}",
        "must clean the {thing} every {n} days",
        "may use the {thing} from {date} on",
        "returns the keys of the {thing} within {n} days",
        "keeps {n} copies of the list of the {thing}",
        "has the {thing} inspected by {name} before {date}",
        "shall not lend the {thing} to anyone but {name}",
    ),
    (
        "reports damage to the {thing} within {n} hours",
        "pays at most {n} euros for a lost {thing}",
        "must show the {thing} to {name} on request",
        "receives the {thing} no later than {date}",
        "may refuse a {thing} that is older than {n} years",
        "shall store the {thing} apart from other goods until {date}",
        "reviews the price of the {thing} with {name} every {n} months",
    ),
)
_THINGS = (
    "cellar room,bicycle stand,washing machine,balcony,boiler,garden shed,letter box,parking space,roof terrace,meter",
    "camera,travel bag,certificate,medicine,laptop,musical instrument,passport,bicycle,watch,contract file",
)
_NAMES = (("Mr Halloran", "Ms Iwu", "Dr Petrov", "Mrs Lund"), ("Mr Castellan", "Ms Brandvold", "Dr Okonjo", "Mrs Feld"))
_TAILS = (
    "", " and tells the office in writing", ", unless both sides agree otherwise", ", at no cost to the others",
    ", as the schedule says", " and signs for it", ", even where nobody has asked for it",
)  # fmt: skip
_ZH = (
    ("租客", "房东", "物业", "住户"),
    (
        "应当在{n}天之内检查{thing}",
        "每年支付{n}元用于{thing}的维护",
        "可以从{date}起使用{thing}",
        "不得将{thing}转借他人，违者罚款{n}元",
    ),
    ("地下室", "洗衣机", "阳台", "车位", "信箱", "水表", "热水器", "花园"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Edit:
    """One known edit: the sentences before and after; one of them empty where one came or went."""

    kind: ChangeKind
    before: str
    after: str


@dataclass(slots=True)
class Clause:
    """A heading with its sentences; a table has rows."""

    heading: str
    sentences: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two versions and what was done."""

    before: SourceDocument
    after: SourceDocument
    edits: tuple[Edit, ...]


def _date(rng: random.Random) -> str:
    month = rng.choice(("January", "March", "May", "July", "September", "November"))
    return f"{rng.randint(1, 28)} {month} {rng.randint(2024, 2029)}"


def _sentence(rng: random.Random, half: int, chinese: bool) -> str:
    if chinese:
        subject, duty, thing = (rng.choice(_ZH[n]) for n in range(3))
        date = f"{rng.randint(2024, 2029)}年{rng.randint(1, 12)}月{rng.randint(1, 28)}日"
        return f"{subject}{duty}。".format(n=rng.randint(2, 900), thing=thing, date=date)
    said = f"{rng.choice(_SUBJECTS[half])} {rng.choice(_DUTIES[half])}{rng.choice(_TAILS)}."
    thing = rng.choice(_THINGS[half].split(","))
    return said.format(n=rng.randint(2, 900), thing=thing, date=_date(rng), name=rng.choice(_NAMES[half]))


def clauses(rng: random.Random, half: int, count: int, chinese: bool = False) -> list[Clause]:
    """A document, as data."""
    out = []
    known: set[str] = set()
    for number in range(count):
        name = (
            f"第{number + 1}部分" if chinese else rng.choice(_THINGS[half].split(",")).capitalize() + f" {number + 1}"
        )
        clause = Clause(name)
        while len(clause.sentences) < rng.randint(3, 7):
            sentence = _sentence(rng, half, chinese)
            if sentence not in known:
                known.add(sentence)
                clause.sentences.append(sentence)
        if number % 4 == 3:
            things = _ZH[2] if chinese else _THINGS[half].split(",")
            chosen = rng.sample(list(things), 5)
            clause.rows = [["名称", "数量", "价格"] if chinese else ["Item", "Pieces", "Price"]]
            clause.rows += [[thing, str(rng.randint(1, 40)), f"{rng.randint(10, 900)} euros"] for thing in chosen]
        out.append(clause)
    return out


def written(parts: Sequence[Clause], title: str, form: int) -> SourceDocument:
    """The document as a reader gives it, in one of three forms: plain, hard-wrapped and hyphenated, typographic."""
    pieces: list[str] = []
    blocks: list[TextBlock] = []
    at = 0

    def add(kind: str, text: str, level: int = 0) -> None:
        nonlocal at
        blocks.append(TextBlock(kind, at, at + len(text), level=level))  # type: ignore[arg-type]  # of BlockKind
        pieces.append(text)
        at += len(text) + 2

    for number, clause in enumerate(parts, 1):
        mark = (f"{number}. ", "", f"Section {number}: ")[form]
        add("heading", f"{mark}{clause.heading.upper() if form == 2 else clause.heading}", 2)
        text = ("" if re.search("[一-鿿]", clause.sentences[0] if clause.sentences else "") else " ").join(
            clause.sentences
        )
        if form == 1:
            text = _wrapped(text)
        if form == 2:
            text = text.replace("'", "’").replace(" - ", " – ")
        if text:
            add("paragraph", text)
        for place, row in enumerate(clause.rows):
            add("table_row" if place else "table_header", " | ".join(row))
    identity = f"{title}-{form}-{hash(tuple(pieces))}"
    return SourceDocument(identity, title, "", "text", "\n\n".join(pieces), tuple(blocks))


def _wrapped(text: str) -> str:
    """Lines of 60 characters, the last word hyphenated where it is long."""
    lines, line = [], ""
    for word in text.split(" "):
        if len(line) + len(word) < 60:
            line = f"{line} {word}".strip()
        elif len(word) > 8 and word.isalpha():
            lines.append(f"{line} {word[:4]}-")
            line = word[4:]
        else:
            lines.append(line)
            line = word
    return "\n".join([*lines, line])


def pair(seed: int, half: int) -> Pair:
    """Two versions with two to nine edits; the form changes in two of three pairs, which is no edit."""
    rng = random.Random(seed)
    chinese = seed % 5 == 4
    old = clauses(rng, half, rng.randint(5, 14), chinese)
    new = [Clause(part.heading, list(part.sentences), [list(row) for row in part.rows]) for part in old]
    edits: list[Edit] = []
    touched: set[str] = set()
    for _ in range(rng.randint(2, 9)):
        edit = rng.choice(_EDITS)(rng, new, half, chinese, touched)
        if edit is not None:
            edits.append(edit)
            touched |= {edit.before, edit.after}
    form = 0 if chinese else seed % 3
    return Pair(written(old, "before", 0), written(new, "after", form), tuple(edits))


def _pick(rng: random.Random, parts: Sequence[Clause], touched: set[str]) -> tuple[Clause, int] | None:
    found = [(part, n) for part in parts for n, said in enumerate(part.sentences) if said not in touched]
    return rng.choice(found) if found else None


def _number(rng: random.Random, parts: list[Clause], half: int, chinese: bool, touched: set[str]) -> Edit | None:
    place = _pick(rng, parts, touched)
    if place is None or not (found := re.search(r"\d+", place[0].sentences[place[1]])):
        return None
    old = place[0].sentences[place[1]]
    value = str(int(found.group()) + rng.randint(1, 9))
    place[0].sentences[place[1]] = old[: found.start()] + value + old[found.end() :]
    return Edit("changed", old, place[0].sentences[place[1]])


def _reworded(rng: random.Random, parts: list[Clause], half: int, chinese: bool, touched: set[str]) -> Edit | None:
    place = _pick(rng, parts, touched)
    if place is None:
        return None
    old = place[0].sentences[place[1]]
    swaps = {
        "must": "need not", "may": "may not", "pays": "has to pay", "within": "no later than after", "keeps": "stores",
        "returns": "hands back", "shall not": "shall", "receives": "gets",
        "应当": "可以", "可以": "不得", "每年": "每月",
    }  # fmt: skip
    wanted = next((word for word in swaps if word in old), None)
    if wanted is None:
        return None
    new = old.replace(wanted, swaps[wanted], 1)
    place[0].sentences[place[1]] = new
    return Edit("changed", old, new)


def _added(rng: random.Random, parts: list[Clause], half: int, chinese: bool, touched: set[str]) -> Edit | None:
    part = rng.choice(parts)
    new = _sentence(rng, half, chinese)
    part.sentences.insert(rng.randint(0, len(part.sentences)), new)
    return Edit("added", "", new)


def _dropped(rng: random.Random, parts: list[Clause], half: int, chinese: bool, touched: set[str]) -> Edit | None:
    place = _pick(rng, parts, touched)
    if place is None or len(place[0].sentences) < 3:
        return None
    return Edit("dropped", place[0].sentences.pop(place[1]), "")


def _moved(rng: random.Random, parts: list[Clause], half: int, chinese: bool, touched: set[str]) -> Edit | None:
    place = _pick(rng, parts, touched)
    others = [part for part in parts if place is not None and part is not place[0]]
    if place is None or not others or len(place[0].sentences) < 3:
        return None
    said = place[0].sentences.pop(place[1])
    rng.choice(others).sentences.append(said)
    return Edit("moved", said, said)


def _cell(rng: random.Random, parts: list[Clause], half: int, chinese: bool, touched: set[str]) -> Edit | None:
    found = [row for part in parts for row in part.rows[1:] if " | ".join(row) not in touched]
    if not found:
        return None
    row = rng.choice(found)
    old = " | ".join(row)
    row[1] = str(int(row[1]) + rng.randint(1, 9))
    return Edit("changed", old, " | ".join(row))


def _row(rng: random.Random, parts: list[Clause], half: int, chinese: bool, touched: set[str]) -> Edit | None:
    found = [part for part in parts if len(part.rows) > 3]
    if not found:
        return None
    part = rng.choice(found)
    # The order of rows is no edit.
    part.rows[1:] = sorted(part.rows[1:], key=lambda _: rng.random())
    gone = next((row for row in part.rows[1:] if " | ".join(row) not in touched), None)
    if gone is None:
        return None
    part.rows.remove(gone)
    return Edit("dropped", " | ".join(gone), "")


_EDITS: tuple[Callable[[random.Random, list[Clause], int, bool, set[str]], Edit | None], ...] = (
    _number, _number, _reworded, _added, _dropped, _moved, _cell, _row,
)  # fmt: skip


# --- what was found -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Score:
    """Edits found and missed, and what was told beside them."""

    found: int = 0
    all: int = 0
    told: int = 0
    right: int = 0
    missed: list[Edit] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def _letters(text: str) -> str:
    return "".join(token.form for token in tokens(text, 0, len(text), LENIENT))


def score(pair: Pair, embed: Callable[..., object], into: Score, check: Callable[[], None]) -> None:
    """Compare one pair, and count."""
    changes = compared(pair.before, pair.after, embed, LENIENT, check).changes  # type: ignore[arg-type]  # an Embed
    # A change of several sentences is as many as were edited.
    told = [(change, *_sides(change)) for change in changes]
    used: set[int] = set()
    for edit in pair.edits:
        into.all += 1
        old, new = _letters(edit.before), _letters(edit.after)
        match = next(
            (n for n, (change, a, b) in enumerate(told) if change.kind == edit.kind and old in a and new in b), None
        )
        if match is None:
            into.missed.append(edit)
        else:
            into.found += 1
            used.add(match)
    into.told += len(told)
    into.right += len(used)
    into.wrong += [f"{change.kind}: {a[:60]} -> {b[:60]}" for n, (change, a, b) in enumerate(told) if n not in used]


def _sides(change: Change) -> tuple[str, str]:
    return tuple(_letters(" ".join(unit.text for unit in side)) for side in (change.before, change.after))  # type: ignore[return-value]  # two of them


class _Watch:
    """A ``Check`` that notes the longest time between two looks."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.perf_counter()

    def check(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now


def large(rng: random.Random) -> Iterator[tuple[float, float]]:
    """Seconds, and the longest seconds until a stop would be seen, of versions of 200 pages: edited, and rewritten."""
    from assistant.models.wordllama import WordLlama

    embed = WordLlama().embed
    embed(["warm"])
    old = clauses(rng, 0, 1)
    while sum(len(said) for part in old for said in part.sentences) < PAGES * PAGE_CHARACTERS:
        old += clauses(rng, 0, 40)
    edited = [replace(part, sentences=list(part.sentences)) for part in old]
    for _ in range(300):
        rng.choice(_EDITS[:6])(rng, edited, 0, False, set())
    rewritten = [replace(part, sentences=[_sentence(rng, 0, False) for _ in part.sentences]) for part in old]
    for new in (edited, rewritten):
        watch: Check = _Watch()
        assert isinstance(watch, _Watch)
        began = time.perf_counter()
        compared(written(old, "before", 0), written(new, "after", 1), embed, LENIENT, watch.check)
        yield time.perf_counter() - began, watch.longest


def figures(pairs: int = PAIRS, pages: bool = True) -> list[Figure]:
    """Found edits of both halves, and the time of large documents."""
    from assistant.models.wordllama import WordLlama

    embed = WordLlama().embed
    out = []
    for half, name in enumerate(("tuned on", "held out")):
        counted = Score()
        for number in range(pairs):
            score(pair(SEED + 1_000 * half + number, half), embed, counted, lambda: None)
        recall, precision = counted.found / max(1, counted.all), counted.right / max(1, counted.told)
        value = f"found {recall:.3f} of {counted.all}, told {precision:.3f} right of {counted.told}"
        out.append(Figure(f"edits of {pairs} pairs, {name}", value))
        for edit in counted.missed[:8]:
            sys.stderr.write(f"missed {edit}\n")
        for wrong in counted.wrong[:8]:
            sys.stderr.write(f"wrong {wrong}\n")
    if pages:
        for (seconds, stop), name in zip(large(random.Random(SEED)), ("300 edits", "rewritten"), strict=True):
            out.append(
                Figure(
                    f"{PAGES} pages each, {name}",
                    f"{seconds:.1f} s, a stop is seen after {stop:.2f} s",
                    "≤ 0.5 s",
                    stop <= 0.5,
                )
            )
    return out


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    parser.add_argument("--no-pages", action="store_true")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    return show(figures(chosen.pairs, not chosen.no_pages), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())

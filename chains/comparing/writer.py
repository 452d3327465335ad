"""What a comparison says: its items in Markdown, its rows, and the quotes that both stand on."""

from collections.abc import Sequence
from typing import Literal

from chains.citing import Citations, emphasized, plain
from chains.comparing.changes import Change
from chains.comparing.differences import FactChange
from chains.comparing.topics import Topic
from chains.comparing.units import Unit
from chains.documents import SourceDocument
from chains.results import Cell
from chains.shelf import ChainCard

# Words that stay the same are cut in the middle from this length on, to so many characters at each side.
LONG, KEPT = 120, 45
# Of what came, went or moved as a whole, so many sentences are told, and so many characters of each.
SENTENCES, CHARACTERS = 4, 300
MOST_FACTS, MOST_HEADINGS = 4, 12


class Writer:
    """Puts changes into words.

    Args:
        card: the chain's wording.
        full: whether whole sentences are told, or changed values alone.
        most: items of a kind.
    """

    def __init__(self, card: ChainCard, language: str, full: bool, most: int) -> None:
        self.language = language
        self.citations = Citations()
        self._card = card
        self._full = full
        self._most = most

    def between(self, before: SourceDocument, after: SourceDocument) -> None:
        """What is told from here on is of these two."""
        self._before, self._after = before, after

    def words(self, key: str, **params: object) -> str:
        """The chain's own wording."""
        return self._card.words(key, self.language, **params)

    # --- items ---

    def item(self, change: Change, headline: str | None) -> str:
        """One change as an item of a list, with its citations."""
        if change.kind == "moved":
            said = self._moved(change)
        elif change.kind == "changed":
            said = self._changed(change)
        else:
            said = self._where(change) + self._alone(change)
        lead = f"**{plain(headline)}** " if headline else ""
        return f"- {lead}{said}\n"

    def _changed(self, change: Change) -> str:
        facts = [fact for fact in change.facts if fact.kind != "words" or fact.label]
        lead = self._where(change)
        if change.row or change.cells:
            said = self._cells(change.cells)
            return f"{lead}{said} {self._cited(change)}"
        told = " · ".join(self._fact(fact) for fact in facts[:MOST_FACTS])
        if told and not self._full:
            return f"{lead}{told} {self._cited(change)}"
        words = self._wording(change)
        return f"{lead}{told + ' — ' if told else ''}{words} {self._cited(change)}"

    def _fact(self, fact: FactChange) -> str:
        if fact.before and fact.after:
            return f"**{plain(fact.before)} → {plain(fact.after)}**"
        return f"**+ {plain(fact.after)}**" if fact.after else f"**− {plain(fact.before)}**"

    def _cells(self, cells: Sequence[FactChange]) -> str:
        told = []
        for fact in cells:
            sides = [
                f"~~{plain(fact.before)}~~" if fact.before else "",
                f"**{plain(fact.after)}**" if fact.after else "",
            ]
            label = f"{plain(fact.label)}: " if fact.label else ""
            told.append(label + " ".join(filter(None, sides)))
        return "; ".join(told)

    def _wording(self, change: Change) -> str:
        """Both wordings in one: what went struck out, what came in bold."""
        if change.difference is None:
            return plain(_joined(change.after))
        out = ""
        pieces = change.difference.pieces
        for number, (op, old, new) in enumerate(pieces):
            if op == "same":
                out += _shortened(new, first=number == 0, last=number == len(pieces) - 1)
                continue
            following = pieces[number + 1][2][:1] if number + 1 < len(pieces) else ""
            gone, come = plain(old), plain(new)
            if gone:
                # Two emphases that touch would be read as one.
                out += emphasized("~~", gone, out[-1:], " " if come else following)
                if come:
                    out += " "
            if come:
                out += emphasized("**", come, out[-1:], following)
        return " ".join(out.split())

    def _alone(self, change: Change) -> str:
        document = self._after if change.after else self._before
        side = change.after or change.before
        told = [f"{plain(_clipped(unit.text))} [{self._number(document, unit)}]" for unit in side[:SENTENCES]]
        if len(side) > SENTENCES:
            told.append(self.words("more_sentences", count=len(side) - SENTENCES))
        return " ".join(told)

    def _moved(self, change: Change) -> str:
        here, there = change.before[0].heading, change.after[0].heading
        lead = [unit for unit in change.after if unit.kind != "heading"] or list(change.after)
        words = self._wording(change) if change.difference is not None else plain(_clipped(_joined(lead)))
        start = self.words("start")
        key = "moved_within" if here == there else "moved_to"
        said = self.words(key, words=words, before=plain(here) or start, after=plain(there) or start)
        return f"{said} {self._cited(change)}"

    def _where(self, change: Change) -> str:
        side = (change.after or change.before)[0]
        parts = [] if side.kind == "heading" else [plain(_clipped(change.heading))]
        if change.row:
            parts.append(plain(change.row))
        elif change.cells:
            parts.append(self.words("columns"))
        said = " › ".join(filter(None, parts))
        return f"*{said}*: " if said else ""

    def _cited(self, change: Change) -> str:
        numbers = [self._number(self._before, unit) for unit in change.before[:SENTENCES]]
        numbers += [self._number(self._after, unit) for unit in change.after[:SENTENCES]]
        return " ".join(f"[{number}]" for number in numbers)

    def _number(self, document: SourceDocument, unit: Unit) -> int:
        context = unit.heading if unit.kind != "heading" else ""
        return self.citations.cite(document, unit.start, unit.end, context=context)

    # --- rows ---

    def row(self, change: Change) -> tuple[Cell, ...]:
        """One change as a row: kind, where, before, after; each side stands on its quotes."""
        where = " › ".join(filter(None, (change.heading, change.row)))
        return (
            Cell(self.words(change.kind), change.kind, verdict="yes"),
            Cell(where, where or None, verdict="yes" if where else "no"),
            self._side(self._before, change, "before"),
            self._side(self._after, change, "after"),
        )

    def _side(self, document: SourceDocument, change: Change, side: Literal["before", "after"]) -> Cell:
        found = change.before if side == "before" else change.after
        if not found:
            return Cell("")
        text = _joined(found)
        if change.cells:
            values = [(fact.label, fact.before if side == "before" else fact.after) for fact in change.cells]
            text = "; ".join(f"{label}: {value}" if label else value for label, value in values if value)
        return Cell(text, text, tuple(self._number(document, unit) - 1 for unit in found), "yes")

    # --- topics ---

    def topic(self, topic: Topic) -> str:
        """One topic with what each document says of it."""
        left, right = self._number(self._before, topic.before), self._number(self._after, topic.after)
        return (
            f"### {plain(topic.label)}\n\n"
            f"- *{plain(self._before.title)}*: {plain(_clipped(topic.before.text))} [{left}]\n"
            f"- *{plain(self._after.title)}*: {plain(_clipped(topic.after.text))} [{right}]\n\n"
        )

    def topic_row(self, topic: Topic) -> tuple[Cell, ...]:
        """One topic as a row."""
        left, right = self._number(self._before, topic.before), self._number(self._after, topic.after)
        return (
            Cell(self.words("topic_kind"), "topic", verdict="yes"),
            Cell(topic.label, topic.label, verdict="yes"),
            Cell(topic.before.text, topic.before.text, (left - 1,), "yes"),
            Cell(topic.after.text, topic.after.text, (right - 1,), "yes"),
        )

    def headings_only(self, document: SourceDocument, side: Sequence[Unit], other: Sequence[Unit]) -> str:
        """The headings that the other document does not have; empty where there are none."""
        known = {unit.key for unit in other}
        alone = [unit for unit in side if unit.kind == "heading" and unit.key not in known]
        if not alone:
            return ""
        shown = [f"{plain(_clipped(unit.text))} [{self._number(document, unit)}]" for unit in alone[:MOST_HEADINGS]]
        rest = "" if len(alone) <= MOST_HEADINGS else f" · … (+{len(alone) - MOST_HEADINGS})"
        return f"**{self.words('only', title=plain(document.title))}**: {' · '.join(shown)}{rest}\n\n"


def _joined(found: Sequence[Unit]) -> str:
    return " ".join(" ".join(unit.text for unit in found).split())


def _clipped(words: str) -> str:
    flat = " ".join(words.split()).lstrip("# ")
    if len(flat) <= CHARACTERS:
        return flat
    cut = flat.rfind(" ", CHARACTERS // 2, CHARACTERS)
    return flat[: cut if cut > 0 else CHARACTERS] + " …"


def _shortened(words: str, *, first: bool, last: bool) -> str:
    """Words that are the same in both, without their middle where they are long."""
    if len(words) <= LONG:
        return _kept_blanks(words)
    head = "" if first else _to_word(words[:KEPT], end=True)
    tail = "" if last else _to_word(words[-KEPT:], end=False)
    return f"{_kept_blanks(head)} … {_kept_blanks(tail)}" if head or tail else _kept_blanks(words)


def _to_word(words: str, *, end: bool) -> str:
    place = words.rfind(" ") if end else words.find(" ")
    if place < 0:
        return words
    return words[:place] if end else words[place + 1 :]


def _kept_blanks(words: str) -> str:
    """``plain``, with the blanks at its ends."""
    flat = plain(words)
    left = " " if words[:1].isspace() else ""
    right = " " if words[-1:].isspace() and flat else ""
    return f"{left}{flat}{right}"

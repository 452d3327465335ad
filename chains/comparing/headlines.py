"""One sentence by the model on what a change is about, kept only where both texts bear it out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chains.answer import Check
from chains.comparing.changes import Change
from chains.documents import SourceDocument
from chains.text import is_stop, terms
from chains.verify import facts, names

if TYPE_CHECKING:
    from chains.kit import Kit

MAX_TOKENS, MOST_CHARACTERS = 48, 160
# Which part of its words must stand in the two texts; the rest are those of telling ("instead of", "now").
COVERED = 0.8
# Of the context, at most, for each side.
SHARE = 0.25


def headline(
    kit: "Kit", change: Change, documents: Sequence[SourceDocument], language: str, cancel: Check | None
) -> str | None:
    """What changed from one document to the other, in a sentence; None where the texts do not bear it out."""
    room = int(kit.context_tokens * SHARE) - MAX_TOKENS
    before, after = (" ".join(unit.text for unit in side) for side in (change.before, change.after))
    if kit.count(before) > room or kit.count(after) > room:
        return None
    messages = kit.prompt("headline", language).messages(before=before or "-", after=after or "-")
    key = _key(language, before, after, str(messages))
    said = kit.memo.get(key)
    if said is None:
        answer = kit.say(messages, purpose="headline", max_tokens=MAX_TOKENS, cancel=cancel, stop=["\n"])
        said = answer.text if answer.finish == "stop" else ""
        kit.memo.put(key, said, *(document.id for document in documents))
    return said if borne_out(said, before, after, change) else None


def borne_out(said: str, before: str, after: str, change: Change) -> bool:
    """Whether a headline says nothing that the texts do not, and names what is new, and what it was."""
    if not said or len(said) > MOST_CHARACTERS:
        return False
    both = f"{before}\n{after}\n{change.heading}"
    if facts(said) - facts(both) or not set(terms(" ".join(names(said)))) <= set(terms(both)):
        return False
    words = {term for term in terms(said) if not is_stop(term)}
    if not words or len(words & set(terms(both))) / len(words) < COVERED:
        return False
    if change.difference is None:
        return True
    spoken = set(terms(said))
    sides = [
        {term for op, *both_sides in change.difference.pieces if op == "other" for term in terms(both_sides[side])}
        for side in (0, 1)
    ]
    return all(not side or side & spoken for side in sides)


def _key(*parts: str) -> str:
    from hashlib import sha256

    return sha256("\x00".join(("headline", *parts)).encode("utf-8", "surrogatepass")).hexdigest()

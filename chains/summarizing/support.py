"""What a summary's sentence stands on: one sentence of the document, or one for each of its clauses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from chains.kit import Embed
from chains.text import is_stop, terms
from chains.types import Quote, Verdict
from chains.verify import Thresholds, verify

# A summary says what a document says: a word more of it must be found than in the answer to a question.
LIMITS = Thresholds(coverage=0.85, similarity=0.4)
_CLAUSES = re.compile(r"[;；,，](?:\s*(?:and|but|while|which|以及|并且|而))?\s+|\s+(?:and|but|while|whereas)\s+|[；，]")
# Without these a sentence may say the opposite, or more than its source.
_HEDGES = re.compile(
    r"\b(?:if|unless|except|only|not|no|never|without|may|might|could|should|until|before|after|least|most|than|about"
    r"|almost|nearly|some|few|rarely|often|usually|sometimes|alleged\w*|claim\w*|suggest\w*|\w+n't)\b"
    r"|如果|除非|除了|仅|只|不|没|未|无|可能|应|必须|之前|之后|至少|至多|超过|大约|约|一些|通常|有时|据称",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_NAME = re.compile(r"[A-ZÀ-Þ][\w'’-]*(?:\s+[A-ZÀ-Þ][\w'’-]*)+")


@dataclass(frozen=True, slots=True)
class Support:
    """What was found for one sentence.

    Attributes:
        evidence: indices into the sources.
    """

    verdict: Verdict
    evidence: tuple[int, ...]
    missing: tuple[str, ...] = ()


def support(text: str, sources: Sequence[Quote], embed: Embed | None = None) -> Support:
    """What ``sources`` say of one sentence: all of it in one of them, or each of its clauses in one."""
    whole = _found(text, sources, embed)
    if whole.verdict == "yes":
        told = " ".join(f"{sources[place].text} {sources[place].context}" for place in whole.evidence)
        return whole if keeps_names(text, told) else Support("partly", whole.evidence)
    clauses = [clause for clause in _CLAUSES.split(text) if clause and clause.strip()]
    if len(clauses) < 2 or any(len(_content(clause)) < 2 for clause in clauses):
        return whole
    each = [_found(clause, sources, None) for clause in clauses]
    if all(clause.verdict == "yes" for clause in each):
        places = tuple(sorted({place for clause in each for place in clause.evidence}))
        if keeps_names(text, " ".join(f"{sources[place].text} {sources[place].context}" for place in places)):
            return Support("yes", places)
    return whole


def _found(text: str, sources: Sequence[Quote], embed: Embed | None) -> Support:
    claims = verify(text, sources, "", embed=embed, thresholds=LIMITS).claims
    if len(claims) != 1:
        return Support("no", ())
    return Support(claims[0].verdict, claims[0].evidence, claims[0].missing)


def _content(text: str) -> list[str]:
    return [term for term in terms(text) if not is_stop(term)]


def keeps_conditions(text: str, source: str) -> bool:
    """Whether no condition, negation or reservation of ``source`` was lost on the way to ``text``."""
    lost = {found.casefold() for found in _HEDGES.findall(source)} - {
        found.casefold() for found in _HEDGES.findall(text)
    }
    return not lost


def keeps_names(text: str, source: str) -> bool:
    """Whether the words of each name that ``text`` has stand together in ``source``: no "King Rollo" of two men."""
    words = _WORD.findall(source.casefold())
    known = set(pairwise(words))
    for name in _NAME.findall(text):
        parts = _WORD.findall(name.casefold())
        if any(pair not in known and not is_stop(pair[0]) for pair in pairwise(parts)):
            return False
    return True


def keeps_order(text: str, source: str) -> bool:
    """Whether ``text`` is ``source`` with words left out: the rest in the same order, and about the same subject."""
    words = _content(source)
    rest = iter(words)
    said = _content(text)
    # "The descendants of the Vikings" are not the Vikings.
    return all(term in rest for term in said) and said[:1] == words[:1]

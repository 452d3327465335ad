"""Which number a question asks for: the one behind which a text has the unit that the question names."""

import re
from collections.abc import Sequence

from chains.enumeration import without_number
from chains.text import is_stop, terms

# "How many days", "in square metres", "the number of guests".
_UNIT = re.compile(
    r"\b(?:how (?:many|much)|in(?! (?:what|which|whose)\b)|number of|amount of)((?:[\s-]+[^\W\d_]+){1,2})",
    re.IGNORECASE,
)
_BEHIND = re.compile(r"(?<![\w.,])(\d+(?:[.,]\d+)*)((?:[\s-]+[^\W\d_]+){1,2})")


def misplaced(words: str, question: str, texts: Sequence[str]) -> bool:
    """Whether a number of the answer is another thing's: "in square metres" it is 68, and 14 is the house.

    Args:
        words: of the answer.
        texts: the evidence.
    """
    units = {term for match in _UNIT.finditer(question) for term in terms(match[1]) if not is_stop(term)}
    if not units:
        return False
    plain = [without_number(text) for text in texts]  # "3.1 The rent" is no quantity
    behind = [(match[1], frozenset(terms(match[2]))) for text in plain for match in _BEHIND.finditer(text)]
    wanted = {number for number, unit in behind if unit & units}
    named = {number for number, _ in behind if re.search(rf"(?<![\d.,]){re.escape(number)}(?![\d]|[.,]\d)", words)}
    return bool(wanted and named) and not wanted & named

"""What a question asks for by its form: the number with its unit, an e-mail address, a telephone number."""

import re
from collections.abc import Sequence

from chains.enumeration import without_number
from chains.text import is_stop, terms

# "How many days", "in square metres", "the number of guests".
_ASKED_UNIT = re.compile(
    r"\b(?:how (?:many|much)|in(?! (?:what|which|whose)\b)|number of|amount of)((?:[\s-]+[^\W\d_]+){1,2})",
    re.IGNORECASE,
)
# What is asked for, and what each of its like has in it.
_FORMS = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(form, re.IGNORECASE))
    for asked, form in (
        (r"\be-?mail (?:address|of)\b|电子邮[箱件](?:地址)?是|邮箱", r"\S@\S"),
        (r"\b(?:tele)?phone number|\bfax number|电话号码|手机号|传真号", r"\d(?:[ ()/.-]{0,2}\d){4,}"),
        (
            r"\b(?:web ?site|web address|url|home ?page) (?:of|address)\b|\bwhat is the (?:web ?site|url)\b|网址",
            r"https?:|www\.|\w\.[a-z]{2,}",
        ),
    )
)
_WITH_UNIT = re.compile(r"(?<![\w.,])(\d+(?:[.,]\d+)*)((?:[\s-]+[^\W\d_]+){1,2})")


def numbers_another_thing(words: str, question: str, texts: Sequence[str]) -> bool:
    """Whether the answer's number is another thing's: "in square metres" it is 68, and 14 is the house.

    Args:
        words: of the answer.
        texts: the evidence.
    """
    units = {term for match in _ASKED_UNIT.finditer(question) for term in terms(match[1]) if not is_stop(term)}
    if not units:
        return False
    plain = [without_number(text) for text in texts]  # "3.1 The rent" is no quantity
    measured = [(match[1], frozenset(terms(match[2]))) for text in plain for match in _WITH_UNIT.finditer(text)]
    wanted = {number for number, unit in measured if unit & units}
    named = {number for number, _ in measured if re.search(rf"(?<![\d.,]){re.escape(number)}(?![\d]|[.,]\d)", words)}
    return bool(wanted and named) and not wanted & named


def lacks_form(question: str, texts: Sequence[str]) -> bool:
    """Whether a question asks for an address or number of a certain form, and none of the texts has one."""
    return any(asked.search(question) and not any(map(form.search, texts)) for asked, form in _FORMS)

"""Numbers as a language writes them: digits with its signs, Chinese numerals, words."""

import re
from functools import cache
from typing import Final

from chains.locales import number_joints, number_words, separators

Number = int | float

# Full-width forms keep their place: each is one character, as its plain form is.
PLAIN: Final = str.maketrans(
    {**{chr(0xFF10 + digit): str(digit) for digit in range(10)}, "．": ".", "，": ",", "：": ":", "／": "/", "－": "-",
     "\u2212": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u3000": " ", "（": "(", "）": ")"}
)  # fmt: skip

_HAN_DIGITS: Final = {
    char: value
    for value, chars in enumerate(
        ("〇零○", "一壹", "二贰貳两兩", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
    )
    for char in chars
}
_HAN_UNITS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_HAN_GREAT: Final = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
HAN: Final = "".join((*_HAN_DIGITS, *_HAN_UNITS, *_HAN_GREAT))
HAN_DIGIT: Final = "".join(_HAN_DIGITS)

# A group of three after each sign; two signs of one kind, or one of each, say which is which.
DIGITS: Final = (
    r"(?:\d{1,3}(?:(?P<group>[ '’.,])\d{3})(?:(?P=group)\d{3})*(?:(?!(?P=group))[.,]\d+)?(?!\d)"
    r"|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?(?!\d)"
    r"|\d+(?:[.,]\d+)?)"
)


def plain_number(value: Number) -> Number:
    """``value`` without the traces of binary fractions, and as a whole number if it is one."""
    rounded = round(value, 6)
    return int(rounded) if float(rounded).is_integer() else rounded


def digits_value(text: str, language: str) -> Number | None:
    """The number that digits with signs are ("1.234,56"); None if they are none.

    Where one sign alone stands before three digits, the language says what it is.
    """
    plain = text.translate(PLAIN).replace("’", "'").strip()
    decimal, group = separators(language)
    signs = re.findall(r"[.,]", plain)
    if len(set(signs)) == 2:
        point = signs[-1] if signs.count(signs[-1]) == 1 else None
    elif len(signs) != 1:
        point = None
    else:
        grouped = re.fullmatch(r"[1-9]\d{0,2}[.,]\d{3}", plain) is not None
        point = (
            None if grouped and signs[0] == (group if group in ".," else "," if decimal == "." else ".") else signs[0]
        )
    kept = "".join(char if char.isdigit() else "." if char == point else "" for char in plain)
    if not kept or kept == ".":
        return None
    if len(kept) > 300:  # nothing that somebody counted
        return None
    return plain_number(float(kept)) if "." in kept else int(kept)


def han_value(text: str) -> Number | None:
    """The number that Chinese numerals are: 三千五百, 二〇二四, 3.5万, 壹万贰仟, 十二点五; None if they are none."""
    text = text.translate(PLAIN)
    whole, point, fraction = text.partition("点")
    if point:
        head, tail = han_value(whole), [_HAN_DIGITS.get(char) for char in fraction]
        if head is None or not tail or None in tail:
            return None
        return float(f"{int(head)}.{''.join(str(digit) for digit in tail)}")
    if text and all(char in _HAN_DIGITS for char in text):
        return int("".join(str(_HAN_DIGITS[char]) for char in text)) if len(text) < 20 else None
    total: Number = 0
    section: Number = 0
    digit: Number | None = None
    last = greatest = 1
    for piece in re.findall(r"\d+(?:\.\d+)?|.", text):
        if piece in _HAN_DIGITS:
            digit = _HAN_DIGITS[piece]
            last = 10 if digit == 0 else last
        elif piece[0].isdigit():
            digit = float(piece) if "." in piece else int(piece)
        elif piece in _HAN_UNITS:
            section += (1 if digit is None or digit == 0 else digit) * _HAN_UNITS[piece]
            digit, last = None, _HAN_UNITS[piece]
        elif piece in _HAN_GREAT:
            great, section = _HAN_GREAT[piece], section + (digit or 0)
            if not (total or section):
                return None
            # 两千万 after 一亿 is twenty millions more; 万亿 is ten thousand times a hundred millions.
            total = (total + section) * great if great > greatest else total + section * great
            section, digit, last, greatest = 0, None, great, max(great, greatest)
        else:
            return None
    if not (total or section or digit is not None):
        return None
    # 三千五 is 3,500: a last digit counts in the next smaller unit, unless a zero stands between.
    rest = (digit or 0) * (last // 10 if last >= 100 else 1)
    return plain_number(total + section + rest)


@cache
def words_pattern(language: str) -> str:
    """A pattern of a number in words; one that never matches for languages whose words are not known."""
    words = sorted(number_words(language), key=len, reverse=True)
    if not words:
        return r"(?!)"
    one = "|".join(map(re.escape, words))
    joints = "|".join(map(re.escape, number_joints(language)))
    between = rf"(?:[ -]|,? (?:{joints}) )" if joints else "[ -]"
    return rf"(?:{one})(?:{between}?(?:{one}))*"


def words_value(text: str, language: str) -> int | None:
    """The number that words are ("three thousand five hundred"); None if they are none."""
    known = number_words(language)
    rest = text.lower().strip()
    joints = number_joints(language)
    words = sorted(known, key=len, reverse=True)
    total = current = 0
    any_word = False
    while rest:
        word = next((word for word in words if rest.startswith(word)), None)
        if word is None:
            skipped = re.match(rf"[\s,-]+|(?:{'|'.join(joints) or '(?!)'})\b", rest)
            if skipped is None or not any_word:
                return None
            rest = rest[skipped.end() :]
            continue
        any_word = True
        value = known[word]
        if value == 100:
            current = max(1, current) * 100
        elif value >= 1000:
            total, current = total + max(1, current) * value, 0
        else:
            current += value
        rest = rest[len(word) :]
    return total + current if any_word else None

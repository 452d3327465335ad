"""The numbers that a problem names, and the grammar that holds a step of its solution to them."""

import json
import re
from collections.abc import Sequence

from chains.numerals import words_pattern, words_value
from chains.verify import chinese_number

# What words bring with them that no figure of the problem says.
_KNOWN = (
    (r"\bdozens?\b|打(?=[鸡苹个])", "12"),
    (r"\b(?:half|halves|twice|double[ds]?|doubling|pairs?|both|couple)\b|一半|两倍|翻倍|一双|一对", "2"),
    (r"\b(?:third|thirds|triple[ds]?|thrice)\b|三分之|三倍", "3"),
    (r"\b(?:quarters?|fourths?)\b|四分之|季度", "4"),
    (r"%|\bper ?cent\b|百分之|折", "100"),
    (r"\bweeks?\b|[周每]周|星期", "7"),
    (r"\b(?:years?|annual(?:ly)?|yearly)\b|一年|每年|全年", "12"),
    (r"\bhours?\b|小时", "60"),
    (r"\bdays?\b.*\bhours?\b|\bhours?\b.*\bdays?\b|天.*小时|小时.*天", "24"),
    (r"\b(?:kilo\w+|km|kg)\b|公斤|千克|公里|千米", "1000"),
    (r"\b(?:cm|centi\w+|cents?)\b|厘米|分钱", "100"),
)
_DIGITS = re.compile(r"(?<![A-Za-z0-9.])\d[\d,]*(?:\.\d+)?(?:\s?%)?")
_HAN = re.compile(
    r"[零〇一二两三四五六七八九十百千万]+(?=[个元块角年月日天周人次倍名岁只条本张件辆支箱瓶斤米公里颗份盒袋排位小时分])"
)
THOUGHT_CHARACTERS = 100
MOST_OPERATIONS = 3


def numbers_named(problem: str, language: str = "en") -> list[str]:
    """The numbers of a problem as they go into a calculation, in order, each once; figures and words."""
    found: list[tuple[int, str]] = []
    for match in _DIGITS.finditer(problem):
        found.append((match.start(), match.group().replace(",", "").replace(" ", "").rstrip(".")))
    for match in re.finditer(rf"(?<!\w)(?:{words_pattern(language)})(?!\w)", problem, re.IGNORECASE):
        value = words_value(match.group(), language)
        if value is not None and value > 1:
            found.append((match.start(), str(value)))
    for match in _HAN.finditer(problem):
        found.append((match.start(), str(chinese_number(match.group()))))
    return list(dict.fromkeys(text for _, text in sorted(found)))


def numbers_known(problem: str) -> list[str]:
    """Numbers that words of the problem bring with them: a dozen is 12, half is 2."""
    return list(dict.fromkeys(number for words, number in _KNOWN if re.search(words, problem, re.IGNORECASE)))


def step_grammar(operands: Sequence[str], results: Sequence[str], answer: str, *, may_calculate: bool) -> str:
    """Lark of the next step: a thought and a calculation over ``operands``, or the answer, one of ``results``.

    Args:
        operands: numbers as they may be written.
        results: of the steps so far; empty where there is none yet, and no answer to give.
        answer: the words before an answer.
        may_calculate: False where only the answer may follow.
    """
    ways = []
    if may_calculate:
        ways.append('THOUGHT "\\n" expression " = "')
    if results:
        ways.append(f"{json.dumps(answer, ensure_ascii=False)} result")
    # A thought must not pass for a calculation, nor for an answer.
    first = re.escape(answer[0])
    lines = [
        f"start: {' | '.join(ways)}",
        f"THOUGHT: /[^\\n=<>+*\\/{first}][^\\n=<>+*\\/]{{4,{THOUGHT_CHARACTERS}}}/",
        f'expression: operand (" " SIGN " " operand){{1,{MOST_OPERATIONS}}}',
        "SIGN: /[-+*\\/]/",
        f"operand: {_alternatives(operands)}",
    ]
    if results:
        lines.append(f"result: {_alternatives(results)}")
    return "\n".join(lines)


def _alternatives(texts: Sequence[str]) -> str:
    return " | ".join(json.dumps(text) for text in dict.fromkeys(texts))

"""Numbers that count clauses and items rather than say something."""

import re

# "3.1 The rent", "(4) The tenant", "§ 12 Notice", "4. Deposit"; an amount ("3.5 litres") is followed by a small letter,
# a year or a table's cell stands alone.
_NUMBER = re.compile(
    r"\A\s*(?:§+\s*\d+[a-z]?|\(\d{1,3}\)|\(?[a-z]\)|\d{1,3}(?:\.\d{1,3})+\.?|\d{1,3}[.)])\s+(?=[\"“‘'(]?[A-ZÀ-Þ\u3400-\u9fff])"
)


def without_number(text: str) -> str:
    """``text`` without the number of the clause or item that it begins with."""
    return _NUMBER.sub("", text, count=1)

"""The calculator as a tool: one expression in, its exact value out."""

from fractions import Fraction

from langchain_core.tools import BaseTool
from pydantic import BaseModel

from chains.calculator import MOST_CHARACTERS, shown, worked_out
from chains.toolkits.base import Observation, ToolTraits, from_task, made_tool

# Beyond it a number of JSON loses digits in many programs.
_EXACT = 2**53
# With more of them a value is told rounded as well.
MOST_DECIMALS = 4

_PATTERNS = (
    r"\b(?:calculate|compute|work out|add up|sum of|total of|average|mean of|median|square root|percent(?:age)? of)\b",
    r"\b(?:plus|minus|times|multiplied|divided|squared)\b|\d\s*[-+*/×÷^]\s*\d|\d\s?(?:%|percent|per cent) of\b",
    r"\bhow much (?:is|are|would|does|do|more|less)\b.*\d|\b(?:altogether|in total|all together)\b",
    r"计算|算一算|算一下|合计|总共|一共|总计|平均|加上|减去|乘以|除以|平方|百分之|多少倍",
)


class CalculateArguments(BaseModel):
    """What ``calculate`` takes."""

    expression: str = from_task(
        "such as (1250 + 300) * 12, 15% of 80, sum(3, 4, 5)",
        source="expression",
        most=MOST_CHARACTERS,
        min_length=1,
    )


def json_number(value: Fraction) -> int | float | str:
    """A value as JSON has it; as text where JSON's numbers would change it."""
    if value.denominator == 1:
        return value.numerator if abs(value.numerator) <= _EXACT else str(value.numerator)
    return float(shown(value)) if abs(value) < 2**1000 else shown(value)


def calculator_tool(language: str = "en") -> BaseTool:
    """``calculate``.

    Args:
        language: of the task; tells how it writes numbers.
    """

    def calculate(expression: str) -> Observation:
        value, read = worked_out(expression, language)
        # As it was read: whoever meant 1,200 by "1.2" sees it.
        result = shown(value)
        rounded = shown(Fraction(round(value * 100), 100))
        near = f" ≈ {rounded}" if len(result.partition(".")[2]) > MOST_DECIMALS and rounded != "0" else ""
        return Observation(f"{read} = {result}{near}", value=json_number(value))

    return made_tool(
        "calculate",
        "Work out arithmetic exactly: + - * / ^ ( ) %, sum, average, median, min, max, round, sqrt, percent.",
        CalculateArguments,
        calculate,
        ToolTraits("calculator", "compute", seconds=10.0, patterns=_PATTERNS),
    )

"""Values, conditions and columns in the words of one language."""

from collections.abc import Sequence
from dataclasses import dataclass

from chains.shelf import ChainCard
from chains.tables.query import Condition, Output
from chains.tables.types import Column, Kind, Sheet, Value
from chains.tables.words import forms, has_run, lexicon

_WEEKDAYS = {
    "en": "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(),
    "zh": "星期日 星期一 星期二 星期三 星期四 星期五 星期六".split(),
}


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells the results of one sheet in one language.

    Attributes:
        card: whose words are used.
    """

    card: ChainCard
    language: str
    sheet: Sheet

    def say(self, key: str, **params: object) -> str:
        """One wording of the chain's file."""
        return self.card.words(key, self.language, **params)

    # --- values ---------------------------------------------------------------------------------------------------

    def shown(self, value: Value, kind: Kind, unit: str = "", decimals: int = 2) -> str:
        """A value as a person writes it."""
        if value is None:
            return ""
        if kind == "boolean" and value in {0, 1}:
            return self.say("yes" if value else "no")
        if isinstance(value, str):
            return value
        if (
            isinstance(value, int)
            or (value.is_integer() and not decimals)
            or (value.is_integer() and kind not in {"money"})
        ):
            text = f"{int(value):,}"
        else:
            places = max(decimals, 2)
            text = f"{value:,.{places}f}" if kind == "money" else f"{value:,.{places}f}".rstrip("0").rstrip(".")
        return text if not unit else f"{text} {unit}"

    def output(self, value: Value, output: Output) -> str:
        """A value of one column of the result."""
        if output.label == "weekday" and isinstance(value, str) and value.isdigit():
            return _WEEKDAYS.get(self.language, _WEEKDAYS["en"])[int(value) % 7]
        decimals = output.column.decimals if output.column and output.function != "average" else 2
        if (
            output.kind == "integer"
            and output.column is not None
            and not output.column.unit
            and not output.function
            and _is_year(value, output.column)
        ):
            return str(value)
        shown = self.shown(value, output.kind, output.unit, decimals)
        return shown or self.say("empty")

    # --- conditions -----------------------------------------------------------------------------------------------

    def where(self, conditions: Sequence[Condition]) -> str:
        """The conditions in words, with what leads over to them; empty where there are none."""
        if not conditions:
            return ""
        said = self.say("and").join(self._condition(condition) for condition in conditions)
        return self.say("where", conditions=said)

    def _condition(self, condition: Condition) -> str:
        column = condition.column
        label = column.label if column is not None else self.say("rows_of_group")
        kind: Kind = column.kind if column is not None else "integer"
        unit = column.unit if column is not None else ""
        if condition.shown:
            values = condition.shown
        else:
            joint = self.say("between_and") if condition.operator == "between" else self.say("or")
            values = joint.join(
                str(value)
                if column is not None and _is_year(value, column)
                else self.shown(value, kind, unit, 0 if isinstance(value, int) else 2)
                for value in condition.values
                if value or value == 0
            )
        operator = "is" if condition.shown and condition.operator not in {"not", "period"} else condition.operator
        return self.say(operator, column=label, values=values)

    # --- names of results -----------------------------------------------------------------------------------------

    def named(self, output: Output) -> str:
        """What one column of the result is called in a sentence."""
        label = output.column.label if output.column is not None else ""
        if not output.function or output.function == "period":
            return label
        key = (
            f"{output.function}_date"
            if output.kind == "date" and output.function in {"min", "max"}
            else output.function
        )
        if output.function == "share":
            said = self.say("and").join(self._condition(condition) for condition in output.part) or label
            return self.say("share", part=said)
        if output.per:
            return self.say("average_per", column=label, per=self.say(f"per_{output.per}"))
        return self.say(key, column=label)


def _is_year(value: Value, column: Column) -> bool:
    return (
        isinstance(value, int)
        and 1000 <= value <= 2999
        and column.kind == "integer"
        and not column.unit
        and _small_range(column)
    )


def _small_range(column: Column) -> bool:
    return has_run(forms(column.label), lexicon().names)

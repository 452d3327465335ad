"""Toolkits that reckon: arithmetic and units, dates; they touch nothing."""

from collections.abc import Callable
from datetime import date
from typing import ClassVar

from langchain_core.tools import BaseTool

from assistant.toolkits.registry import Toolkit
from chains.toolkits.calculator import calculator_tool
from chains.toolkits.dates import date_tools
from chains.toolkits.units import units_tool


class CalculatorToolkit(Toolkit):
    """``calculate`` and ``convert_units``."""

    name: ClassVar[str] = "calculator"

    def get_tools(self) -> list[BaseTool]:
        """Both."""
        return [calculator_tool(self.context.language), units_tool(self.context.language)]


class DatesToolkit(Toolkit):
    """``days_between``, ``add_to_date`` and ``weekday``.

    Attributes:
        today: says what day it is.
    """

    name: ClassVar[str] = "dates"
    today: Callable[[], date] = date.today

    def get_tools(self) -> list[BaseTool]:
        """All three."""
        return date_tools(self.context.language, self.today)

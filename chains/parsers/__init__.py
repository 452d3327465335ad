"""Output parsers that know their grammar: list, enum, datetime, JSON, Pydantic, structured; retry and auto-fixing."""

from chains.parsers.asking import FixingParser, Parsed, RetryParser, asked
from chains.parsers.base import HeldParser, Reading, UnreadableError
from chains.parsers.json_parsers import Field, FieldValue, JsonParser, PydanticParser, StructuredParser
from chains.parsers.plain import DatetimeParser, EnumParser, ListParser
from chains.parsers.schemas import Bounds, checked

__all__ = [
    "Bounds",
    "DatetimeParser",
    "EnumParser",
    "Field",
    "FieldValue",
    "FixingParser",
    "HeldParser",
    "JsonParser",
    "ListParser",
    "Parsed",
    "PydanticParser",
    "Reading",
    "RetryParser",
    "StructuredParser",
    "UnreadableError",
    "asked",
    "checked",
]

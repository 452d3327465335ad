"""The one tree of errors that a person may meet; each carries a code whose text stands in ``resources``."""

import tomllib
from functools import cache
from typing import ClassVar

from resources import resource

type_registry: dict[str, type["AssistantError"]] = {}

Param = str | int | float


class Cancelled(Exception):
    """The person stopped what was running. Never shown as an error."""


class AssistantError(Exception):
    """Something went wrong with one named thing, and there is something the person can do about it.

    Args:
        code: ``area.name``; its message and hint, English and Chinese, stand in
            ``resources/translations/errors/<area>.toml``.
        params: what the texts name: a file, a page, a number of bytes.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, code: str, **params: Param) -> None:
        self.code = code
        self.params = params
        super().__init__(code, params)

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        type_registry[cls.__name__] = cls

    def __str__(self) -> str:
        return self.message()

    def message(self, language: str = "en") -> str:
        """What happened, to which thing."""
        return error_text(self.code, "message", language).format_map(self.params)

    def hint(self, language: str = "en") -> str:
        """What the person can do now."""
        return error_text(self.code, "hint", language).format_map(self.params)


class InputError(AssistantError):
    """What was asked for cannot be done as asked: no such file, document, collection, setting."""

    exit_code = 2


class DocumentError(AssistantError):
    """One document could not be read."""

    exit_code = 3


class ModelError(AssistantError):
    """The model could not be loaded, or died, or cannot do what was asked."""

    exit_code = 4


class LibraryError(AssistantError):
    """The library's own files are damaged, locked, or cannot be written."""

    exit_code = 5


type_registry["AssistantError"] = AssistantError


@cache
def _area(area: str) -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(resource("translations", "errors", f"{area}.toml").read_text("utf-8"))


def error_text(code: str, part: str, language: str) -> str:
    """The template of one error's ``message`` or ``hint`` in ``language`` (English where it lacks one).

    Raises:
        KeyError: ``code`` has no text; a test keeps this from happening.
    """
    area, _, name = code.partition(".")
    texts = _area(area)[name][part]
    return texts.get(language, texts["en"])

"""What every output parser of the shelf is: LangChain's interface, with the grammar that makes a first answer parse."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from langchain_core.exceptions import OutputParserException
from langchain_core.output_parsers import BaseOutputParser

from chains.errors import ModelError
from chains.prompts import FALLBACK_LANGUAGE, Prompt, load

T = TypeVar("T")

# What is told of an answer that cannot be read, to the model and to the person.
_SHOWN_CHARS = 200


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """What a parser made of a text.

    Attributes:
        mended: the text was not in the form that was asked for, and was brought into it without a model.
    """

    value: T
    mended: bool = False


class UnreadableError(ModelError, OutputParserException):
    """What a model wrote is not in the form that was asked for.

    Both of Lectern's tree and what LangChain's own retries and fallbacks catch.

    Args:
        code: its texts stand in ``resources/translations/errors/chain.toml``.
        params: what they name; ``reason`` is what was wrong, ``wrote`` what the model wrote.
    """

    def __init__(self, code: str, **params: str | int | float) -> None:
        ModelError.__init__(self, code, **params)
        # The fields of OutputParserException, whose constructor would replace the arguments of the tree's.
        self.observation = str(params.get("reason", ""))
        self.llm_output = str(params.get("wrote", ""))
        self.send_to_llm = False


def unreadable(reason: str, wrote: str) -> UnreadableError:
    """The error of one text that could not be read: ``reason`` completes "It cannot be read: …"."""
    shown = " ".join(wrote.split())
    return UnreadableError(
        "chain.unreadable_text",
        reason=reason,
        wrote=shown if len(shown) <= _SHOWN_CHARS else f"{shown[:_SHOWN_CHARS]}…",
    )


class HeldParser(BaseOutputParser[T], Generic[T]):
    """An output parser that knows its grammar.

    ``model.bind(**parser.held()) | parser`` gives typed values from the first answer where the engine holds a model to
    a grammar. Elsewhere ``get_format_instructions()`` goes into the prompt; ``chains.parsers.asked`` does either, and
    asks again where it must.

    Attributes:
        language: ISO 639-1 code of the text that is read: of its dates and numbers, and of the instructions.
    """

    language: str = FALLBACK_LANGUAGE

    @abstractmethod
    def held(self) -> Mapping[str, object]:
        """The call options that hold a model of Lectern's own to the form: ``response_format`` or ``lark``.

        Every form is bounded, so that a model that loops comes to its end.
        """

    @property
    @abstractmethod
    def most_characters(self) -> int:
        """The longest text that ``held`` lets through."""

    @abstractmethod
    def read(self, text: str) -> Reading[T]:
        """The value of ``text``, mended where it is not quite in the form.

        Raises:
            UnreadableError: it is beyond mending.
        """

    @abstractmethod
    def instructions(self, prompt: Prompt) -> str:
        """What a model that no grammar holds is told, in the wording of the prompt ``format``."""

    def parse(self, text: str) -> T:
        """The value of ``text``.

        Raises:
            UnreadableError: it is beyond mending.
        """
        return self.read(text).value

    def get_format_instructions(self) -> str:
        """What a model that no grammar holds is told, in the packaged wording."""
        return self.instructions(load("format", self.language))

    @property
    def _type(self) -> str:
        return f"lectern_{type(self).__name__}"

"""What stands in the file of a chain that has no entry point, table by table, and the options and parser it makes."""

from collections.abc import Mapping
from enum import Enum
from typing import Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, create_model, model_validator

from chains.kit import ChainOptions
from chains.parsers import DatetimeParser, EnumParser, HeldParser, JsonParser, ListParser, StructuredParser
from chains.parsers import Field as FormField


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class PromptTable(_Table):
    """``[prompt]``: what the model is given; ``prefix`` is how its answer begins."""

    system: str = ""
    user: str
    prefix: str = ""


class OptionTable(_Table):
    """``[options.NAME]``: what may be set for a run; it stands in the prompt as ``{NAME}``."""

    description: str
    type: Literal["text", "integer", "number", "truth"] = "text"
    choices: tuple[str, ...] = ()
    default: str | int | float | bool
    least: float | None = None
    most: float | None = None


class OutputTable(_Table):
    """``[output]``: the form of the answer."""

    format: Literal["text", "list", "enum", "date", "number", "json"] = "text"
    choices: tuple[str, ...] = ()
    schema_: dict[str, Any] | None = Field(default=None, alias="schema")
    fields: tuple[FormField, ...] = ()
    most: int = Field(default=12, ge=1, le=200)
    characters: int = Field(default=120, ge=1, le=2000)

    @model_validator(mode="after")
    def _is_whole(self) -> "OutputTable":
        if self.format == "enum" and len(set(self.choices)) < 2:
            raise ValueError("an enum needs two choices or more, each once")
        if self.format == "json" and (self.schema_ is None) == (not self.fields):
            raise ValueError("json needs either a schema or fields")
        return self


class ExampleTable(_Table):
    """``[[examples]]``: one worked example."""

    given: str
    wanted: str


class RetrieverTable(_Table):
    """``[retriever]``: the passages of the library that stand in the prompt as ``{passages}``."""

    k: int = Field(default=4, ge=1, le=50)
    query: str = "{text}"


class ModelTable(_Table):
    """``[model]``: how it writes."""

    temperature: float = Field(default=0.0, ge=0, le=2)
    max_tokens: int = Field(default=200, ge=1, le=8192)
    stop: tuple[str, ...] = ()
    seed: int | None = Field(default=None, ge=0)


class ChainFile(_Table):
    """A chain's whole file, where it has no entry point."""

    title: str | dict[str, str] = ""
    purpose: str | dict[str, str] = ""
    text: str | dict[str, str] = ""
    takes: str = "text"
    needs_text: bool = False
    entry: str = ""
    prompt: PromptTable
    options: dict[str, OptionTable] = {}
    output: OutputTable = Field(default_factory=lambda: OutputTable.model_validate({}))
    examples: tuple[ExampleTable, ...] = ()
    example_set: str = ""
    retriever: RetrieverTable | None = None
    model: ModelTable = Field(default_factory=lambda: ModelTable.model_validate({}))


_TYPES: Mapping[str, type] = {"text": str, "integer": int, "number": float, "truth": bool}


def options_of(file: ChainFile) -> type[ChainOptions]:
    """What may be set for a run of the file's chain.

    Raises:
        ValidationError: a default that its own bounds refuse.
    """
    fields: dict[str, Any] = {}
    for name, option in file.options.items():
        kind: Any = Literal[option.choices] if option.choices else _TYPES[option.type]
        fields[name] = (
            kind,
            Field(
                option.default, description=option.description, ge=option.least, le=option.most, validate_default=True
            ),
        )
    made = create_model("Options", __base__=ChainOptions, **fields)
    made()  # a default that cannot be is told now
    return made


def parser_of(output: OutputTable) -> HeldParser[Any] | None:
    """What reads the answers; None for plain text.

    Raises:
        ValueError: its values cannot be, or what it is to hold to cannot be built.
    """
    match output.format:
        case "list":
            return ListParser(most=output.most, least=0, characters=output.characters)
        case "enum":
            members = [(f"choice{number}", text) for number, text in enumerate(output.choices)]
            return EnumParser(enum=cast(type[Enum], Enum("Choices", members)))
        case "date":
            return DatetimeParser(optional=True)
        case "number":
            return JsonParser(schema_={"type": "number"})
        case "json" if output.fields:
            return StructuredParser(fields=output.fields)
        case "json":
            return JsonParser(schema_=output.schema_ or {})
        case _:
            return None

"""What stands in the file of a chain that has no entry point, table by table."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

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

"""Which toolkits there are: Lectern's own, and those that other packages bring by entry points."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module, metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from langchain_core.tools import BaseTool
from langchain_core.tools.base import BaseToolkit
from pydantic import ConfigDict

from assistant.cancel import Cancel
from assistant.library.types import Scope
from chains.errors import InputError

if TYPE_CHECKING:
    from assistant.database import Database
    from assistant.library.search import Searcher
    from assistant.library.store import Store
    from assistant.settings import Settings
    from assistant.shelf import Chains

ENTRY_POINTS = "lectern.toolkits"


@dataclass(frozen=True)
class ToolContext:
    """What a toolkit is made from, for one run.

    Attributes:
        scope: the documents that the run may read.
        conversation: id of the conversation that the run belongs to; empty for none.
        task: what the person asked.
        language: of the task, ISO 639-1.
        folder: of the home, for files that a toolkit keeps (not the person's own folders).
        cancel: of the run; every wait of a tool looks at it.
    """

    store: "Store"
    searcher: "Searcher"
    chains: "Chains"
    database: "Database"
    settings: "Settings"
    folder: Path
    scope: Scope
    conversation: str
    task: str
    language: str
    cancel: Cancel


class Toolkit(BaseToolkit):
    """Tools that belong together and are switched on together. Subclasses say what they are and make their tools.

    Attributes:
        name: by which it is switched on; small letters.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    name: ClassVar[str]
    context: Any = None

    @classmethod
    def made(cls, context: ToolContext) -> Self:
        """The toolkit for one run."""
        return cls(context=context)

    @abstractmethod
    def get_tools(self) -> list[BaseTool]:
        """Its tools, made by ``chains.toolkits.base.made_tool``.

        Raises:
            AssistantError: it lacks something, a configuration say; the run says so and goes on without it.
        """

    def close(self) -> None:
        """The run is over: end what the tools hold open."""


BUILTIN: Mapping[str, str] = {
    "documents": "assistant.toolkits.documents:DocumentsToolkit",
    "tables": "assistant.toolkits.tables:TablesToolkit",
    "calculator": "assistant.toolkits.reckoning:CalculatorToolkit",
    "dates": "assistant.toolkits.reckoning:DatesToolkit",
    "notes": "assistant.toolkits.notes:NotesToolkit",
    "files": "assistant.toolkits.files:FilesToolkit",
    "api": "assistant.toolkits.api:ApiToolkit",
    "web": "assistant.toolkits.web:WebToolkit",
    "mcp": "assistant.toolkits.mcp:McpToolkit",
}


@dataclass(frozen=True)
class ToolkitCard:
    """One toolkit, not yet imported.

    Attributes:
        entry: ``module:class``.
        own: whether it comes with Lectern.
    """

    name: str
    entry: str
    own: bool = True

    @cached_property
    def made_by(self) -> type[Toolkit]:
        """The class.

        Raises:
            InputError: it cannot be imported, or is no toolkit.
        """
        module, _, name = self.entry.partition(":")
        try:
            found = getattr(import_module(module), name)
        except Exception as exc:  # whatever another package's module does when it is imported
            raise InputError("toolkit.broken", name=self.name, reason=f"{type(exc).__name__}: {exc}") from exc
        if not (isinstance(found, type) and issubclass(found, Toolkit)):
            raise InputError("toolkit.broken", name=self.name, reason=f"{self.entry} is no toolkit")
        return found


def toolkits() -> dict[str, ToolkitCard]:
    """All toolkits by name, Lectern's own first; another package cannot take the name of one of those."""
    found = {name: ToolkitCard(name, entry) for name, entry in BUILTIN.items()}
    for point in metadata.entry_points(group=ENTRY_POINTS):
        found.setdefault(point.name, ToolkitCard(point.name, point.value, own=False))
    return found

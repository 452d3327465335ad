"""The person's notes as tools: keep one, find some, list them."""

from datetime import datetime
from typing import ClassVar

from langchain_core.tools import BaseTool
from pydantic import BaseModel, Field

from assistant.library.notes import Note, Notes
from assistant.toolkits.registry import Toolkit
from chains.toolkits.base import Observation, ToolTraits, from_task, made_tool

# Of one note in a list, and of all that one call gives back, in characters.
SHOWN_CHARACTERS = 2_000
REPLY_CHARACTERS = 8_000
MOST_FOUND = 10
# That the agent may keep at once; the person's own may be longer.
KEPT_CHARACTERS = 4_000

_KEEP = (
    r"\b(?:note|remember|write|jot|save|keep|record)\b.*\b(?:notes?|down|that|reminder)\b|\bremind me\b",
    r"\b(?:make|add|take|create) (?:a |an |me a )?(?:note|reminder)\b",
    r"\A(?:please |pls |and )?(?:note|remember|memo|reminder|(?:don'?t|do not) (?:let me )?forget)\b(?!.*\?)",
    r"记下|记一下|记住|记录|添加.*笔记|写.*笔记|提醒我|备忘",
)
_FIND = (
    r"\b(?:my|our|any) notes?\b.*\b(?:about|on|of|say|says|said|mention)\b",
    r"\bnotes? (?:about|on)\b|"
    r"\b(?:did|have) i (?:ever |already )?(?:noted?|written?|jotted|put)\b.*\b(?:down|about|on)\b|"
    r"\bi (?:wrote|noted|jotted)\b|\bwhat did i (?:note|write|remember)\b",
    r"\b(?:find|search|look)\b.*\bnotes?\b|(?:我的|找|查|搜).*笔记|笔记(?:里|中|上)",
)
_LIST = (r"\b(?:list|show|all|which|what)\b.*\bmy notes\b|\blist\b.*\bnotes\b", r"(?:列出|显示|所有|全部|有哪些).*笔记")


class KeepArguments(BaseModel):
    """What ``keep_note`` takes."""

    text: str = from_task("the words to keep", source="body", most=KEPT_CHARACTERS, min_length=1)


class FindArguments(BaseModel):
    """What ``find_notes`` takes."""

    query: str = from_task("what the notes are about", min_length=1)


class ListArguments(BaseModel):
    """What ``list_notes`` takes."""

    count: int = Field(default=MOST_FOUND, ge=1, le=50, description="how many, the latest first")


class NotesToolkit(Toolkit):
    """``keep_note``, ``find_notes`` and ``list_notes``."""

    name: ClassVar[str] = "notes"

    def get_tools(self) -> list[BaseTool]:
        """All three."""
        return [
            made_tool(
                "keep_note",
                "Keep a text in the user's notes.",
                KeepArguments,
                self._keep,
                ToolTraits("notes", "inside", seconds=15.0, patterns=_KEEP),
            ),
            made_tool(
                "find_notes",
                "Find the user's notes about something.",
                FindArguments,
                self._find,
                ToolTraits("notes", "read", seconds=15.0, patterns=_FIND),
            ),
            made_tool(
                "list_notes",
                "List the user's latest notes.",
                ListArguments,
                self._list,
                ToolTraits("notes", "read", seconds=15.0, patterns=_LIST),
            ),
        ]

    @property
    def _notes(self) -> Notes:
        return Notes(self.context.database)

    def _keep(self, text: str) -> Observation:
        # Asked for once more behind the insertion: a run that was stopped while it waited for the file leaves no note.
        note = self._notes.keep(text, self.context.conversation, self.context.cancel)
        return Observation(f"Kept as note {note.number}: {note.text}", value=note.number)

    def _find(self, query: str) -> Observation:
        found = self._notes.find(query, MOST_FOUND, self.context.cancel)
        if not found:
            return Observation("No note is about that.", value=[], found=False)
        return _listed(found)

    def _list(self, count: int = MOST_FOUND) -> Observation:
        notes = self._notes.all(self.context.cancel)
        if not notes:
            return Observation("There are no notes.", value=[], found=False)
        return _listed(notes[:count], of=len(notes))


def _listed(notes: list[Note], of: int = 0) -> Observation:
    """Notes with number and day. What an agent kept may hold a document's words: none counts as the person's own."""
    parts: list[str] = []
    for note in notes:
        text = note.text if len(note.text) <= SHOWN_CHARACTERS else f"{note.text[:SHOWN_CHARACTERS]}…"
        part = f"Note {note.number} ({datetime.fromtimestamp(note.created).date().isoformat()}): {text}"
        if parts and sum(map(len, parts)) + len(part) > REPLY_CHARACTERS:
            break
        parts.append(part)
    left = max(of, len(notes)) - len(parts)
    text = "\n".join((*parts, f"({left} more)")) if left else "\n".join(parts)
    value = [{"number": note.number, "text": note.text[:SHOWN_CHARACTERS]} for note in notes[: len(parts)]]
    return Observation(text, value=value, foreign=True)

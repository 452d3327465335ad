"""The prompts of one home: the packaged ones, the person's own copies of them, and what the model gets of each."""

from assistant.prompts.differences import DiffLine, differences, unified
from assistant.prompts.kept import Version
from assistant.prompts.prompts import Against, PromptInfo, Prompts
from assistant.prompts.rendering import Rendered, RenderedPiece

__all__ = [
    "Against",
    "DiffLine",
    "PromptInfo",
    "Prompts",
    "Rendered",
    "RenderedPiece",
    "Version",
    "differences",
    "unified",
]

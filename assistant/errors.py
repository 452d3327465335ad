"""The error tree and the stop signal under the application's name, so that the window needs no other package."""

from chains.errors import AssistantError, Cancelled, InputError

__all__ = ["AssistantError", "Cancelled", "InputError"]

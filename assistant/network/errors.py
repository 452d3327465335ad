"""What can go wrong on the way to a server."""

from assistant.errors import AssistantError


class NetworkError(AssistantError):
    """An address is refused, a server cannot be reached, or its reply cannot be taken."""

"""What can go wrong with an OpenAPI file and the calls made by it."""

from assistant.errors import InputError


class ApiError(InputError):
    """A file describes no server that can be called, or a call is not what the file asks for."""

"""What the tools that reach the network may take: ``resources/network.toml``, typed."""

import tomllib
from functools import cache

from pydantic import BaseModel, ConfigDict

from assistant.network.client import FetchLimits
from resources import resource


class _Reach(BaseModel):
    """What both have.

    Attributes:
        seconds: for one call, with all redirects.
        megabytes: of one reply.
        characters: of a reply's text that are handed on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    seconds: float
    megabytes: float
    characters: int
    redirects: int

    @property
    def limits(self) -> FetchLimits:
        """Of one fetch."""
        return FetchLimits(whole=self.seconds, bytes=int(self.megabytes * 1e6), redirects=self.redirects)


class WebReach(_Reach):
    """Of pages.

    Attributes:
        read_seconds: for making text of a page.
        types: media types that are read.
        robots_kilobytes: of a ``robots.txt`` that are read.
        patterns: of tasks that call for a page.
    """

    read_seconds: float
    types: tuple[str, ...]
    robots_kilobytes: int
    patterns: tuple[str, ...]


class ApiReach(_Reach):
    """Of servers with an OpenAPI file.

    Attributes:
        file_megabytes: of such a file.
        operations: most that may be switched on in one.
        text: most characters of a text argument that the file does not limit.
    """

    file_megabytes: float
    operations: int
    text: int


@cache
def web_reach() -> WebReach:
    """The limits of the web tools."""
    return WebReach.model_validate(_tables()["web"])


@cache
def api_reach() -> ApiReach:
    """The limits of the tools of OpenAPI files."""
    return ApiReach.model_validate(_tables()["api"])


def _tables() -> dict[str, object]:
    return tomllib.loads(resource("network.toml").read_text("utf-8"))

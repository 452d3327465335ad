"""Pages of the web as text: of sites that the person allowed, where the site itself does not object."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from langchain_core.tools import BaseTool
from pydantic import BaseModel, Field, PrivateAttr

from assistant.library.parsed import Parsed
from assistant.library.readers.pool import ReaderPool
from assistant.network.addresses import PORTS, Origin, Target, host, target
from assistant.network.client import AGENT, GuardedClient, Reply, Request
from assistant.network.errors import NetworkError
from assistant.network.reach import WebReach, web_reach
from assistant.toolkits.registry import Toolkit
from chains.errors import DocumentError, InputError
from chains.toolkits.base import Observation, ToolTraits, from_task, made_tool

if TYPE_CHECKING:
    # Longest match and wildcards, as RFC 9309 has it; the standard library's takes the first line that fits.
    from protego import Protego

MEMORY_BYTES = 1_500_000_000
_SUFFIXES = {"application/pdf": ".pdf", "text/plain": ".txt", "text/markdown": ".md"}
_MOST_NAMED = 8


class PageArguments(BaseModel):
    """What ``fetch_page`` takes."""

    url: str = from_task("The page's full address, https://…", source="address", most=2000)


class WebToolkit(Toolkit):
    """Fetches pages of the sites in ``agent.sites``.

    Attributes:
        client: reaches the servers; tests give one that knows theirs.
        ports: on which pages are fetched; tests add theirs.
    """

    name: ClassVar[str] = "web"
    client: GuardedClient = Field(default_factory=lambda: GuardedClient(web_reach().limits))
    ports: frozenset[int] = frozenset(PORTS.values())
    _robots: "dict[Origin, Protego | None]" = PrivateAttr(default_factory=dict)
    _pool: ReaderPool | None = PrivateAttr(default=None)

    def get_tools(self) -> list[BaseTool]:
        """The one tool.

        Raises:
            InputError: no site is allowed, or one of them is none.
        """
        sites = allowed_sites(self.context.settings.agent.sites)
        if not sites:
            raise InputError("web.no_sites")
        reach = web_reach()
        named = ", ".join(sites[:_MOST_NAMED]) + (", …" if len(sites) > _MOST_NAMED else "")
        return [
            made_tool(
                "fetch_page",
                f"Reads a page of the web as text. Sites: {named}.",
                PageArguments,
                self._page,
                ToolTraits("web", "outside", reach.seconds + reach.read_seconds, reach.patterns),
            )
        ]

    def close(self) -> None:
        """End the child that reads pages."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None

    def _page(self, url: str) -> Observation:
        """The page at ``url``.

        Raises:
            InputError: its site is not allowed, does not want to be fetched by programs, or has no text there.
            NetworkError: it cannot be reached, or is not taken.
            Cancelled: the run was stopped.
        """
        reach = web_reach()
        reply = self.client.fetch(
            Request(target(url.strip()), headers={"Accept": ", ".join(reach.types)}, types=reach.types),
            self.context.cancel,
            self._hop,
        )
        if reply.status != 200:
            raise InputError("web.status", host=reply.url.origin.host, status=reply.phrase)
        page = self._read(reply, reach)
        text = page.text.strip()
        if len(text) > reach.characters:
            text = f"{text[: reach.characters].rstrip()}\n(cut: {len(text)} characters in all)"
        address = str(reply.url)
        head = f"{page.title}\n{address}" if page.title else address
        # The address alone names the source: the title is the page's own word.
        return Observation(
            f"{head}\n\n{text}", value={"title": page.title, "address": address}, documents=(address,), foreign=True
        )

    async def _hop(self, url: Target, _: Target | None) -> bool:
        sites = allowed_sites(self.context.settings.agent.sites)
        name = url.origin.host
        if not is_allowed(name, sites):
            raise InputError("web.other_site", host=name, sites=", ".join(sites[:_MOST_NAMED]))
        if url.origin.port not in self.ports:
            raise InputError("web.port", host=name)
        rules = await self._rules(url.origin)
        if rules is None:
            raise InputError("web.no_rules", host=name)
        if not rules.can_fetch(str(url), AGENT):
            raise InputError("web.robots", host=name, path=url.path[:200])
        return True

    async def _rules(self, origin: Origin) -> "Protego | None":
        """What a site lets programs fetch; None where it does not say, which means nothing (RFC 9309, 2.3.1)."""
        if origin not in self._robots:
            from protego import Protego

            reply = await self._robots_reply(origin)
            if reply is None:
                self._robots[origin] = None
            else:
                body = reply.body[: web_reach().robots_kilobytes * 1000]
                text = body.decode("utf-8", "replace") if reply.status == 200 else ""
                self._robots[origin] = Protego.parse(text.removeprefix("\ufeff"))
        return self._robots[origin]

    async def _robots_reply(self, origin: Origin) -> Reply | None:
        """A site's ``robots.txt``, or its answer that there is none; None for any other answer.

        Raises:
            NetworkError: it cannot be reached, nor could the page.
        """
        sites = allowed_sites(self.context.settings.agent.sites)

        async def inside(url: Target, _: Target | None) -> bool:
            return is_allowed(url.origin.host, sites) and url.origin.port in self.ports

        reply = await self.client.fetched(Request(Target(origin, "/robots.txt"), cut=True), inside)
        is_missing = 400 <= reply.status < 500 and reply.status != 429
        return reply if reply.status == 200 or is_missing else None

    def _read(self, reply: Reply, reach: WebReach) -> Parsed:
        """A page's text, by the library's own readers, in a child."""
        if self._pool is None:
            self._pool = ReaderPool(
                1,
                ocr=False,
                max_bytes=4 * self.client.limits.bytes,  # an encoding may take more room as UTF-8
                memory_bytes=MEMORY_BYTES,
                seconds=reach.read_seconds,
            )
        with tempfile.TemporaryDirectory(prefix="lectern-page-") as folder:
            file = Path(folder) / f"page{_SUFFIXES.get(reply.media, '.html')}"
            file.write_bytes(_as_utf8(reply))
            try:
                return self._pool.read(file, self.context.cancel)[1]
            except DocumentError as exc:
                if exc.code in {"document.no_text", "document.empty"}:
                    raise InputError("web.empty") from exc
                raise InputError("web.unreadable", reason=exc.message()) from exc


def allowed_sites(given: Sequence[str]) -> tuple[str, ...]:
    """The sites of the settings, each in its one spelling.

    Raises:
        InputError: one of them is none.
    """
    found = []
    for site in given:
        star, name = ("*.", site[2:]) if site.startswith("*.") else ("", site)
        try:
            found.append(star + host(name.strip()))
        except NetworkError as exc:
            raise InputError("web.bad_site", site=site) from exc
    return tuple(dict.fromkeys(found))


def is_allowed(name: str, sites: Sequence[str]) -> bool:
    """Whether a host is one of the sites, or below one with a star."""
    return any(name.endswith(site[1:]) if site.startswith("*.") else name == site for site in sites)


def _as_utf8(reply: Reply) -> bytes:
    """The body; what the server says of its encoding goes before what the page says of itself (WHATWG HTML)."""
    if not reply.charset or not reply.media.startswith(("text/", "application/xhtml")):
        return reply.body
    try:
        return b"\xef\xbb\xbf" + reply.body.decode(reply.charset).encode()
    except (LookupError, UnicodeError):
        return reply.body

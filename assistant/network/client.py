"""One guarded HTTP client: connects to the addresses that were checked and to no other, and gives up in time.

The host is resolved here, once a hop; its addresses are checked; the connection is made to one of them by number, TLS
still by the name. So a name whose answer changes in between (DNS rebinding) leads nowhere else. Redirects are hops:
each is checked as the first address was. Proxies, ``.netrc`` and cookies are not used.
"""

import asyncio
import logging
import ssl
import threading
import time
import zlib
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urljoin

from assistant.cancel import Cancel
from assistant.network.addresses import Address, Network, Origin, Resolver, Target, checked, literal, near, target
from assistant.network.errors import NetworkError

if TYPE_CHECKING:
    import httpx

AGENT = "Lectern"
POLL_SECONDS = 0.05
# Of the addresses that a name has, so many are tried.
MOST_ADDRESSES = 3
_ENCODINGS = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
Got = TypeVar("Got")

# It logs each address, and a key may stand in one.
logging.getLogger("httpx").setLevel(logging.WARNING)


@dataclass(frozen=True, slots=True)
class FetchLimits:
    """What one fetch may take.

    Attributes:
        connect: seconds, with TLS.
        read: seconds between two pieces of a reply.
        whole: seconds, with all redirects.
        bytes: of a reply, unpacked.
        redirects: that are followed.
    """

    connect: float = 5.0
    read: float = 10.0
    whole: float = 20.0
    bytes: int = 5_000_000
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a server.

    Attributes:
        url: see ``target``.
        private: headers that only the first origin gets, a key say.
        private_query: what is added to the query there alone, as it is sent.
        types: media types that are taken, ``text/*`` for a group of them; empty for all.
        cut: whether a reply that is too long is cut instead of refused.
    """

    url: Target
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    private: Mapping[str, str] = field(default_factory=dict, repr=False)
    private_query: str = field(default="", repr=False)
    body: bytes = b""
    types: tuple[str, ...] = ()
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered.

    Attributes:
        url: of the last hop.
        status: of HTTP.
        media: type of the body, small, without parameters; empty where none is given.
        charset: of the body as the server says; empty where it does not.
        location: where a redirect that was not followed leads.
    """

    url: Target
    status: int
    media: str
    charset: str
    location: str
    body: bytes = field(repr=False)

    @property
    def phrase(self) -> str:
        """The status as it is said."""
        try:
            return f"{self.status} {HTTPStatus(self.status).phrase}"
        except ValueError:
            return str(self.status)


Hop = Callable[[Target, Target | None], Awaitable[bool]]
"""Whether a hop is made: given its address, and the one before. False leaves the redirect as the reply; may raise."""


async def same_origin(url: Target, before: Target | None) -> bool:
    """Redirects are followed as long as they stay where the request went."""
    return before is None or url.origin == before.origin


class GuardedClient:
    """Fetches what may be fetched. Thread-safe: nothing is kept between two fetches.

    Args:
        own: servers that the person named as theirs: on these hosts and ports, and no others, addresses of this machine
            and of private networks are allowed.
        resolve: gives the addresses of a host.
        around: see ``addresses.near``.
        trust: whose certificates are taken; the public authorities and the system's own without it.
    """

    def __init__(
        self,
        limits: FetchLimits | None = None,
        *,
        own: frozenset[Origin] = frozenset(),
        resolve: Resolver | None = None,
        around: Callable[[], Sequence[Network]] = near,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self.limits = limits or FetchLimits()
        self._own = own
        self._resolve = resolve or resolved
        self._around = around
        self._trust = trust

    def fetch(self, request: Request, cancel: Cancel | None = None, hop: Hop = same_origin) -> Reply:
        """The reply to ``request``; redirects of GET and HEAD are followed where ``hop`` says so.

        Raises:
            NetworkError: nothing was to be had, or what there was is not taken; with a reason.
            Cancelled: ``cancel`` was set.
        """
        if cancel is not None:
            cancel.check()
        return asyncio.run(self._in_time(self.fetched(request, hop), request.url, cancel))

    async def _in_time(self, work: Coroutine[None, None, Got], url: Target, cancel: Cancel | None) -> Got:
        """``work``, until it is done, its time is up, or a stop was asked for."""
        task = asyncio.ensure_future(work)
        task.add_done_callback(lambda done: done.cancelled() or done.exception())  # seen, even if nobody waits for it
        until = time.monotonic() + self.limits.whole
        try:
            while not task.done():
                await asyncio.wait({task}, timeout=POLL_SECONDS)
                if cancel is not None:
                    cancel.check()
                if time.monotonic() > until and not task.done():
                    raise NetworkError("network.slow", host=url.origin.host, seconds=round(self.limits.whole))
            return task.result()
        finally:
            task.cancel()

    async def fetched(self, request: Request, hop: Hop = same_origin) -> Reply:
        """As ``fetch``, within another fetch's time: for what a hop has to look up first.

        Raises:
            NetworkError: as ``fetch``.
        """
        # The first one, too: whom a request goes to is decided in one place.
        if not await hop(request.url, None):
            raise NetworkError("network.not_asked", address=str(request.url.origin))
        for _ in range(self.limits.redirects + 1):
            reply = await self._one(request)
            if reply.status not in _REDIRECTS or not reply.location or request.method not in {"GET", "HEAD"}:
                return reply
            url = target(urljoin(str(request.url), reply.location))
            if request.url.origin.scheme == "https" and url.origin.scheme == "http":
                raise NetworkError("network.downgrade", address=str(url.origin))
            if not await hop(url, request.url):
                return reply
            if url.origin != request.url.origin:
                request = replace(request, private={}, private_query="")
            request = replace(request, url=url)
        raise NetworkError("network.redirects", host=request.url.origin.host, most=self.limits.redirects)

    async def _one(self, request: Request) -> Reply:
        """One hop."""
        import httpx

        origin = request.url.origin
        addresses = await self._addresses(origin)
        limits = self.limits
        timeout = httpx.Timeout(limits.read, connect=limits.connect)
        async with httpx.AsyncClient(
            verify=self._trust or _trusted(), trust_env=False, follow_redirects=False, timeout=timeout
        ) as client:
            for number, address in enumerate(addresses, 1):
                try:
                    response = await client.send(_sent(request, address), stream=True)
                    try:
                        return await self._read(request, response)
                    finally:
                        await response.aclose()
                except (httpx.ConnectError, httpx.ConnectTimeout) as exc:
                    if number == len(addresses):
                        raise NetworkError("network.unreachable", host=origin.netloc, reason=_reason(exc)) from exc
                except httpx.TimeoutException as exc:
                    seconds = round(limits.read)
                    raise NetworkError("network.slow", host=origin.host, seconds=seconds) from exc
                except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as exc:
                    raise NetworkError("network.broken", host=origin.host, reason=_reason(exc)) from exc
        raise AssertionError("a host has at least one address")

    async def _addresses(self, origin: Origin) -> tuple[Address, ...]:
        if literal(origin.host) is not None:
            answers: Sequence[str] = [origin.host]
        else:
            try:
                answers = await _in_thread(lambda: self._resolve(origin.host, origin.port))
            except OSError as exc:
                raise NetworkError("network.unknown_host", host=origin.host) from exc
        found = checked(origin.host, answers, own=origin in self._own, around=self._around())
        return found[:MOST_ADDRESSES]

    async def _read(self, request: Request, response: "httpx.Response") -> Reply:
        media, _, parameters = response.headers.get("content-type", "").partition(";")
        media = media.strip().lower()
        location = response.headers.get("location", "")
        ends = response.status_code in _REDIRECTS and location
        if not ends and response.status_code < 400 and not _is_taken(media, request.types):
            raise NetworkError("network.other_type", host=request.url.origin.host, type=media[:60] or "-")
        body = b"" if ends else await self._body(request, response)
        charset = response.charset_encoding if "charset" in parameters.lower() else ""
        return Reply(request.url, response.status_code, media, charset or "", location, body)

    async def _body(self, request: Request, response: "httpx.Response") -> bytes:
        """The body, unpacked here: a library that unpacks a whole piece at once makes gigabytes of a few kilobytes."""
        most, host = self.limits.bytes, request.url.origin.host
        too_large = NetworkError("network.too_large", host=host, most=f"{most / 1e6:g} MB")
        declared = response.headers.get("content-length", "")
        if not request.cut and declared.isascii() and declared.isdigit() and int(declared[:20]) > most:
            raise too_large
        encoding = response.headers.get("content-encoding", "").strip().lower()
        if encoding not in {"", "identity", *_ENCODINGS}:
            raise NetworkError("network.packed", host=host, encoding=encoding[:40])
        unpack = zlib.decompressobj(_ENCODINGS[encoding]) if encoding in _ENCODINGS else None
        found, is_empty = bytearray(), True
        async for piece in response.aiter_raw():
            is_empty = False
            try:
                found += unpack.decompress(piece, most - len(found) + 1) if unpack else piece
            except zlib.error as exc:
                raise NetworkError("network.broken", host=host, reason="it is not packed as it says") from exc
            if len(found) > most:
                if request.cut:
                    return bytes(found[:most])
                raise too_large
        if unpack is not None and not unpack.eof and not is_empty:
            raise NetworkError("network.broken", host=host, reason="it ends in the middle")
        return bytes(found)


def resolved(host: str, port: int) -> list[str]:
    """The addresses that the system has for a host.

    Raises:
        OSError: it has none.
    """
    import socket

    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as exc:  # what the system's own IDNA refuses
        raise OSError(str(exc)) from exc
    return [str(entry[4][0]) for entry in found]


def _sent(request: Request, address: Address) -> "httpx.Request":
    """A request as httpx takes it: addressed by number, the name in the Host header and in TLS."""
    import httpx

    origin = request.url.origin
    number = f"[{address}]" if address.version == 6 else str(address)
    path = request.url.path
    if request.private_query:
        path += f"{'&' if '?' in path else '?'}{request.private_query}"
    return httpx.Request(
        request.method,
        f"{origin.scheme}://{number}:{origin.port}{path}",
        headers={
            "User-Agent": AGENT,
            "Accept": "*/*",
            "Accept-Encoding": "gzip",
            "Connection": "close",
            **request.headers,
            **request.private,
            "Host": origin.netloc,
        },
        content=request.body or None,
        extensions={"sni_hostname": origin.host},
    )


def _is_taken(media: str, types: tuple[str, ...]) -> bool:
    return not types or any(media == kind or (kind.endswith("/*") and media.startswith(kind[:-1])) for kind in types)


def _reason(exc: Exception) -> str:
    """What a library says went wrong; its words for addresses and pages are not among it."""
    cause: BaseException = exc
    while cause.__cause__ is not None:
        cause = cause.__cause__
    said = getattr(cause, "strerror", None) or getattr(cause, "verify_message", None) or type(cause).__name__
    return str(said)[:120]


def _in_thread(work: Callable[[], Got]) -> "asyncio.Future[Got]":
    """``work`` in a thread that is left alone when nobody waits for it any more: the resolver cannot be stopped."""
    done: Future[Got] = Future()
    done.set_running_or_notify_cancel()  # from here on it is not cancelled, only left

    def run() -> None:
        try:
            done.set_result(work())
        except BaseException as exc:  # noqa: BLE001 - handed to the one who waits, whatever it is
            done.set_exception(exc)

    threading.Thread(target=run, name="resolver", daemon=True).start()
    return asyncio.wrap_future(done)


@cache
def _trusted() -> ssl.SSLContext:
    """The public authorities that come with httpx, and those that this system knows of its own."""
    import httpx

    context = httpx.create_ssl_context(trust_env=False)
    context.load_default_certs()
    return context

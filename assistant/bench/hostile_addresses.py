"""Over 300 hostile addresses, redirects and answers of the name system: none leads to a private network.

What is connected to is seen by an audit hook of the interpreter, below every library, which lets none of it through.
"""

# ruff: noqa: E501 - what is written as a table reads better in full lines

import argparse
import contextlib
import ipaddress
import socket
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, urlsplit

from assistant.bench.report import Figure, show
from assistant.network.addresses import Origin, Target, target
from assistant.network.client import FetchLimits, GuardedClient, Request
from assistant.network.errors import NetworkError

# Public, and never reached: the hook stops every connection but those to the bench's own server.
PUBLIC_4, PUBLIC_6 = "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"
LEAST = 300
LIMITS = FetchLimits(connect=1.0, read=1.0, whole=5.0)

_PRIVATE_4 = (
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "100.127.255.254", "127.0.0.1",
    "127.1.2.3", "127.255.255.255", "169.254.0.1", "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.255",
    "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1", "192.168.255.255", "198.18.0.1",
    "198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "168.63.129.16",
)  # fmt: skip
_PRIVATE_6 = (
    "::", "::1", "::2", "fc00::1", "fd00:ec2::254", "fd12:3456::1", "fe80::1", "febf::1", "fec0::1", "ff02::1", "ff0e::1",
    "100::1", "2001::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:db8::1", "3fff::1", "3ffe::1", "5f00::1", "4000::1",
    "64:ff9b:1::1", "fd20:ce::254",
)  # fmt: skip
_NAMES = (
    "localhost", "LOCALHOST", "localhost.", "a.localhost", "localhost.localdomain", "ip6-localhost", "router.local",
    "metadata.google.internal", "metadata", "nas.home.arpa", "intranet", "127.0.0.1.nip.io", "10-0-0-1.sslip.io",
    "spoofed.burpcollaborator.net", "xn--bcher-kva.example",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """One thing that is tried.

    Attributes:
        url: that is asked for.
        answers: of the name system, one set after the other; the last stays.
    """

    kind: str
    url: str
    answers: tuple[tuple[str, ...], ...] = ()


def cases(port: int) -> list[Case]:
    """All of them.

    Args:
        port: of the bench's own server, which redirects; a person named it, and nothing else here.
    """
    found = [Case("address", f"http://{_written(text)}/") for text in (*_PRIVATE_4, *_PRIVATE_6)]
    found += [Case("carried address", f"http://[{text}]/") for private in _PRIVATE_4 for text in _carried(private)]
    spelled = [text for private in ("127.0.0.1", "169.254.169.254", "10.0.0.1") for text in _spellings(private)]
    found += [Case("spelling", url) for url in spelled]
    found += [Case("name", f"http://{name}/", (("127.0.0.1", "::1"),)) for name in _NAMES]
    found += [
        Case("answer", "https://pages.example.org/", (answers,))
        for private in (*_PRIVATE_4, *_PRIVATE_6)
        for answers in ((private,), (PUBLIC_4, private))
    ]
    found += [
        Case("rebinding", f"http://turning.example.org/{number}", ((PUBLIC_4,), (private,)))
        for number, private in enumerate((*_PRIVATE_4, *_PRIVATE_6))
    ]
    own = f"http://127.0.0.1:{port}"
    there = [
        *(f"http://{_written(text)}/" for text in (*_PRIVATE_4, *_PRIVATE_6)),
        *spelled[:40],
        *(f"{own[:-1]}{digit}/" for digit in range(10) if not own.endswith(str(digit))),
        f"http://localhost:{port}/", f"http://[::1]:{port}/", f"https://127.0.0.1:{port}/", "//127.0.0.1/", "//[::1]/",
        "file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1:6379/_INFO", "javascript:alert(1)", "data:,x",
        "http://turning.example.org/",
    ]  # fmt: skip
    answers = (("127.0.0.1",),)
    found += [Case("redirect", f"{own}/?to={quote(each, safe='')}", answers) for each in there]
    found += [
        Case("chain", f"{own}/?hops={hops}&to={quote(each, safe='')}", answers)
        for hops in (1, 3, 9)
        for each in ("http://127.0.0.1:1/", "http://169.254.169.254/latest/meta-data/", "http://[::ffff:10.0.0.1]/")
    ]
    return found


def harmless() -> list[Case]:
    """What has to get through to a connection."""
    both = ((PUBLIC_4, PUBLIC_6),)
    return [
        Case("harmless", url, both)
        for url in (
            "http://example.org/", "https://example.org/", "https://EXAMPLE.org/a?b=c#d", "https://example.org./x",
            "http://example.org:8080/", "https://bücher.example/", "https://例え.テスト例.jp/", f"https://{PUBLIC_4}/",
            f"http://[{PUBLIC_6}]/", "https://a.b.c.d.example.org/%2e%2e/x", "https://xn--bcher-kva.example/",
        )
    ]  # fmt: skip


def _written(text: str) -> str:
    return f"[{text}]" if ":" in text else text


def _carried(text: str) -> Iterator[str]:
    """IPv6 addresses that carry an IPv4 address: mapped, compatible, NAT64, 6to4, Teredo, ISATAP."""
    high, low = divmod(int(ipaddress.IPv4Address(text)), 1 << 16)
    yield from (f"::ffff:{text}", f"::{high:x}:{low:x}", f"64:ff9b::{high:x}:{low:x}", f"2002:{high:x}:{low:x}::1")
    if text in {"127.0.0.1", "169.254.169.254"}:
        yield from (f"::ffff:0:{high:x}:{low:x}", f"fe80::5efe:{high:x}:{low:x}")
        yield f"2001:0:{high:x}:{low:x}::{high ^ 0xFFFF:x}:{low ^ 0xFFFF:x}"


def _spellings(text: str) -> list[str]:
    """Addresses that some program reads as ``text``."""
    a, b, c, d = (int(part) for part in text.split("."))
    number = int(ipaddress.IPv4Address(text))
    wide = str.maketrans("0123456789.", "０１２３４５６７８９。")
    circled = str.maketrans("123456789", "①②③④⑤⑥⑦⑧⑨")
    hosts = [
        str(number), hex(number), f"0{number:o}", f"0x{a:x}.0x{b:x}.0x{c:x}.0x{d:x}", f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
        f"{a}.{(b << 16) + (c << 8) + d}", f"{a}.{b}.{(c << 8) + d}", f"0x{a:x}.{b}.{c}.{d}", f"{a:03}.{b:03}.{c:03}.{d:03}",
        f"{a}.{b}.{c}.0{d:o}", f"{text}.", f"{text}..", f".{text}", text.translate(wide), text.translate(circled),
        text.replace(".", "%2e"), f"%{ord(text[0]):x}{text[1:]}", f"{a + 256}.{b}.{c}.{d}", f"[{text}]", f"[::ffff:{text}%25lo]",
        f"[0:0:0:0:0:ffff:{text}]", f"example.org@{text}", f"example.org%40{text}", f"{text}#@example.org", f"{text}\\@example.org",
        f"example.org\\@{text}", f"{text}\t.example.org", f"{text}:80@example.org:80", f"example.org:80@{text}", f"{text}:99999",
        f"{text}:0", f"{text}:", f"user:word@{text}", f"{number}.", f"0x{number:x}.", f"{text}?@example.org", f"[::{text}]",
        f"{text}\u3002", f"\u200b{text}", f"{text}\u00ad", "[" + text, f"[{text}", f"0{text}",
    ]  # fmt: skip
    return [f"http://{host}/" for host in hosts]


class _Leads(BaseHTTPRequestHandler):
    """Redirects to what the address says, after so many hops to itself."""

    def do_GET(self) -> None:
        """The one method that is asked for."""
        query = parse_qs(urlsplit(self.path).query)
        hops, to = int(query.get("hops", ["0"])[0]), query.get("to", ["/"])[0]
        where = to if hops == 0 else f"/?hops={hops - 1}&to={quote(to, safe='')}"
        self.send_response(302)
        self.send_header("Location", where.encode("utf-8").decode("latin-1"))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


class _Watch:
    """What the interpreter is about to connect to, while it is on; all but one place is stopped."""

    def __init__(self) -> None:
        self.on = False
        self.open_port = 0
        self.seen: list[tuple[str, int]] = []
        sys.addaudithook(self._hook)

    def _hook(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.on or event not in {"socket.connect", "socket.sendto"}:
            return
        address = arguments[1]
        if not isinstance(address, tuple):  # of another family: between processes
            return
        host, port = str(address[0]), int(address[1])
        self.seen.append((host, port))
        if (host, port) != ("127.0.0.1", self.open_port):
            raise ConnectionRefusedError("stopped by the bench")


@cache
def _watch() -> _Watch:
    """The one of this process: a hook cannot be taken out again."""
    return _Watch()


@contextmanager
def _watched(port: int) -> Iterator[list[tuple[str, int]]]:
    watch = _watch()
    watch.seen, watch.open_port, watch.on = [], port, True
    try:
        yield watch.seen
    finally:
        watch.on = False


class _Names:
    """A name system that answers as a case says."""

    def __init__(self, answers: Sequence[Sequence[str]]) -> None:
        self._answers = list(answers)

    def __call__(self, host: str, port: int) -> Sequence[str]:
        if not self._answers:
            raise OSError("no such name")
        return self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]


async def _anywhere(_: Target, __: Target | None) -> bool:
    return True


def tried(case: Case, port: int) -> list[tuple[str, int]]:
    """What the guarded client connects to for a case, beside the bench's own server."""
    own = Origin("http", "127.0.0.1", port)
    client = GuardedClient(LIMITS, own=frozenset({own}), resolve=_Names(case.answers), around=lambda: ())
    with _watched(port) as seen, contextlib.suppress(NetworkError):  # refused, or stopped at the connection
        client.fetch(Request(target(case.url)), hop=_anywhere)
    return [place for place in seen if place != ("127.0.0.1", port)]


def plainly_tried(case: Case, port: int) -> list[tuple[str, int]]:
    """What httpx connects to by itself."""
    import httpx

    names, real = _Names(case.answers), socket.getaddrinfo

    def answer(host: str, port: int, *_: object, **__: object) -> object:
        try:
            return real(host, port, flags=socket.AI_NUMERICHOST, type=socket.SOCK_STREAM)
        except OSError:
            found = names(host, port)
            return [entry for text in found for entry in real(text, port, type=socket.SOCK_STREAM)]

    with (
        _watched(port) as seen,
        httpx.Client(verify=False, trust_env=False, follow_redirects=True, timeout=1.0) as client,
    ):
        socket.getaddrinfo = answer  # type: ignore[assignment] # put back below
        try:
            # Refused, or stopped at the connection.
            with contextlib.suppress(httpx.HTTPError, httpx.InvalidURL, OSError, UnicodeError):
                client.get(case.url)
        finally:
            socket.getaddrinfo = real
    return [place for place in seen if place != ("127.0.0.1", port)]


def figures() -> list[Figure]:
    """All cases."""
    public = {PUBLIC_4, PUBLIC_6}
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Leads)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        port = server.server_address[1]
        every = cases(port)
        led = {case: [host for host, _ in tried(case, port) if host not in public] for case in every}
        plain = sum(any(host not in public for host, _ in plainly_tried(case, port)) for case in every)
        through = [case for case in harmless() if {host for host, _ in tried(case, port)} & public]
    finally:
        server.shutdown()
        server.server_close()
    astray = [case for case, hosts in led.items() if hosts]
    kinds: Mapping[str, int] = {
        kind: sum(case.kind == kind for case in every) for kind in {case.kind for case in every}
    }
    return [
        Figure(
            f"network: {len(every)} hostile addresses, redirects and answers",
            f"{len(astray)} connections to private addresses",
            f"0, of at least {LEAST}",
            not astray and len(every) >= LEAST,
            f"httpx alone: {plain} of them. " + ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())),
        ),
        Figure(
            "network: harmless addresses beside them",
            f"{len(through)} of {len(harmless())} get through to a connection",
            "all",
            len(through) == len(harmless()),
        ),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    return show(figures(), as_json=parser.parse_args(arguments).json)


if __name__ == "__main__":
    sys.exit(main())

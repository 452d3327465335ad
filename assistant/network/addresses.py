"""Which addresses may be reached: an address is read strictly, and what is not of the public internet is refused.

Programs disagree on what ``http://0x7f.1/`` or ``http://a@b#@c/`` mean, and whoever checks with one reading and
connects with another is led astray. Here there is one reading, and what has several is refused.
"""

import ipaddress
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from assistant.network.errors import NetworkError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver = Callable[[str, int], Sequence[str]]
"""Host and port to addresses; raises ``OSError`` where there are none."""

PORTS = {"http": 80, "https": 443}
MOST_CHARACTERS = 8000

# IANA's special-purpose registries (RFC 6890 and its updates), multicast, and what is not given out. Not by
# ``is_global``: before 3.11.10 it calls some of these global.
_NOT_PUBLIC_4 = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
    "224.0.0.0/4", "240.0.0.0/4",
    "168.63.129.16/32",  # what a machine in Azure asks about itself
)  # fmt: skip
# All global unicast there is; with it go ::1, link-local, unique local, multicast, and the addresses that carry an IPv4
# address in them (mapped ::ffff:0:0/96, compatible ::/96, NAT64 64:ff9b::/96 and 64:ff9b:1::/48).
_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_6 = (
    "2001::/23",  # protocol assignments, with Teredo, benchmarking and ORCHID
    "2001:db8::/32", "3fff::/20",  # documentation
    "2002::/16",  # 6to4
    "3ffe::/16",  # was 6bone's
    "5f00::/16",  # segment routing
)  # fmt: skip
# What the person may name as a server of their own: this machine, and private networks.
_OWN = ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "::1/128", "fc00::/7")
# Where machines in a cloud ask for their keys, though the network is a private one.
_METADATA = ("100.100.100.200/32", "fd00:ec2::254/128", "fd20:ce::254/128")
# Never in the public name system (RFC 6761, 6762, 7686, 8375, 9476; ICANN for .internal).
_LOCAL_NAMES = ("localhost", "local", "internal", "home.arpa", "onion", "alt", "invalid", "test")

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
# A last label like this makes the whole a number to some (WHATWG URL, "ends in a number").
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_IPV4 = re.compile(r"(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})")


@dataclass(frozen=True, slots=True)
class Origin:
    """Whom a request goes to.

    Attributes:
        scheme: ``http`` or ``https``.
        host: a name in ASCII, small, without a dot at its end, or an address as ``ipaddress`` writes it.
    """

    scheme: str
    host: str
    port: int

    @property
    def netloc(self) -> str:
        """Host and, where it is not the scheme's own, port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.netloc}"


@dataclass(frozen=True, slots=True)
class Target:
    """An address of a page, read.

    Attributes:
        path: with the query, ASCII, begins with ``/``.
    """

    origin: Origin
    path: str

    def __str__(self) -> str:
        return f"{self.origin}{self.path}"


def target(text: str) -> Target:
    """The one meaning of an address.

    Raises:
        NetworkError: it is none of http or https, or it can be read in more than one way.
    """

    def wrong(reason: str) -> NetworkError:
        return NetworkError("network.bad_address", address=_short(text), reason=reason)

    if len(text) > MOST_CHARACTERS:
        raise wrong("it is too long")
    if any(not char.isprintable() or char.isspace() for char in text) or "\\" in text:
        raise wrong("it has blanks, control characters or backslashes in it")
    scheme, colon, rest = text.partition("://")
    if not colon or scheme.lower() not in PORTS:
        raise wrong("only http:// and https:// are fetched")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0]
    if "@" in authority:
        raise wrong("it carries a user name")
    try:
        split = urlsplit(f"{scheme.lower()}://{rest}")
        port = split.port
    except ValueError as exc:
        raise wrong("its host or port cannot be read") from exc
    if port == 0 or authority.endswith(":"):
        raise wrong("its port cannot be read")
    name = authority[: authority.index("]") + 1] if authority.startswith("[") else authority.partition(":")[0]
    origin = Origin(scheme.lower(), host(name), port or PORTS[scheme.lower()])
    path = _quoted(split.path or "/") + (f"?{_quoted(split.query)}" if split.query else "")
    return Target(origin, path if path.startswith("/") else f"/{path}")


def host(text: str) -> str:
    """A host's name or address in its one spelling.

    Raises:
        NetworkError: it has several, or is none.
    """

    def wrong(reason: str) -> NetworkError:
        return NetworkError("network.bad_address", address=_short(text), reason=reason)

    if text.startswith("[") and text.endswith("]"):
        return str(_parsed(text[1:-1], wrong))
    name = text if text.isascii() else _ascii(text, wrong)
    name = name.lower().removesuffix(".")
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        if not _IPV4.fullmatch(name):
            raise wrong("a number stands in the place of its host")
        return str(_parsed(name, wrong))
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise wrong("its host is no name")
    return name


def is_local_name(name: str) -> bool:
    """Whether a name is not of the public name system: one word, or below a top that is kept for local use."""
    return "." not in name or any(name == top or name.endswith(f".{top}") for top in _LOCAL_NAMES)


def literal(name: str) -> Address | None:
    """The address that a host is; None for a name."""
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def is_public(address: Address) -> bool:
    """Whether an address is one of the public internet, and of no special purpose there."""
    if address.version == 6 and (address not in _PUBLIC_6 or getattr(address, "scope_id", None)):
        return False
    return not any(
        address in network for network in _networks(_NOT_PUBLIC_4 if address.version == 4 else _NOT_PUBLIC_6)
    )


def is_own(address: Address) -> bool:
    """Whether a person can have a server of their own there: on this machine, or in a private network."""
    if any(address in network for network in _networks(_METADATA)):
        return False
    return any(address in network for network in _networks(_OWN))


def near() -> tuple[Network, ...]:
    """The networks that this machine stands in: a router or a printer may have a public address, too."""
    import psutil

    found: list[Network] = []
    for entries in psutil.net_if_addrs().values():
        for entry in entries:
            address = literal(entry.address.partition("%")[0])
            if address is None:
                continue
            try:
                network = ipaddress.ip_network(f"{address}/{_prefix(entry.netmask, address)}", strict=False)
            except ValueError:
                network = ipaddress.ip_network(address)
            # A tunnel may say that it is the whole internet: then it is only its own end.
            found.append(network if network.prefixlen >= 8 else ipaddress.ip_network(address))
    return tuple(found)


def checked(name: str, answers: Iterable[str], *, own: bool, around: Sequence[Network]) -> tuple[Address, ...]:
    """The addresses of a host, if all of them may be reached: one that may not makes the rest suspect.

    Args:
        own: whether the person named this very server as their own.
        around: see ``near``.

    Raises:
        NetworkError: one of them may not, or there is none.
    """
    found: list[Address] = []
    for answer in answers:
        address = literal(answer)
        public = address is not None and is_public(address) and not any(address in network for network in around)
        if address is None or not (public or (own and (is_own(address) or is_public(address)))):
            raise NetworkError("network.private", host=_short(name))
        if address not in found:
            found.append(address)
    if not found:
        raise NetworkError("network.unknown_host", host=_short(name))
    return tuple(found)


def _parsed(text: str, wrong: Callable[[str], NetworkError]) -> Address:
    found = literal(text)
    if found is None or getattr(found, "scope_id", None):
        raise wrong("its host is no address")
    return found


def _ascii(text: str, wrong: Callable[[str], NetworkError]) -> str:
    """A name in the form that the name system has (UTS 46, IDNA 2008)."""
    import idna

    try:
        return idna.encode(text, uts46=True, std3_rules=True).decode("ascii")
    except (idna.IDNAError, UnicodeError) as exc:
        raise wrong("its host is no name") from exc


def _prefix(netmask: str | None, address: Address) -> int:
    """The length of a netmask."""
    mask = literal(netmask) if netmask else None
    return address.max_prefixlen if mask is None else int(mask).bit_count()


def _quoted(text: str) -> str:
    """What is not ASCII, percent-encoded; all else is left as it was given."""
    return "".join(
        char if char.isascii() else "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace")) for char in text
    )


def _short(text: str) -> str:
    """What an error shows of what it was given."""
    shown = "".join(char if char.isprintable() else "\ufffd" for char in text.encode("utf-8", "replace").decode())
    return shown if len(shown) <= 120 else f"{shown[:120]}…"


@cache
def _networks(texts: tuple[str, ...]) -> tuple[Network, ...]:
    return tuple(ipaddress.ip_network(text) for text in texts)

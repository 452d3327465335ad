"""Keys of servers: they lie in the system's keyring, are fetched for one call, and are taken out of what comes back."""

import base64
import html
import json
import queue
import re
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeVar

from assistant.apis.errors import ApiError
from assistant.cancel import Cancel
from assistant.network.addresses import Origin

if TYPE_CHECKING:
    from openapi_pydantic.v3.v3_1 import SecurityScheme

SERVICE = "lectern"
MASK = "[key]"
# The system may ask the person to unlock the keyring.
SECONDS, POLL_SECONDS = 20.0, 0.05
# Less would take parts of words out of a reply.
LEAST_MASKED = 4
Way = Literal["header", "query", "bearer", "basic"]
Got = TypeVar("Got")


@dataclass(frozen=True, slots=True)
class Scheme:
    """How a server wants its key.

    Attributes:
        name: in the file.
        parameter: of a header or a query.
    """

    name: str
    way: Way
    parameter: str = ""


@dataclass(frozen=True, slots=True)
class Credentials:
    """What goes with one request.

    Attributes:
        hidden: all that must not be seen again.
    """

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: Mapping[str, str] = field(default_factory=dict, repr=False)
    hidden: tuple[str, ...] = field(default=(), repr=False)

    def masked(self, text: str) -> str:
        """``text`` without the keys, in whatever common way it spells them."""
        wanted = [_spellings(secret) for secret in self.hidden if len(secret) >= LEAST_MASKED]
        return re.sub("|".join(wanted), MASK, text, flags=re.IGNORECASE) if wanted else text


def schemes(given: "Mapping[str, object]") -> dict[str, Scheme]:
    """The schemes of a file that a key can be kept for."""
    from openapi_pydantic.v3.v3_1 import SecurityScheme

    found = (scheme_of(name, each) for name, each in given.items() if isinstance(each, SecurityScheme))
    return {scheme.name: scheme for scheme in found if scheme is not None}


def scheme_of(name: str, given: "SecurityScheme") -> Scheme | None:
    """How a scheme's key is sent; None where none can be kept. A token of OAuth is one that the person has got."""
    kind = given.type.lower()
    if kind == "apikey" and given.security_scheme_in in {"header", "query"} and given.name:
        return Scheme(name, "header" if given.security_scheme_in == "header" else "query", given.name)
    if kind == "http" and (given.scheme or "").lower() in {"bearer", "basic"}:
        return Scheme(name, "bearer" if (given.scheme or "").lower() == "bearer" else "basic")
    return Scheme(name, "bearer") if kind in {"oauth2", "openidconnect"} else None


def credentials(wanted: Mapping[str, tuple[Scheme, str]]) -> Credentials:
    """What to send for schemes and their keys."""
    headers: dict[str, str] = {}
    query: dict[str, str] = {}
    hidden: list[str] = []
    for scheme, key in wanted.values():
        hidden.append(key)
        if scheme.way == "query":
            query[scheme.parameter] = key
        elif scheme.way == "header":
            headers[scheme.parameter] = key
        elif scheme.way == "bearer":
            headers["Authorization"] = f"Bearer {key}"
        else:
            spelled = base64.b64encode(key.encode()).decode()
            headers["Authorization"] = f"Basic {spelled}"
            hidden += [spelled, key.partition(":")[2]]
    return Credentials(headers, query, tuple(each for each in hidden if each))


def account(api: str, scheme: str, origin: Origin) -> str:
    """Under which a key lies: of one server alone, so that a changed file gets none."""
    return f"api {api} {scheme} {origin}"


def key_of(name: str, cancel: Cancel | None = None) -> str | None:
    """The key of an account; None if there is none.

    Raises:
        ApiError: there is no keyring, or it is locked.
        Cancelled: ``cancel`` was set.
    """
    import keyring

    return _asked(lambda: keyring.get_password(SERVICE, name), cancel)


def keep_key(name: str, key: str) -> None:
    """Put a key into the keyring.

    Raises:
        ApiError: there is none, or it is locked, or the key cannot be sent.
    """
    import keyring

    if not key or not (key.isascii() and key.isprintable()):
        raise ApiError("api.bad_key")
    _asked(lambda: keyring.set_password(SERVICE, name, key), None)


def drop_key(name: str) -> bool:
    """Take a key out of the keyring; False if there was none.

    Raises:
        ApiError: there is no keyring, or it is locked.
    """
    import keyring

    if key_of(name) is None:
        return False
    _asked(lambda: keyring.delete_password(SERVICE, name), None)
    return True


def _asked(work: Callable[[], Got], cancel: Cancel | None) -> Got:
    """``work``, in a thread that is left alone after a while: the keyring may wait for a person."""
    from keyring.errors import KeyringError

    done: queue.SimpleQueue[tuple[Got, None] | tuple[None, BaseException]] = queue.SimpleQueue()

    def run() -> None:
        try:
            done.put((work(), None))
        except BaseException as exc:  # noqa: BLE001 - handed to the one who waits, whatever it is
            done.put((None, exc))

    threading.Thread(target=run, name="keyring", daemon=True).start()
    for _ in range(int(SECONDS / POLL_SECONDS)):
        try:
            found, error = done.get(timeout=POLL_SECONDS)
        except queue.Empty:
            if cancel is not None:
                cancel.check()
            continue
        if error is None:
            return found  # type: ignore[return-value] # None only beside an error
        if isinstance(error, KeyringError):
            # Its own words may be long, and name what it was asked for.
            raise ApiError("api.no_keyring", reason=type(error).__name__) from error
        raise error
    raise ApiError("api.no_keyring", reason="it does not answer")


def _spellings(secret: str) -> str:
    """A regular expression of a secret: each character as it is or escaped, or all of it in base64 or hexadecimal."""
    data = secret.encode()
    packed = base64.b64encode(data).decode().rstrip("=")
    whole = {packed, packed.replace("+", "-").replace("/", "_"), data.hex()}
    return "|".join(["".join(map(_escapes, secret)), *map(re.escape, sorted(whole))])


def _escapes(char: str) -> str:
    """One character as JSON, addresses and HTML may spell it."""
    code = ord(char)
    plain = {re.escape(char), re.escape(html.escape(char)), re.escape(json.dumps(char)[1:-1])}
    coded = [f"%{code:02x}", rf"\\u{code:04x}", f"&#0*{code};", f"&#x0*{code:x};"]
    return f"(?:{'|'.join([*sorted(plain, key=len, reverse=True), *coded])})"

"""Operations of OpenAPI files that the person added, each a tool: checked before it is sent, its reply cut to size."""

import json
import re
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from langchain_core.tools import BaseTool
from pydantic import PrivateAttr

from assistant.apis.arguments import arguments_model, checked
from assistant.apis.errors import ApiError
from assistant.apis.keys import Credentials, Scheme, credentials, key_of
from assistant.apis.operations import Operation, tool_name
from assistant.apis.requests import request
from assistant.apis.shelf import Api, Apis
from assistant.network.client import GuardedClient, Reply
from assistant.network.reach import api_reach
from assistant.paths import Paths
from assistant.toolkits.registry import Toolkit
from chains.toolkits.base import Observation, ToolTraits, made_tool

# What the system's keyring may take beside the call itself.
_KEYRING_SECONDS = 10.0


class ApiToolkit(Toolkit):
    """The operations that are switched on.

    Attributes:
        client: reaches the servers that are not the person's own; tests give one that knows theirs.
    """

    name: ClassVar[str] = "api"
    client: GuardedClient | None = None
    _apis: Apis | None = PrivateAttr(default=None)

    def get_tools(self) -> list[BaseTool]:
        """A tool for each; nothing is connected to yet.

        Raises:
            ApiError: no operation is on, or the files that have them cannot be read.
        """
        apis, refused = Apis(Paths(self.context.folder).apis).all()
        calls = [_Call(self, api, operation) for api in apis for operation in api.chosen]
        if not calls:
            raise refused[0] if refused else ApiError("api.none_on")
        plain = [tool_name(call.operation) for call in calls]
        found: dict[str, BaseTool] = {}
        for call, own in zip(calls, plain, strict=True):
            # Of one name in two files: with the file's before it.
            names = [own] if plain.count(own) == 1 else [f"{call.api.name}_{own}"]
            names += [f"{names[0]}_{number}" for number in range(2, len(calls) + 1)]
            name = next(name for name in names if name not in found)
            found[name] = call.tool(name)
        return list(found.values())


@dataclass(frozen=True)
class _Call:
    """One operation of one API, for one run."""

    toolkit: ApiToolkit
    api: Api
    operation: Operation

    def tool(self, name: str) -> BaseTool:
        """As the model calls it."""
        reach = api_reach()
        return made_tool(
            name,
            f"{self.operation.summary} ({self.api.title})",
            arguments_model(self.operation, self.api.in_use.tree, reach.text),
            self,
            ToolTraits(
                "api", "outside", reach.seconds + _KEYRING_SECONDS, _patterns(self.api, self.operation), foreign=True
            ),
        )

    def __call__(self, **given: Any) -> Observation:
        """The server's answer.

        Raises:
            ApiError: the arguments are not what the file asks for, or a key would be overheard.
            NetworkError: there was no answer, or it is not taken.
            Cancelled: the run was stopped.
        """
        arguments = checked(self.operation, self.api.in_use.tree, given)
        own, missing = self._credentials()
        client = self.toolkit.client or GuardedClient(api_reach().limits, own=self.api.own_servers)
        reply = client.fetch(request(self.operation, arguments, own), self.toolkit.context.cancel)
        found = observed(reply, own, api_reach().characters)
        if missing is not None and reply.status in {401, 403}:
            return replace(found, text=f"{missing.message()} {missing.hint()}\n{found.text}")
        return found

    def _credentials(self) -> tuple[Credentials, ApiError | None]:
        """For the first of the ways in that the person has all keys for; else none, and why.

        It is tried without one then: servers of a person's own often ask for none, whatever their file says.
        """
        missing: ApiError | None = None
        for names in sorted(self.operation.security or ((),), key=lambda names: not names):
            try:
                keys = {name: self._key(name) for name in names}
            except ApiError as exc:
                missing = missing or exc
                continue
            if keys and self._is_overheard:
                raise ApiError("api.plain_key", name=self.api.name, server=str(self.api.server.origin))
            return credentials(keys), None
        return Credentials(), missing

    def _key(self, name: str) -> tuple[Scheme, str]:
        """A scheme with its key.

        Raises:
            ApiError: there is none, or no keyring.
        """
        scheme = self.api.schemes.get(name)
        key = None if scheme is None else key_of(self.api.account(name), self.toolkit.context.cancel)
        if scheme is None or not key:
            raise ApiError("api.no_key", name=self.api.name, scheme=name)
        return scheme, key

    @property
    def _is_overheard(self) -> bool:
        """Whether a key would cross the internet in the clear."""
        return self.api.server.origin.scheme == "http" and not self.api.own


def observed(reply: Reply, own: Credentials, most: int) -> Observation:
    """What the model is told of a reply; never a key, even if the server sends one back.

    Args:
        most: characters of the reply's text.
    """
    if reply.location and 300 <= reply.status < 400:
        told = f"{reply.phrase}: the server leads on to another address, which is not followed."
        return Observation(told, found=False)
    text, value = _content(reply)
    text = own.masked(text)
    kind = "" if value is not None or not text else " (no JSON)"
    shown = text if len(text) <= most else f"{text[:most].rstrip()}\n(cut: {len(text)} characters in all)"
    return Observation(
        f"{reply.phrase}{kind}\n{shown}".strip(),
        value=_as_value(text) if value is not None and len(text) <= most else None,
        documents=(str(reply.url.origin),) if shown else (),
        foreign=True,
        found=reply.status < 400,
    )


def _as_value(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:  # a key stood there as a number
        return None


def _content(reply: Reply) -> tuple[str, object]:
    """A reply's text, and what it is as JSON."""
    if not reply.body:
        return "", None
    try:
        text = reply.body.decode(reply.charset or "utf-8")
    except (LookupError, UnicodeError):
        if not reply.media.startswith("text/"):
            return f"({len(reply.body)} bytes of {reply.media or 'no type'})", None
        text = reply.body.decode("utf-8", "replace")
    text = "".join(char if char.isprintable() or char in "\n\t" else "\ufffd" for char in text.replace("\r\n", "\n"))
    try:
        value = json.loads(text)
        # Written anew: no escapes are left that would hide a key.
        return json.dumps(value, ensure_ascii=False, separators=(", ", ": ")), value
    except (ValueError, RecursionError):
        return text.strip(), None


def _patterns(api: Api, operation: Operation) -> tuple[str, ...]:
    """Tasks that say all that an operation's name says: "list the databases" for ``list_databases``.

    A name of one word says little: the task has to speak of the API, or of a server, as well.
    """
    words = [word.removesuffix("s") for word in tool_name(operation).split("_") if len(word) > 2]
    said = "".join(rf"(?=.*\b{re.escape(word)})" for word in words)
    if len(words) == 1:
        said += rf"(?=.*(?:\b{re.escape(api.name)}\b|\b(?:api|server|service|operation)\b|接口|服务|操作))"
    return (f"{said}.*",) if words else ()

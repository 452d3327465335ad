"""The APIs of one home: each an OpenAPI file with a small TOML of where its server is and which operations are on."""

import difflib
import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.apis.errors import ApiError
from assistant.apis.keys import Scheme, account, drop_key, schemes
from assistant.apis.operations import Operation, as_base, operations, server
from assistant.apis.pruning import described, operation_names, pruned
from assistant.apis.reading import ApiFile, Tree, loaded, read
from assistant.network.addresses import Origin, Target, is_local_name, is_own, is_public, literal
from assistant.network.reach import api_reach
from assistant.settings_file import literal as toml
from assistant.whole_file import write_whole

_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")


class _Entry(BaseModel):
    """``NAME.toml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    server: str
    own: bool = False
    operations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Api:
    """One of them.

    Attributes:
        server: its address.
        own: whether the person named that address as a server of theirs, on this machine or in a private network.
        on: ids of the operations that are switched on.
        tree: the file's content, see ``ApiFile``.
    """

    name: str
    title: str
    server: Target
    own: bool
    on: tuple[str, ...]
    tree: Tree

    @cached_property
    def file(self) -> ApiFile:
        """The file, typed.

        Raises:
            ApiError: it is no longer one.
        """
        return read(self.tree, self.name)

    @property
    def count(self) -> int:
        """Of all its operations."""
        return len(operation_names(self.tree))

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """All operations of the file."""
        return operations(self.file, self.server)

    @cached_property
    def schemes(self) -> Mapping[str, Scheme]:
        """How its keys are sent, by name."""
        components = self.in_use.typed.components
        return schemes((components.securitySchemes if components else None) or {})

    @cached_property
    def in_use(self) -> ApiFile:
        """As much of the file as the operations that are on need.

        Raises:
            ApiError: it is no longer one.
        """
        return read(pruned(self.tree, self.on), self.name)

    @cached_property
    def chosen(self) -> tuple[Operation, ...]:
        """The operations that are on and can be called."""
        return tuple(each for each in operations(self.in_use, self.server) if each.id in self.on and not each.problem)

    @property
    def own_servers(self) -> frozenset[Origin]:
        """See ``GuardedClient``."""
        return frozenset({self.server.origin}) if self.own else frozenset()

    def account(self, scheme: str) -> str:
        """Under which the key of a scheme lies in the keyring."""
        return account(self.name, scheme, self.server.origin)


@dataclass(frozen=True, slots=True)
class Change:
    """What came of changing one.

    Attributes:
        off: ids of the operations that were on, and are no longer.
    """

    api: Api
    off: tuple[str, ...]


class Apis:
    """The shelf.

    Args:
        folder: may be missing.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[str]:
        """In the order of the alphabet."""
        found = (file.stem for file in self.folder.glob("*.toml")) if self.folder.is_dir() else ()
        return sorted(name for name in found if _NAME.fullmatch(name))

    def all(self) -> tuple[tuple[Api, ...], tuple[ApiError, ...]]:
        """Those that can be used, and why the others cannot."""
        found, refused = [], []
        for name in self.names():
            try:
                api = self.get(name)
                _ = api.chosen
            except ApiError as exc:
                refused.append(exc)
            else:
                found.append(api)
        return tuple(found), tuple(refused)

    def get(self, name: str) -> Api:
        """One of them.

        Raises:
            ApiError: there is none of that name, or its files cannot be read.
        """
        if name not in self.names():
            near = difflib.get_close_matches(name, self.names(), 1, 0.0)
            raise ApiError("api.missing", name=name, nearest=near[0] if near else "-")
        file = self._entry(name)
        try:
            entry = _Entry.model_validate(tomllib.loads(file.read_text("utf-8")))
            base = as_base(entry.server)
            tree = loaded(self._document(name).read_bytes(), name)
        except (OSError, ValueError) as exc:  # a ValueError of TOML, of UTF-8 or of pydantic
            reason = f"{exc.error_count()} mistakes" if isinstance(exc, ValidationError) else str(exc)
            raise ApiError("api.unreadable", name=file.name, reason=" ".join(reason.split())[:200]) from exc
        return Api(name, entry.title, base, entry.own, entry.operations, tree)

    def add(self, file: Path, name: str = "", server_address: str = "") -> Api:
        """Keep a copy of an OpenAPI file; none of its operations is on.

        Args:
            name: for it; made of the file's title without one.
            server_address: instead of the file's; may be on this machine or in a private network.

        Raises:
            ApiError: it cannot be read, describes no server, or the name is taken.
            NetworkError: the address cannot be one.
        """
        tree = _opened(file)
        parsed = read(tree, file.name)
        title = _title(parsed) or file.stem
        name = name or _short_name(title) or _short_name(file.stem)
        if not _NAME.fullmatch(name):
            raise ApiError("api.bad_name", name=name)
        if name in self.names():
            raise ApiError("api.taken", name=name)
        base = as_base(server_address) if server_address else server(parsed)
        if base is None:
            raise ApiError("api.no_server", name=file.name)
        own = _is_private(base.origin.host)
        if own and not server_address:
            raise ApiError("api.private_server", name=file.name, server=str(base))
        api = Api(name, title, base, own, (), tree)
        if not api.operations:
            raise ApiError("api.not_openapi", name=file.name, reason="it has no operations")
        self._keep_file(api)
        self._keep(api)
        return api

    def change(self, name: str, file: Path | None = None, server_address: str = "") -> Change:
        """Take a newer file, or another address, for one of them.

        The address stays as it is unless another one is given, whatever the new file says. An operation stays on if
        the new file describes it, and all that it refers to, as the old one did.

        Raises:
            ApiError: as ``get`` and ``add`` do.
            NetworkError: the address cannot be one.
        """
        before = self.get(name)
        tree, title = before.tree, before.title
        if file is not None:
            tree = _opened(file)
            title = _title(read(tree, file.name)) or file.stem
            if not operation_names(tree):
                raise ApiError("api.not_openapi", name=file.name, reason="it has no operations")
        base = as_base(server_address) if server_address else before.server
        there = operation_names(tree)
        kept = tuple(
            each for each in before.on if each in there and described(tree, each) == described(before.tree, each)
        )
        after = Api(name, title, base, _is_private(base.origin.host), kept, tree)
        if file is not None:
            self._keep_file(after)
        self._keep(after)
        if before.account("") != after.account(""):  # a key is for the server that it was given for
            _drop_keys(before)
        return Change(after, tuple(each for each in before.on if each not in kept))

    def choose(self, name: str, on: Sequence[str] = (), off: Sequence[str] = ()) -> Api:
        """Switch operations on and off.

        Raises:
            ApiError: there is no such operation, it cannot be called, or there are too many.
        """
        from dataclasses import replace

        api = self.get(name)
        known = operation_names(api.tree)
        for wanted in (*on, *off):
            if wanted not in known:
                near = difflib.get_close_matches(wanted, list(known), 1, 0.0)
                raise ApiError("api.no_operation", name=name, operation=wanted, nearest=near[0] if near else "-")
        for operation in operations(read(pruned(api.tree, on), name), api.server):
            if operation.id in on and operation.problem:
                raise ApiError("api.not_callable", operation=operation.id, reason=operation.problem)
        chosen = tuple(dict.fromkeys(each for each in (*api.on, *on) if each not in off))
        most = api_reach().operations
        if len(chosen) > most:
            raise ApiError("api.too_many", name=name, count=len(chosen), most=most)
        changed = replace(api, on=chosen)
        self._keep(changed)
        return changed

    def remove(self, name: str) -> None:
        """Take one away, with its keys.

        Raises:
            ApiError: there is none of that name, or it cannot be removed.
        """
        if name not in self.names():
            self.get(name)
        try:
            _drop_keys(self.get(name))
        except ApiError as exc:
            # What cannot be read has no key that could be named; its files go all the same.
            if exc.code not in {"api.unreadable", "api.not_openapi", "api.version", "api.reference"}:
                raise
        try:
            for file in (self._entry(name), self._document(name)):
                file.unlink(missing_ok=True)
        except OSError as exc:
            raise ApiError("api.not_written", name=name, reason=exc.strerror or type(exc).__name__) from exc

    # --- inside ---

    def _entry(self, name: str) -> Path:
        return self.folder / f"{name}.toml"

    def _document(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def _keep_file(self, api: Api) -> None:
        self._write(self._document(api.name), json.dumps(api.tree, ensure_ascii=False).encode("utf-8"))

    def _keep(self, api: Api) -> None:
        lines = [
            "# Written by `assistant api`; the OpenAPI file lies beside it.",
            f"title = {toml(api.title)}",
            f"server = {toml(str(api.server))}",
            f"own = {toml(api.own)}  # named by the person: on this machine or in a private network",
            f"operations = {toml(list(api.on))}",
        ]
        self._write(self._entry(api.name), ("\n".join(lines) + "\n").encode("utf-8"))

    def _write(self, file: Path, data: bytes) -> None:
        try:
            write_whole(file, data)
        except OSError as exc:
            raise ApiError("api.not_written", name=file.name, reason=exc.strerror or type(exc).__name__) from exc


def _opened(file: Path) -> Tree:
    """What is in an OpenAPI file.

    Raises:
        ApiError: it cannot be read, or is too large.
    """
    most = int(api_reach().file_megabytes * 1e6)
    try:
        size = file.stat().st_size
        data = file.read_bytes() if file.is_file() and size <= most else b""
    except OSError as exc:
        raise ApiError("api.unreadable", name=file.name, reason=exc.strerror or type(exc).__name__) from exc
    if not data:
        reason = f"it is larger than {most / 1e6:g} MB" if size > most else "there is nothing in it"
        raise ApiError("api.unreadable", name=file.name, reason=reason)
    return loaded(data, file.name)


def _drop_keys(api: Api) -> None:
    """Take its keys out of the keyring, if there is one.

    Raises:
        ApiError: they cannot be.
    """
    try:
        for scheme in api.schemes:
            drop_key(api.account(scheme))
    except ApiError as exc:
        if exc.code != "api.no_keyring":
            raise


def _title(file: ApiFile) -> str:
    return " ".join(file.typed.info.title.split())[:80]


def _is_private(host: str) -> bool:
    """Whether a host is on this machine or in a private network.

    Raises:
        ApiError: it is at an address where no server of a person's is.
    """
    address = literal(host)
    if address is None:
        return is_local_name(host)
    if not (is_public(address) or is_own(address)):
        raise ApiError("api.special_server", host=host)
    return not is_public(address)


def _short_name(title: str) -> str:
    words = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")[:30].rstrip("_")
    return words if not words or words[0].isalpha() else f"api_{words}"

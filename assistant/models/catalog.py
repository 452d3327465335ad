"""Which model files there are: the starter model that comes with pip, made ready once, and any GGUF by its path."""

import contextlib
import hashlib
import os
import stat
import tempfile
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from assistant.library.readers.source import shown
from assistant.worker import Spec, Worker, WorkerDied
from chains.errors import ModelError
from resources import resource


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """One known model, as ``resources/models.toml`` describes it.

    Attributes:
        package: the installed distribution's package that carries the file.
        bytes: size of the file.
        requantize: what it is turned into before use; empty to use it as it is.
    """

    name: str
    title: str
    package: str
    file: str
    bytes: int
    sha256: str
    licence: str
    requantize: str = ""


@cache
def entries() -> dict[str, CatalogEntry]:
    """All known models by name."""
    table: dict[str, dict[str, Any]] = tomllib.loads(resource("models.toml").read_text("utf-8"))
    return {name: CatalogEntry(name=name, **fields) for name, fields in table.items()}


def packaged_file(entry: CatalogEntry) -> Path:
    """Where the file of ``entry`` was installed; found without importing the package, whose plugin registers itself.

    Raises:
        ModelError: it is not installed.
    """
    folder = package_folder(entry.package)
    if folder is None or not (folder / entry.file).is_file():
        raise ModelError("model.not_installed", name=entry.title, package=entry.package)
    return folder / entry.file


def package_folder(package: str) -> Path | None:
    """Where an installed package lies, without importing it (``importlib.resources.files`` would); None if nowhere."""
    spec = find_spec(package)
    places = spec.submodule_search_locations if spec is not None else None
    return Path(places[0]) if places else None


def sha256(path: Path) -> str:
    """Hex digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def starter_model(cache_dir: Path) -> Path:
    """The starter model, ready to load: checked, and requantized into ``cache_dir`` the first time.

    A copy in the cache is used only while it has the digest that was written down when it was made; a damaged one is
    made again. Two processes may do this at once: each writes its own file and renames it into place.

    Raises:
        ModelError: not installed, damaged, or it cannot be made.
    """
    entry = entries()["starter"]
    source = packaged_file(entry)
    if not entry.requantize:
        _check(source, entry)
        return source
    target = cache_dir / f"{Path(entry.file).stem.split('.')[0]}.{entry.requantize}-{entry.sha256[:12]}.gguf"
    if _intact(target):
        return target
    _check(source, entry)
    return _requantize(source, target, entry)


def starter_bytes() -> int:
    """What the weights of the starter model take once they are made ready: 8.5 bits a weight instead of 5."""
    entry = entries()["starter"]
    return entry.bytes * 3 // 2 if entry.requantize else entry.bytes


def resolve(path: Path | None, cache_dir: Path) -> Path:
    """The file to load: ``path``, or the starter model where it is None.

    Raises:
        ModelError: there is no such file, or it cannot be read.
    """
    if path is None:
        return starter_model(cache_dir)
    if path.is_dir():
        raise ModelError("model.is_folder", path=str(path))
    try:
        if stat.S_ISREG(path.stat().st_mode):
            with path.open("rb"):
                return path
        # A pipe would keep who opens it waiting for its other end.
        raise ModelError("model.unreadable", path=str(path), reason="not a regular file")
    except FileNotFoundError as exc:
        raise ModelError("model.missing", path=str(path)) from exc
    except (OSError, ValueError) as exc:  # ValueError: a NUL in the name
        reason = exc.strerror if isinstance(exc, OSError) else ""
        raise ModelError("model.unreadable", path=shown(path), reason=reason or str(exc)) from exc


def _check(source: Path, entry: CatalogEntry) -> None:
    if source.stat().st_size != entry.bytes or sha256(source) != entry.sha256:
        raise ModelError("model.starter_damaged", name=entry.title, path=str(source), package=entry.package)


def _record(target: Path) -> Path:
    return target.with_suffix(".sha256")


def _stamp(path: Path) -> str:
    stat = path.stat()
    return f"{stat.st_size} {stat.st_mtime_ns}"


def _intact(target: Path) -> bool:
    """Whether the cached copy is the one that was made.

    Its digest is taken again whenever size or time of change differ from when it was last found right; hashing 145 MB
    at each start would cost 0.1 s to 0.4 s.
    """
    try:
        digest, _, stamp = _record(target).read_text("ascii").strip().partition(" ")
        if stamp == _stamp(target):
            return True
        if sha256(target) != digest:
            return False
    except (OSError, ValueError):
        return False
    _write_record(target, digest)
    return True


def _write_record(target: Path, digest: str) -> None:
    with contextlib.suppress(OSError):  # a cache that cannot be written is checked again next time
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".record-")
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(f"{digest} {_stamp(target)}")
        Path(name).replace(_record(target))


def _requantize(source: Path, target: Path, entry: CatalogEntry) -> Path:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(dir=target.parent, prefix=".making-"))
    except OSError as exc:
        raise ModelError("model.cache", path=str(target.parent), reason=exc.strerror or str(exc)) from exc
    made = folder / "model.gguf"
    worker = Worker(Spec("assistant.models.quantize:QuantizeHandler", "model preparation"))
    try:
        worker.call(
            "quantize",
            source=str(source),
            target=str(made),
            kind=entry.requantize,
            threads=os.cpu_count() or 1,
            timeout=600,
        )
        digest = sha256(made)
        made.replace(target)
        _write_record(target, digest)
    except (WorkerDied, OSError) as exc:
        raise ModelError("model.requantize", name=entry.title, status=str(exc)) from exc
    finally:
        worker.close()
        made.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            folder.rmdir()
    return target

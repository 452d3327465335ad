"""The models to choose from: the starter model, files chosen before, and what lies in the home's ``models``."""

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from assistant.paths import Paths
from chains.errors import InputError

MOST_KEPT = 50


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model that can be chosen.

    Attributes:
        path: None for the starter model.
        name: the file's.
        current: whether it is the one that the settings name.
        there: whether the file is still there.
        kept: whether it is listed because it was chosen before, so that it can be forgotten.
    """

    path: Path | None
    name: str
    current: bool
    there: bool
    kept: bool


def known_models(paths: Paths, current: str) -> list[KnownModel]:
    """The starter model first, then the files last chosen, then those of the home's folder by name.

    Args:
        current: the setting ``model.path``.
    """
    chosen = _chosen(paths)
    now = Path(current).expanduser() if current else None
    files = [*chosen, *sorted(paths.models.glob("*.gguf"))] if paths.models.is_dir() else list(chosen)
    if now is not None:
        files = [now, *files]
    found = [KnownModel(None, "", now is None, True, False)]
    for file in dict.fromkeys(files):
        found.append(KnownModel(file, file.name, file == now, file.is_file(), file in chosen))
    return found


def remember(paths: Paths, file: Path) -> None:
    """List ``file`` first from now on.

    Raises:
        InputError: the list cannot be written.
    """
    _keep(paths, [file, *(other for other in _chosen(paths) if other != file)][:MOST_KEPT])


def forget(paths: Paths, file: Path) -> bool:
    """List ``file`` no longer; whether it was listed. The file itself stays.

    Raises:
        InputError: the list cannot be written.
    """
    chosen = _chosen(paths)
    if file not in chosen:
        return False
    _keep(paths, [other for other in chosen if other != file])
    return True


def _chosen(paths: Paths) -> list[Path]:
    try:
        names = json.loads(paths.known_models.read_text("utf-8"))
    except (OSError, ValueError):
        return []  # none yet, or damaged: a list of recent files is no loss
    return [Path(name) for name in names if isinstance(name, str)] if isinstance(names, list) else []


def _keep(paths: Paths, files: list[Path]) -> None:
    target = paths.known_models
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".models")
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            json.dump([str(file) for file in files], stream)  # ASCII, so that a name of any bytes can be kept
        Path(name).replace(target)
    except OSError as exc:
        raise InputError("cli.cannot_write", file=str(target), reason=exc.strerror or str(exc)) from exc

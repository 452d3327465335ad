"""Settings that change while the program runs; a model that cannot be loaded leaves the last one at work."""

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from assistant.cancel import Cancel
from assistant.models.cards import card
from assistant.models.engine import ChatMessage, EngineInfo
from assistant.models.sampling import Sampling
from assistant.models.service import Models
from assistant.paths import Paths
from assistant.settings import ModelSettings, Settings
from assistant.settings_file import changed_text, replace, with_text
from chains.errors import ModelError

# So many tokens show that a model can write.
TRIED_TOKENS = 4


@dataclass(frozen=True, slots=True)
class LoadStep:
    """How far a model is.

    Attributes:
        phase: ``preparing`` (its header is read, the starter model is made once), ``loading`` (its weights), ``trying``
            (it writes some tokens), ``ready``.
        share: of the weights that is loaded, 0 to 1, as llama.cpp tells it.
        info: what was really loaded, when it is ready.
    """

    phase: Literal["preparing", "loading", "trying", "ready"]
    share: float = 0.0
    info: EngineInfo | None = None


def changed(
    paths: Paths,
    settings: Settings,
    overrides: Mapping[str, object],
    changes: Mapping[str, object],
    models: Models,
    cancel: Cancel,
) -> Generator[LoadStep, None, tuple[Settings, Models]]:
    """Write changes into the person's settings file; a changed model is loaded and tried before.

    Args:
        paths: of the home.
        settings: in force until now.
        overrides: ``group.key`` to value, from the command line.
        changes: ``group.key`` to value; None goes back to the default.
        models: at work until now.
        cancel: to stop.

    Returns:
        The settings from now on, and the models that answer by them: ``models``, unless the model is another.

    Raises:
        InputError: a value that cannot be, or one that the environment has fixed; nothing has changed.
        ModelError: the model cannot be loaded or does not write; the one before goes on, nothing has changed.
        Cancelled: ``cancel`` was set; nothing has changed.
    """
    text = changed_text(paths.settings, changes)
    wanted = with_text(paths.settings, text, overrides, changes)
    if wanted.model == settings.model:
        replace(paths.settings, text)
        models.adopt(wanted)
        return wanted, models
    new = Models(wanted, paths.cache)
    try:
        yield from loaded(new, wanted.model, cancel, before=models)
        replace(paths.settings, text)
    except BaseException:
        new.close()
        raise
    return wanted, new


def loaded(models: Models, settings: ModelSettings, cancel: Cancel, before: Models) -> Iterator[LoadStep]:
    """Load ``models`` and let it write a little: some damaged files load, and can do nothing.

    Args:
        settings: that ``models`` was made with.
        before: the models at work. Where memory cannot hold both, its engine ends first; it starts anew by itself.

    Raises:
        ModelError: it is no model that writes, does not fit, cannot be loaded, or writes nothing.
        Cancelled: ``cancel`` was set.
    """
    yield LoadStep("preparing")
    chosen = card(Path(settings.path).expanduser() if settings.path else None, settings)
    if chosen.problem and chosen.refusal is not None:
        raise chosen.refusal
    if not chosen.fits and not before.pause():
        raise ModelError("model.busy", name=chosen.name)
    loading = models.engine.loading(cancel)
    while True:
        try:
            yield LoadStep("loading", min(1.0, next(loading)))
        except StopIteration as stop:
            info: EngineInfo = stop.value
            break
    yield LoadStep("trying", 1.0)
    words = models.engine.generate(
        [ChatMessage("user", "Say hello.")],
        sampling=Sampling(max_tokens=TRIED_TOKENS, stop_loops=False),
        cancel=cancel,
        lane="aux",
    )
    written = "".join(words)
    usage = models.engine.last_usage()
    if not written and (usage is None or not usage.written):
        raise ModelError("model.mute", name=info.name)
    yield LoadStep("ready", 1.0, info)


def model_changes(path: Path | None, context_tokens: int | None) -> dict[str, object]:
    """The settings that choose a model; None takes a key out of the file."""
    return {
        "model.path": None if path is None else str(path.expanduser().absolute()),
        "model.context_tokens": context_tokens or None,
    }

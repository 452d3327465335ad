"""All prompts of one home: a copy of the person's own stands in for the packaged one, and is checked first."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from assistant.prompts.differences import DiffLine, differences
from assistant.prompts.kept import Kept, Version
from assistant.prompts.rendering import Rendered, rendered
from chains.prompts import FALLBACK_LANGUAGE, Load, Prompt, PromptError, parsed
from resources import resource

if TYPE_CHECKING:
    from assistant.models.service import Models
    from chains.examples import Example, ExampleShelf

# A prompt is read before each answer; what is larger was put there by mistake.
MOST_KILOBYTES = 256

# ``packaged``: the one that comes with Lectern; ``copied``: that one as it was when it was copied; or the number of an
# earlier version.
Against = Literal["packaged", "copied"] | int

_LANGUAGE = re.compile(r"[a-z]{2,3}")
_LANGUAGE_LINE = re.compile(r'^language\s*=\s*"[a-z]+"', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class PromptInfo:
    """One prompt in one language, as a list shows it.

    Attributes:
        variables: all that its wording may name.
        used_by: names of what asks the model with it: ``ask``, or a chain.
        own: whether there is a copy of the person's own.
        problem: why that copy cannot be used; the packaged prompt is used meanwhile.
        changed: the packaged prompt has another wording now than when it was copied.
    """

    name: str
    language: str
    purpose: str
    variables: tuple[str, ...]
    used_by: tuple[str, ...]
    own: bool = False
    problem: PromptError | None = None
    changed: bool = False


class Prompts:
    """The prompts of one home.

    Args:
        folder: of the person's own copies; may be missing.
        models: count tokens for ``render``.
        examples: few-shot examples, for ``render``.
    """

    def __init__(self, folder: Path, models: "Models", examples: "ExampleShelf | None" = None) -> None:
        self._kept = Kept(folder)
        self._models = models
        self._examples = examples

    # --- what asks the model ---

    def load(self, name: str, language: str = FALLBACK_LANGUAGE) -> Prompt:
        """The prompt for a question in ``language``; in English where there is none in that language.

        The person's own copy comes first. One that cannot be used does no harm: ``problem`` has the reason.

        Raises:
            PromptError: there is no prompt of this name.
        """
        self._known(name)
        for code in dict.fromkeys((language, FALLBACK_LANGUAGE)):
            try:
                own = self._own(name, code)
            except PromptError:
                own = None  # told by ``problem``
            found = own or _packaged(name).get(code)
            if found is not None:
                return found
        raise PromptError("prompt.missing", name=name)

    def problem(self, name: str, language: str) -> PromptError | None:
        """Why ``load`` passes over a copy of the person's own; None if it does not."""
        for code in dict.fromkeys((language, FALLBACK_LANGUAGE)):
            try:
                if self._own(name, code) is not None:
                    return None
            except PromptError as error:
                return error
            if code in _packaged(name):
                return None
        return None

    def with_texts(self, texts: Mapping[str, str]) -> Load:
        """``load``, but for prompts that are tried out: nothing of them is kept.

        Args:
            texts: by ``NAME.LANG``, what would stand in the file.

        Raises:
            PromptError: there is no such prompt, or the text cannot be used.
        """
        tried = {}
        for key, text in texts.items():
            name, _, language = key.partition(".")
            tried[name, language] = self.check(name, language, text)

        def load(name: str, language: str) -> Prompt:
            return tried.get((name, language)) or self.load(name, language)

        return load if tried else self.load

    # --- what a person works with ---

    def all(self) -> tuple[PromptInfo, ...]:
        """Every prompt in every language there is of it, and what is wrong with own copies."""
        own = self._kept.names()
        known = {(name, code) for name in names() for code in _packaged(name)}
        return tuple(self.info(name, code) for name, code in sorted(known | set(own)))

    def problems(self) -> tuple[PromptError, ...]:
        """Why own copies are passed over."""
        found = (self.info(name, language).problem for name, language in self._kept.names())
        return tuple(problem for problem in found if problem is not None)

    def info(self, name: str, language: str) -> PromptInfo:
        """One prompt of the list."""
        try:
            self._known(name, language)
        except PromptError as error:
            return PromptInfo(name, language, "", (), (), own=True, problem=error)
        problem: PromptError | None = None
        try:
            own = self._own(name, language)
        except PromptError as error:
            own, problem = None, error
        prompt = own or _base(name, language)
        return PromptInfo(
            name,
            language,
            prompt.purpose,
            tuple(sorted({*prompt.variables, *(other for names in prompt.given.values() for other in names)})),
            prompt.used_by or _guessed_users(name),
            own is not None or problem is not None,
            problem,
            self._has_changed(name, language),
        )

    def path(self, name: str, language: str) -> Path:
        """Where the person's own copy lies, or would."""
        return self._kept.path(name, language)

    def text(self, name: str, language: str) -> str:
        """The file that is used, or would be if it could: the own copy, else the packaged one to begin with.

        Raises:
            PromptError: there is no such prompt, or the copy cannot be read.
        """
        self._known(name, language)
        data = self._data(name, language)
        return self.packaged_text(name, language) if data is None else data.decode("utf-8-sig", "replace")

    def packaged_text(self, name: str, language: str) -> str:
        """The file that comes with Lectern; for another language than its own, the English one, to be translated.

        Raises:
            PromptError: there is no such prompt.
        """
        self._known(name, language)
        text = _packaged_data(name, _base(name, language).language).decode("utf-8")
        return text if language in _packaged(name) else _LANGUAGE_LINE.sub(f'language = "{language}"', text, count=1)

    def check(self, name: str, language: str, text: str) -> Prompt:
        """The prompt that ``text`` would be as an own copy.

        Raises:
            PromptError: it cannot be used; the error says why and, by ``file:line``, where.
        """
        self._known(name, language)
        return _checked(name, language, text.encode("utf-8", "replace"))

    def save(self, name: str, language: str, text: str) -> Prompt:
        """Keep ``text`` as the own copy; what stood there before goes into its history.

        Raises:
            PromptError: it cannot be used; nothing has changed.
            LibraryError: it cannot be written; nothing has changed.
        """
        prompt = self.check(name, language, text)
        data = (text if text.endswith("\n") else text + "\n").encode("utf-8", "replace")
        self._kept.write(name, language, data, self.packaged_text(name, language).encode())
        return prompt

    def reset(self, name: str, language: str) -> bool:
        """Go back to the packaged prompt; the own copy goes into its history. Whether there was one.

        Raises:
            PromptError: there is no such prompt.
            LibraryError: it cannot be written.
        """
        if (name, language) not in self._kept.names():  # one of an unknown name may go as well
            self._known(name, language)
        return self._kept.remove(name, language)

    def history(self, name: str, language: str) -> tuple[Version, ...]:
        """Earlier versions of the own copy, the latest first.

        Raises:
            PromptError: there is no such prompt.
        """
        self._known(name, language)
        return self._kept.versions(name, language)

    def version(self, name: str, language: str, number: int) -> str:
        """An earlier version's text.

        Raises:
            PromptError: there is no such prompt or version.
            LibraryError: it cannot be read.
        """
        self._known(name, language)
        data = self._kept.version(name, language, number)
        if data is None:
            raise PromptError("prompt.no_version", file=f"{name}.{language}", number=number)
        return data.decode("utf-8-sig", "replace")

    def restore(self, name: str, language: str, number: int) -> Prompt:
        """Make an earlier version the own copy again; see ``save``.

        Raises:
            PromptError: there is no such version, or it cannot be used any more.
            LibraryError: it cannot be written.
        """
        return self.save(name, language, self.version(name, language, number))

    def diff(
        self, name: str, language: str, text: str | None = None, against: Against = "packaged"
    ) -> tuple[DiffLine, ...]:
        """What the own copy, or ``text``, has changed.

        Raises:
            PromptError: there is no such prompt or version.
        """
        return differences(self._before(name, language, against), self.text(name, language) if text is None else text)

    def news(self, name: str, language: str) -> tuple[DiffLine, ...]:
        """What Lectern has changed in the packaged prompt since it was copied; nothing where nothing is known.

        Raises:
            PromptError: there is no such prompt.
        """
        packaged = self.packaged_text(name, language)
        return differences(self._before(name, language, "copied"), packaged)

    def seen(self, name: str, language: str) -> None:
        """Tell of a change of the packaged prompt no longer.

        Raises:
            PromptError: there is no own copy.
            LibraryError: it cannot be written.
        """
        if self._data(name, language) is None:
            raise PromptError("prompt.no_copy", file=f"{name}.{language}")
        self._kept.set_base(name, language, self.packaged_text(name, language).encode())

    def render(
        self, name: str, language: str, values: Mapping[str, str] | None = None, text: str | None = None
    ) -> Rendered:
        """What the model would get, with the exact tokens of each piece; starts the engine to count.

        Args:
            values: by variable; the prompt's own samples stand for those that are missing.
            text: instead of the prompt as it is.

        Raises:
            PromptError: there is no such prompt, ``text`` cannot be used, or a value is for no variable of it.
            ModelError: the model cannot be loaded.
        """
        prompt = self.load(name, language) if text is None else self.check(name, language, text)
        values = values or {}
        info = self.info(name, prompt.language)
        for variable in values:
            if variable not in info.variables:
                known = ", ".join(info.variables) or "-"
                raise PromptError("prompt.no_value", name=name, variable=variable, known=known)
        model = self._models.chat()
        chosen: tuple[Example, ...] = ()
        if prompt.examples and self._examples is not None:
            asked = rendered(prompt, values, len, len).pieces[len(prompt.roles) - 1].text
            chosen = self._examples.choose(prompt.examples, prompt.language, asked)
        return rendered(
            prompt,
            values,
            self._models.counter.count,
            lambda messages: model.get_num_tokens_from_messages(list(messages)),
            chosen,
        )

    # --- inside ---

    def _known(self, name: str, language: str = FALLBACK_LANGUAGE) -> None:
        if name not in names():
            near = difflib.get_close_matches(name, names(), 1, 0.0)
            raise PromptError("prompt.unknown", name=name, nearest=near[0] if near else "-")
        if not _LANGUAGE.fullmatch(language):
            raise PromptError("prompt.no_language", language=language)

    def _data(self, name: str, language: str) -> bytes | None:
        try:
            return self._kept.read(name, language)
        except OSError as exc:
            reason = exc.strerror or type(exc).__name__
            raise PromptError("prompt.unreadable", file=f"{name}.{language}.toml", reason=reason) from exc

    def _own(self, name: str, language: str) -> Prompt | None:
        """The own copy, None where there is none."""
        data = self._data(name, language)
        return None if data is None else _checked(name, language, data)

    def _has_changed(self, name: str, language: str) -> bool:
        base = self._kept.base(name, language)
        packaged = _packaged(name).get(language)
        if base is None or packaged is None or not self.path(name, language).exists():
            return False
        try:
            return parsed(name, language, base).fingerprint != packaged.fingerprint
        except PromptError:
            return True  # written for another version of the format

    def _before(self, name: str, language: str, against: Against) -> str:
        if isinstance(against, int):
            return self.version(name, language, against)
        base = self._kept.base(name, language) if against == "copied" else None
        return self.packaged_text(name, language) if base is None else base.decode("utf-8", "replace")


@cache
def names() -> tuple[str, ...]:
    """Names of all prompts."""
    files = (file.name.split(".") for file in resource("prompts").iterdir())
    return tuple(sorted({parts[0] for parts in files if len(parts) == 3 and parts[2] == "toml"}))


@cache
def _packaged(name: str) -> Mapping[str, Prompt]:
    """By language."""
    codes = [
        parts[1]
        for parts in (file.name.split(".") for file in resource("prompts").iterdir())
        if parts[0] == name and len(parts) == 3 and parts[2] == "toml"
    ]
    return {code: parsed(name, code, _packaged_data(name, code)) for code in codes}


def _packaged_data(name: str, language: str) -> bytes:
    return (resource("prompts") / f"{name}.{language}.toml").read_bytes()


def _base(name: str, language: str) -> Prompt:
    """The packaged prompt that an own copy in this language is measured by."""
    packaged = _packaged(name)
    return packaged.get(language) or packaged[FALLBACK_LANGUAGE]


def _checked(name: str, language: str, data: bytes) -> Prompt:
    if len(data) > MOST_KILOBYTES * 1024:
        raise PromptError("prompt.too_large", file=f"{name}.{language}.toml", most=MOST_KILOBYTES)
    return parsed(name, language, data, _base(name, language))


def _guessed_users(name: str) -> tuple[str, ...]:
    """The chains whose name the prompt's begins with."""
    chains = (file.name.removesuffix(".toml") for file in resource("chains").iterdir() if file.name.endswith(".toml"))
    return tuple(sorted(chain for chain in chains if re.match(rf"{re.escape(chain)}(?![a-z0-9])", name)))


__all__ = ["Against", "PromptInfo", "Prompts", "names"]

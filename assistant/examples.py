"""Few-shot examples of one home: the packaged sets, the person's own, and how the settings choose from them."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from chains.examples import Example, ExampleError, ExampleSet, Sets, example_tokens, parsed_set
from chains.prompts import FALLBACK_LANGUAGE
from resources import resource

if TYPE_CHECKING:
    from assistant.models.service import Models
    from assistant.models.wordllama import WordLlama
    from assistant.settings import ExampleSettings
    from chains.examples import Choice

MOST_KILOBYTES = 1024


@dataclass(frozen=True, slots=True)
class SetInfo:
    """One set in one language, as a list shows it.

    Attributes:
        count: of its examples.
        tokens: of all of them.
        choice: how the settings choose from it.
        own: whether it is the person's own.
        problem: why the person's own cannot be used; the packaged set, if there is one, is used meanwhile.
    """

    name: str
    language: str
    purpose: str
    count: int
    tokens: int
    choice: "Choice"
    own: bool = False
    problem: ExampleError | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """An example that would go into a prompt, with its tokens."""

    example: Example
    tokens: int


class Examples:
    """The sets of one home; an ``ExampleShelf``.

    Args:
        folder: of the person's own sets, ``NAME.LANG.toml``; may be missing. One of a packaged set's name stands in
            for it.
        settings: how to choose.
        models: count tokens.
        embeddings: tell which examples are near to a text.
    """

    def __init__(self, folder: Path, settings: "ExampleSettings", models: "Models", embeddings: "WordLlama") -> None:
        self.folder = folder
        self._settings = settings
        self._models = models
        self._sets = Sets(self.load, settings.choice, self._count, embeddings.embed)

    def choose(self, name: str, language: str, text: str) -> tuple[Example, ...]:
        """The examples of the set ``name`` that go with ``text``, in the order in which they stand in the prompt.

        Raises:
            ExampleError: there is no such set.
        """
        return self._sets.choose(name, language, text)

    def fingerprint(self, name: str, language: str) -> str:
        """See ``chains.examples.ExampleShelf``.

        Raises:
            ExampleError: there is no such set.
        """
        return self._sets.fingerprint(name, language)

    def chosen(self, name: str, language: str, text: str) -> tuple[Chosen, ...]:
        """``choose``, with the exact tokens of each.

        Raises:
            ExampleError: there is no such set.
        """
        self.load(name, language)  # a set that there is none of is told of, whether or not any would be chosen
        return tuple(
            Chosen(example, example_tokens(example, self._count)) for example in self.choose(name, language, text)
        )

    def load(self, name: str, language: str = FALLBACK_LANGUAGE) -> ExampleSet:
        """The set for a text in ``language``; in English where there is none in that language.

        The person's own comes first. One that cannot be used does no harm where there is a packaged one: ``problems``
        has the reason.

        Raises:
            ExampleError: there is no such set, or it is the person's own and cannot be used.
        """
        packaged = _packaged()
        problem: ExampleError | None = None
        for code in dict.fromkeys((language, FALLBACK_LANGUAGE)):
            try:
                found = self._own(name, code)
            except ExampleError as error:
                found, problem = None, error
            found = found or packaged.get((name, code))
            if found is not None:
                return found
        if problem is not None:
            raise problem
        known = sorted({known for known, _ in (*packaged, *self._own_names())})
        near = difflib.get_close_matches(name, known, 1, 0.0)
        raise ExampleError("example.missing", name=name, nearest=near[0] if near else "-")

    def all(self) -> tuple[SetInfo, ...]:
        """Every set in every language there is of it."""
        return tuple(self.info(name, code) for name, code in sorted({*_packaged(), *self._own_names()}))

    def info(self, name: str, language: str) -> SetInfo:
        """One set of the list.

        Raises:
            ExampleError: there is no such set.
        """
        own: ExampleSet | None = None
        problem: ExampleError | None = None
        try:
            own = self._own(name, language)
        except ExampleError as error:
            problem = error
        found = own or _packaged().get((name, language))
        if found is None and problem is None:
            found = self.load(name, language)
        return SetInfo(
            name,
            found.language if found else language,
            found.purpose if found else "",
            len(found.examples) if found else 0,
            sum(example_tokens(example, self._count) for example in found.examples) if found else 0,
            self._settings.choice(name),
            own is not None or problem is not None,
            problem,
        )

    def problems(self) -> tuple[ExampleError, ...]:
        """Why own sets are passed over."""
        found = []
        for name, language in self._own_names():
            try:
                self._own(name, language)
            except ExampleError as error:
                found.append(error)
        return tuple(found)

    # --- inside ---

    def _count(self, text: str) -> int:
        return self._models.counter.count(text)

    def _own_names(self) -> list[tuple[str, str]]:
        if not self.folder.is_dir():
            return []
        parts = (file.name.split(".") for file in self.folder.iterdir())
        return [(found[0], found[1]) for found in parts if len(found) == 3 and found[2] == "toml" and all(found)]

    def _own(self, name: str, language: str) -> ExampleSet | None:
        if (name, language) not in self._own_names():
            return None
        file = self.folder / f"{name}.{language}.toml"
        try:
            data = file.read_bytes()
        except OSError as exc:
            reason = exc.strerror or type(exc).__name__
            raise ExampleError("example.unreadable", file=file.name, reason=reason) from exc
        if len(data) > MOST_KILOBYTES * 1024:
            raise ExampleError("example.too_large", file=file.name, most=MOST_KILOBYTES)
        return parsed_set(name, language, data)


@cache
def _packaged() -> Mapping[tuple[str, str], ExampleSet]:
    """By name and language."""
    files = sorted(resource("examples").iterdir(), key=lambda file: file.name)
    found = [(file.name.split("."), file) for file in files if file.name.endswith(".toml")]
    return {(parts[0], parts[1]): parsed_set(parts[0], parts[1], file.read_bytes()) for parts, file in found}

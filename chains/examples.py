"""Few-shot examples: sets of them as files, and who chooses which of a set go into a prompt."""

import json
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Literal, Protocol, cast, get_args

from chains.errors import InputError

if TYPE_CHECKING:
    from langchain_core.example_selectors.base import BaseExampleSelector

    from chains.selectors import Embed

Count = Callable[[str], int]
# Which of the examples that were chosen go into the prompt.
Keep = Callable[[tuple["Example", ...]], tuple["Example", ...]]
Selector = Literal["none", "all", "length", "similarity", "mmr", "ngram"]
SELECTORS: tuple[Selector, ...] = get_args(Selector)
_KEYS = ("purpose", "language", "examples")
_SHOWN = 60


class ExampleError(InputError):
    """A set of examples is missing, or its file is not what it must be."""


@dataclass(frozen=True, slots=True)
class Example:
    """One worked example: what the model is given, and what it should have written."""

    given: str
    wanted: str


@dataclass(frozen=True, slots=True)
class ExampleSet:
    """One checked file of examples.

    Attributes:
        name: the file's name without language and ending.
        purpose: what they show, in one sentence.
        language: ISO 639-1 code of the language they are written in.
        examples: the plainest first: where not all fit, the first ones are taken.
    """

    name: str
    purpose: str
    language: str
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """How examples are chosen from a set.

    Attributes:
        selector: ``none``; ``all``, whatever that takes; ``length``: from the set's beginning, as many as fit;
            ``similarity``: those whose meaning is nearest to the text; ``mmr``: the nearest that are unlike each
            other; ``ngram``: those that share most words and runs of words with it.
        tokens: what ``length`` lets examples and text take together, and the others the examples alone.
        count: most examples that ``similarity``, ``mmr`` and ``ngram`` take.
    """

    selector: Selector = "similarity"
    tokens: int = 400
    count: int = 4


class ExampleShelf(Protocol):
    """All sets of examples, each chosen from as the settings say."""

    def choose(self, name: str, language: str, text: str) -> tuple[Example, ...]:
        """The examples of the set ``name`` that go with ``text``, in the order in which they stand in the prompt."""

    def fingerprint(self, name: str, language: str) -> str:
        """Names the set and how it is chosen from: where it is the same, so is what is chosen for a text."""


class Sets:
    """An ``ExampleShelf`` over files.

    Args:
        load: the set of a name and language.
        choice: how to choose from the set of this name.
        count: tokens of a text, by the model's own counter.
        embed: ``(n, d) float32`` normalised vectors of n texts.
    """

    def __init__(
        self, load: Callable[[str, str], ExampleSet], choice: Callable[[str], Choice], count: Count, embed: "Embed"
    ) -> None:
        self._load = load
        self._choice = choice
        self._count = count
        self._embed = embed
        # Vectors and tokens of a set are worked out once, as long as neither the set nor the choice changes.
        self._made: dict[tuple[ExampleSet, Choice], BaseExampleSelector] = {}

    def choose(self, name: str, language: str, text: str) -> tuple[Example, ...]:
        """The examples of the set ``name`` that go with ``text``, in the order in which they stand in the prompt.

        Raises:
            ExampleError: there is no such set.
        """
        from chains.selectors import selector

        choice = self._choice(name)
        if choice.selector == "none":
            return ()
        chosen_from = self._load(name, language)
        key = (chosen_from, choice)
        if key not in self._made:
            self._made[key] = selector(choice, chosen_from.examples, count=self._count, embed=self._embed)
        return tuple(Example(**found) for found in self._made[key].select_examples({"given": text}))

    def fingerprint(self, name: str, language: str) -> str:
        """Names the set and how it is chosen from; empty where nothing is.

        Raises:
            ExampleError: there is no such set.
        """
        choice = self._choice(name)
        if choice.selector == "none":
            return ""
        wording = json.dumps([asdict(choice), asdict(self._load(name, language))])
        return sha256(wording.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Metered:
    """Takes examples from a shelf and notes which went into a prompt, and what they take, so that nobody forgets to.

    Attributes:
        spent: gets ``(label, tokens)`` of each example.
    """

    shelf: ExampleShelf
    count: Count
    spent: list[tuple[str, int]] = field(default_factory=list)

    def choose(self, name: str, language: str, text: str, keep: Keep | None = None) -> tuple[Example, ...]:
        """Those of ``ExampleShelf.choose`` that ``keep`` lets into the prompt; all of them without it."""
        chosen = self.shelf.choose(name, language, text)
        chosen = chosen if keep is None else keep(chosen)
        self.spent.extend((example_label(name, example), example_tokens(example, self.count)) for example in chosen)
        return chosen


def fitting(examples: Sequence[Example], fits: Callable[[Sequence[Example]], bool]) -> tuple[Example, ...]:
    """As many examples as fit: the first goes first, since the one that goes best with the text stands last."""
    return next((tuple(examples[start:]) for start in range(len(examples)) if fits(examples[start:])), ())


def example_label(name: str, example: Example) -> str:
    """What an example is called in a receipt."""
    words = " ".join(example.given.split())
    return f"{name}: {words if len(words) <= _SHOWN else words[: _SHOWN - 1] + '…'}"


def example_tokens(example: Example, count: Count) -> int:
    """Tokens of an example's own texts."""
    return count(example.given) + count(example.wanted)


def parsed_set(name: str, language: str, data: bytes) -> ExampleSet:
    """The examples that a file holds, checked.

    Raises:
        ExampleError: it is not what such a file must be; the error says where.
    """
    file = f"{name}.{language}.toml"
    try:
        text = data.decode("utf-8-sig")
        table = tomllib.loads(text.replace("\r\n", "\n"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise ExampleError("example.no_toml", file=file, reason=str(exc)) from exc
    except RecursionError as exc:
        raise ExampleError("example.no_toml", file=file, reason="nested too deep") from exc
    for key in table:
        if key not in _KEYS:
            raise ExampleError("example.unknown_key", file=_place(file, text, key), key=key, known=", ".join(_KEYS))
    purpose, rows = table.get("purpose"), table.get("examples")
    if not isinstance(purpose, str) or not purpose.strip():
        raise ExampleError("example.no_purpose", file=_place(file, text, "purpose"))
    if table.get("language") != language:
        raise ExampleError("example.language", file=_place(file, text, "language"), language=language)
    if not isinstance(rows, list) or not rows:
        raise ExampleError("example.empty", file=_place(file, text, "examples"))
    starts = [number for number, line in enumerate(text.split("\n"), 1) if line.strip() == "[[examples]]"]
    examples = []
    for place, row in enumerate(rows):
        where = f"{file}:{starts[place]}" if place < len(starts) else file
        if not _is_example(row):
            raise ExampleError("example.no_pair", file=where, number=place + 1)
        examples.append(Example(row["given"].strip("\n"), row["wanted"].strip("\n")))
    twice = [given for given, times in Counter(example.given for example in examples).items() if times > 1]
    if twice:
        number = [example.given for example in examples].index(twice[0]) + 1
        raise ExampleError("example.twice", file=file, number=number)
    return ExampleSet(name, purpose, language, tuple(examples))


def as_dicts(examples: Sequence[Example]) -> list[dict[str, str]]:
    """As LangChain's selectors take them."""
    return [{"given": example.given, "wanted": example.wanted} for example in examples]


def _is_example(row: object) -> bool:
    if not isinstance(row, dict) or row.keys() != {"given", "wanted"}:
        return False
    return all(isinstance(text, str) and text.strip() for text in cast(Mapping[str, Any], row).values())


def _place(file: str, text: str, words: str) -> str:
    lines = [number for number, line in enumerate(text.split("\n"), 1) if words in line]
    return f"{file}:{lines[0]}" if lines else file

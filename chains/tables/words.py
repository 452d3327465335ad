"""A question's words, and the lexicon by which they say what is asked (``resources/tables.toml``)."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from chains.text import terms
from resources import resource

_TOKEN = re.compile(
    r"(?P<number>\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"|(?P<cjk>[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff])"
    r"|(?P<word>(?:(?![\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff])[^\W\d_])+(?:'[^\W\d_]+)*)"
    r"|(?P<sign>>=|<=|[<>=≥≤%$€£¥₹&])"
)
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_STOPS = frozenset(
    "the a an of in on at to for and or is are was were be been being do does did have has had it its this that "
    "these those there their our my your his her we i you they he she me us them with from by as if than then so "
    "what which who whom whose how many much when where can could would should will please all any some each not "
    "no into during within between also me tell give show find get got make made value values data table row rows "
    "column columns sheet have having were still just only ever about me placed made make makes came come comes "
    "did done took take taken put work works worked there "
    "的 了 是 在 有 和 与 或 吗 呢 请 我 你 它 们 这 那 中 里 上 下 个 多 少 为 于 及 其 被 把 "
    "就 都 也 啊 吧 之 给 对 到 从 向 所".split()
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number, sign or unspaced character: ``text[start:end]`` of what it was cut from.

    Attributes:
        form: what is compared: the stem of a word, in lower case.
    """

    text: str
    form: str
    start: int
    end: int
    kind: str

    @property
    def stop(self) -> bool:
        """Whether it names nothing."""
        return self.form in _STOPS or self.text.casefold() in _STOPS


def tokens(text: str) -> list[Token]:
    """The tokens of ``text``, in order; spans count its code points."""
    plain = "".join(_narrow(character) for character in text)
    found = []
    for match in _TOKEN.finditer(plain):
        kind, word = str(match.lastgroup), match.group()
        form = _form(word) if kind == "word" else word.replace(",", "")
        found.append(Token(word, form, match.start(), match.end(), kind))
    return found


def _narrow(character: str) -> str:
    """Full-width forms as usual ones, character by character, so that spans hold."""
    if character in "’‘":
        return "'"
    narrow = unicodedata.normalize("NFKC", character)
    return narrow if len(narrow) == 1 else character


@lru_cache(maxsize=1 << 14)
def _form(word: str) -> str:
    found = terms(word)
    return found[0] if found else word.casefold()


@lru_cache(maxsize=1 << 14)
def forms(text: str, *, name: bool = True) -> tuple[str, ...]:
    """The forms of a text; the ones of a name are taken apart: "unitPrice_EUR" is "unit", "price", "eur"."""
    plain = _CAMEL.sub(" ", text.replace("_", " ")) if name else text
    return tuple(token.form for token in tokens(plain))


@dataclass(frozen=True, slots=True)
class Sense:
    """What a phrase of the lexicon means: ``group`` names the table of the file, ``name`` the entry."""

    group: str
    name: str


class Lexicon:
    """Phrases and their senses; longer phrases come before shorter ones.

    Args:
        table: as the file has it.
    """

    def __init__(self, table: Mapping[str, Mapping[str, str]]) -> None:
        self._phrases: dict[str, list[tuple[tuple[str, ...], Sense]]] = {}
        self._concepts: dict[tuple[str, ...], set[str]] = {}
        for group in ("marks", "compare", "periods", "sequence"):
            for name, phrases in table[group].items():
                for phrase in phrases.split("|"):
                    self._add(phrase, Sense(group, name))
        for group in ("superlatives", "comparatives"):
            for phrase, means in table[group].items():
                self._add(phrase, Sense(group, means))
        self._weak: dict[tuple[str, ...], set[str]] = {}
        for name, phrases in table["concepts"].items():
            for phrase in phrases.split("|"):
                # A "~" marks a word that means it only where nothing means it better.
                into = self._weak if phrase.endswith("~") else self._concepts
                into.setdefault(forms(phrase.rstrip("~")), set()).add(name)
        for name, phrases in table["opposites"].items():
            for phrase in phrases.split("|"):
                self._add(phrase, Sense("opposites", name))
        self._same: dict[tuple[str, ...], str] = {}
        for name, phrases in table["same"].items():
            for phrase in phrases.split("|"):
                self._same[forms(phrase)] = name
        self.not_added = frozenset(map(forms, table["kinds"]["not_added"].split("|")))
        self.names = frozenset(map(forms, table["kinds"]["names"].split("|")))
        self.growth = frozenset(map(forms, table["kinds"]["growth"].split("|")))
        for senses in self._phrases.values():
            senses.sort(key=lambda entry: -len(entry[0]))

    def _add(self, phrase: str, sense: Sense) -> None:
        key = forms(phrase)
        if key:
            self._phrases.setdefault(key[0], []).append((key, sense))

    def senses(self, sequence: Sequence[Token], at: int) -> tuple[int, frozenset[Sense]]:
        """The longest phrase that begins at a token: how many tokens, and all that it means."""
        length, found = 0, set()
        for phrase, sense in self._phrases.get(sequence[at].form, ()):
            if len(phrase) < length:
                break
            if tuple(token.form for token in sequence[at : at + len(phrase)]) == phrase:
                length = len(phrase)
                found.add(sense)
        return length, frozenset(found)

    def concepts(self, key: Sequence[str]) -> frozenset[str]:
        """The things that a phrase, by its forms, may stand for."""
        return frozenset(self._concepts.get(tuple(key), ()))

    def weak_concepts(self, key: Sequence[str]) -> frozenset[str]:
        """The things that a phrase stands for where nothing else does."""
        return frozenset(self._weak.get(tuple(key), ()))

    def meaning(self, key: Sequence[str]) -> str:
        """What a value means, in any language; empty where the lexicon does not know it."""
        return self._same.get(tuple(key), "")

    def concepts_in(self, key: Sequence[str]) -> frozenset[str]:
        """The things that any run of these forms stands for."""
        return frozenset[str]().union(*(self.concepts(run) for run in runs(key)))

    def weak_concepts_in(self, key: Sequence[str]) -> frozenset[str]:
        """The things that any run of these forms stands for where nothing else does."""
        return frozenset[str]().union(*(self.weak_concepts(run) for run in runs(key)))


def runs(key: Sequence[str], most: int = 4) -> Iterator[tuple[str, ...]]:
    """All runs of neighbouring forms, longest first."""
    for length in range(min(most, len(key)), 0, -1):
        for at in range(len(key) - length + 1):
            yield tuple(key[at : at + length])


@cache
def lexicon() -> Lexicon:
    """The one that comes with the program."""
    return Lexicon(tomllib.loads(resource("tables.toml").read_text("utf-8")))


@cache
def joined_names(language: str) -> Mapping[str, str]:
    """What the columns are called that tables of several documents get: ``document``, ``month``, ``year``."""
    named: Mapping[str, Mapping[str, str]] = tomllib.loads(resource("tables.toml").read_text("utf-8"))["joined"]
    return named.get(language, named["en"])


def has_run(key: Sequence[str], within: Iterable[tuple[str, ...]]) -> bool:
    """Whether some run of these forms is among ``within``."""
    wanted = frozenset(within)
    return any(run in wanted for run in runs(key))

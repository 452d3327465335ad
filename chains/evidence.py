"""Which sentences of the retrieved passages speak to a question, and whether any does.

A sentence's score is a logistic model over a few properties that any text has. Its weights, in
``resources/evidence.toml``, were fitted on four articles of SQuAD 2.0 (725 questions) to rank the sentence that holds
the answer first, and judged by leaving one article out.
"""

import math
import re
import tomllib
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from chains.pieces import UNSPACED_FROM, Piece, pieces, plain_words
from chains.properties import Property, agreement, asked_for, asking_terms, related_terms
from chains.text import common_rank, is_stop, query_terms, terms, usual_form
from chains.types import Passage, Quote
from resources import resource

Array = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Array]
PageOf = Callable[[str, int], int | None]

# A library of three pages has no document frequencies to speak of: it is read as if this many passages more were in
# it, which have words as often as English texts do. Keeps a common word from weighing nothing or all.
UNSEEN_PASSAGES = 200
# By Zipf's law a passage has the word of rank r with a probability of about this / r.
PASSAGE_SHARE = 20.0
# What is left of the weight of a pair of characters that no passage has.
STRADDLING = 0.3
# The same for a word that only says what is asked for.
ASKING = 0.3
# Unrelated texts in Chinese are this much closer, measured, in WordLlama's space than unrelated texts in English.
UNSPACED_COSINE = 0.25

# Fitted on 150 questions of the same articles with the starter model: evidence@1 .78 to .80, @3 unchanged.
RERANK_WEIGHT = 0.75

FEATURES = (
    "coverage",  # share of the question's terms, weighted by idf, that the sentence has
    "graded",  # the same, a missing term counted by the closest word's cosine similarity
    "similarity",  # cosine of sentence and question
    "passage",  # the fused score of its passage
    "before",  # share of the terms that only the sentence before has ("It was built in ...")
    "context",  # share of the terms that only its headings, table header or document's title have
    "around",  # share of the terms that its passage has
    "document",  # share of the terms that only other passages of its document have: what it is about
    "pairs",  # share of the question's neighbouring words that are neighbours in the sentence
    "number",  # a number or date that the question does not have, where it asks for one
    "name",  # names that the question does not have, where it asks for one
    "new",  # how many words the question does not have: an answer is new
    "echo",  # none at all, or a heading: it announces an answer, but holds none
    "kind",  # values of the properties that the question asks for ("how heavy": "8.6 kg")
    "related",  # another word for such a property, in it, above it or right before it ("Weight")
    "key",  # share of the first cell of a row that the question has
    "row",  # a table row: it shares few words with a question, for it has few
    "heading",  # a heading, or the header of a table
)  # fmt: skip
# "Found" is decided by the best sentence, the share of terms that one passage has with what it stands under, and the
# cosines of the closest passage and the closest sentence.
_FOUND = ("score", "around", "dense", "similarity")

_CAPITALISED = re.compile(r"[A-ZÀ-ÞА-Я][\w'’-]+")


@dataclass(frozen=True, slots=True)
class EvidenceOptions:
    """The fitted model and its patterns, as ``resources/evidence.toml`` holds them.

    Attributes:
        weights: of each of ``FEATURES``, and a ``constant``.
        found: of what "found" is decided by, with a ``constant`` and the ``threshold`` on the probability.
        asks_for: patterns of questions that ask for a ``number`` or a ``name``.
        looks_like: patterns of ``digits`` and ``spelled`` numbers.
        passages: how many of the best passages are looked at.
    """

    weights: Mapping[str, float]
    found: Mapping[str, float]
    asks_for: Mapping[str, str]
    looks_like: Mapping[str, str]
    passages: int = 8


@cache
def default_options() -> EvidenceOptions:
    """The options that come with the program."""
    return EvidenceOptions(**tomllib.loads(resource("evidence.toml").read_text("utf-8")))


def inverse_document_frequency(having: int, passages: int, term: str = "") -> float:
    """How much ``term`` tells that ``having`` of ``passages`` passages have: BM25's idf, smoothed for small libraries.

    What the library is too small to tell is told by how common the word is in English: "problem" says less than
    "Kestrel" where neither stands in three pages.
    """
    place = common_rank(term)
    usual = UNSEEN_PASSAGES * min(0.5, PASSAGE_SHARE / place) if place else 0.0
    return math.log(1.0 + (passages + UNSEEN_PASSAGES - having - usual + 0.5) / (having + usual + 0.5))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found.

    Attributes:
        quotes: best first; a score is the probability, by the fitted model, that the sentence holds the answer.
        passages: all that were given, in the order of their best sentences.
        relevance: the probability that the passages speak to the question at all.
        missing: terms of the question, in their usual form, that none of the passages has.
    """

    quotes: tuple[Quote, ...]
    passages: tuple[Passage, ...]
    relevance: float
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Question:
    text: str
    terms: list[str]
    wanted: list[str]
    weights: Array  # idf of ``wanted``, sum 1
    words: list[str]  # as written, for each of ``wanted``; empty where terms are no words
    pairs: frozenset[tuple[str, str]]
    unrelated: float  # cosine of what has nothing to do with it
    asks_number: bool
    asks_name: bool
    properties: tuple[Property, ...]
    related: frozenset[str]  # other words for them


@dataclass(slots=True)
class _Words:
    """Vectors of single words; most questions meet words that earlier ones met."""

    embed: Embed
    vectors: dict[str, Array] = field(default_factory=dict)
    most: int = 50_000

    def __call__(self, words: Sequence[str]) -> Array:
        if len(self.vectors) > self.most:
            self.vectors = {}
        known = self.vectors  # another thread may begin a new one meanwhile
        new = [word for word in dict.fromkeys(words) if word not in known]
        if new:
            known.update(zip(new, np.nan_to_num(self.embed(new)), strict=True))
        return np.stack([known[word] for word in words])


class SentenceRanker:
    """Scores the sentences of passages against a question.

    Not to be shared between threads.

    Args:
        idf: the weight of each term in the library (``inverse_document_frequency``).
        embed: ``(n, d) float32``, normalised rows, of n texts.
        options: the fitted model; default: the one that comes with the program.
    """

    def __init__(
        self,
        idf: Callable[[Sequence[str]], Sequence[float]] | Mapping[str, float],
        embed: Embed,
        options: EvidenceOptions | None = None,
    ) -> None:
        self.options = options or default_options()
        self._idf = idf
        self._embed = embed
        self._words = _Words(embed)
        self._number = re.compile(self.options.asks_for["number"], re.IGNORECASE)
        self._name = re.compile(self.options.asks_for["name"], re.IGNORECASE)
        self._digits = re.compile(self.options.looks_like["digits"])
        self._spelled = re.compile(self.options.looks_like["spelled"])

    def rank(self, question: str, passages: Sequence[Passage], page_of: PageOf | None = None) -> Evidence:
        """The sentences of ``passages`` (best first), best first, and how relevant they are as a whole.

        Args:
            question: standing alone, without need of the conversation.
            passages: retrieved for it.
            page_of: the page on which an offset of a document lies; default: the passage's page.
        """
        shelf = enumerate(passages[: self.options.passages])
        found = [piece for rank, passage in shelf for piece in pieces(passage, rank)]
        known = frozenset[str]().union(*(sentence.known for sentence in found))
        asked = self._asked(question, known)
        if not found:
            return Evidence((), tuple(passages), 0.0, tuple(asked.wanted))
        features = self.features(asked, found)
        weights = np.array([self.options.weights[name] for name in FEATURES], np.float32)
        scores = 1.0 / (1.0 + np.exp(-(features @ weights + self.options.weights["constant"])))
        order = np.argsort(-scores, kind="stable")
        quotes = [self._quote(found[number], float(scores[number]), page_of) for number in order]
        # A passage is as good as its best sentence: the first place then goes to the right one far more often.
        ranks = dict.fromkeys([*(found[number].rank for number in order), *range(len(passages))])
        return Evidence(
            tuple(quotes),
            tuple(passages[rank] for rank in ranks),
            self._relevance(self.signals(asked, features, found)),
            tuple(term for term in asked.wanted if term not in known),
        )

    def found(self, relevance: float) -> bool:
        """Whether the documents speak to the question at all."""
        return relevance >= self.options.found["threshold"]

    def _quote(self, sentence: Piece, score: float, page_of: PageOf | None) -> Quote:
        passage = sentence.passage
        start = passage.start + sentence.start
        page = page_of(passage.document_id, start) if page_of else None
        return Quote(
            document_id=passage.document_id,
            title=passage.title,
            path=passage.path,
            page=page if page is not None else passage.page,
            start=start,
            end=passage.start + sentence.end,
            text=sentence.text,
            score=score,
            chunk_id=passage.chunk_id,
            context=passage.context,
        )

    def _asked(self, question: str, known: frozenset[str]) -> _Question:
        all_terms = [*map(usual_form, terms(question))]
        wanted = list(dict.fromkeys(map(usual_form, query_terms(question))))
        weights = np.array(self._weights(wanted), np.float32)
        # A pair of characters that no passage has may just straddle the border of two words.
        unknown = [term not in known for term in wanted]
        weights[[term >= UNSPACED_FROM and new for term, new in zip(wanted, unknown, strict=True)]] *= STRADDLING
        # "How heavy" is answered under "weight": that no passage says "heavy" tells little.
        asking = asking_terms(question)
        weights[[term in asking and new for term, new in zip(wanted, unknown, strict=True)]] *= ASKING
        written = {term: word for word in plain_words(question) for term in map(usual_form, terms(word))}
        return _Question(
            text=question,
            terms=all_terms,
            wanted=wanted,
            weights=weights / max(float(weights.sum()), 1e-6),
            words=[written.get(term, "") for term in wanted],
            pairs=frozenset(pair for pair in pairwise(all_terms) if not all(map(is_stop, pair))),
            unrelated=UNSPACED_COSINE if any(term >= UNSPACED_FROM for term in wanted) else 0.0,
            asks_number=bool(self._number.search(question)),
            asks_name=bool(self._name.search(question)),
            properties=asked_for(question),
            related=frozenset(related_terms(question)),
        )

    def _weights(self, words: Sequence[str]) -> Sequence[float]:
        if isinstance(self._idf, Mapping):
            rarest = max(self._idf.values(), default=1.0)
            return [self._idf.get(word, rarest) for word in words]
        return self._idf(words)

    def features(self, asked: _Question, found: Sequence[Piece]) -> Array:
        """``(len(found), len(FEATURES)) float32``."""
        # A row is what its header and heading make of it.
        texts = [f"{piece.label} {piece.text}" if piece.row else piece.text for piece in found]
        vectors = np.nan_to_num(self._embed([asked.text, *texts]))
        close = vectors[1:] @ vectors[0] - asked.unrelated
        graded = self._graded(asked, found)
        around = _united((piece.rank, piece.known) for piece in found)
        documents = _united((piece.passage.document_id, piece.known) for piece in found)
        known = frozenset(asked.terms)
        rows = []
        for number, piece in enumerate(found):
            before = frozenset() if piece.first else found[number - 1].known
            new = {term for term in piece.known - known if not is_stop(term)}
            pairs = asked.pairs & set(pairwise(piece.terms))
            near = around[piece.rank]
            rows.append(
                (
                    _share(asked, piece.known),
                    graded[number],
                    close[number],
                    piece.passage.score,
                    _share(asked, before - piece.known),
                    _share(asked, piece.told - piece.known - before),
                    _share(asked, near),
                    _share(asked, documents[piece.passage.document_id] - near - piece.told),
                    len(pairs) / max(1, len(asked.pairs)),
                    self._numbers(piece, known) if asked.asks_number else 0.0,
                    _names(piece, known) if asked.asks_name else 0.0,
                    math.log1p(len(new)) / 3,
                    float(not new or piece.text in piece.passage.context),
                    agreement(asked.properties, piece.text),
                    float(
                        not asked.related.isdisjoint(piece.known | before | (piece.told if piece.row else frozenset()))
                    ),
                    len(piece.key & known) / max(1, len(piece.key)),
                    float(piece.row),
                    float(piece.announces),
                )
            )
        return np.array(rows, np.float32)

    def _graded(self, asked: _Question, found: Sequence[Piece]) -> Array:
        exact = np.array([[term in sentence.known for term in asked.wanted] for sentence in found], np.float32)
        vocabulary = sorted(frozenset[str]().union(*(sentence.words for sentence in found)))
        if not vocabulary or not any(asked.words):
            return exact @ asked.weights
        place = {word: number for number, word in enumerate(vocabulary)}
        alike = np.clip(self._words([word or " " for word in asked.words]) @ self._words(vocabulary).T, 0.0, 1.0)
        alike[[not word for word in asked.words]] = 0.0
        for number, sentence in enumerate(found):
            if sentence.words:
                nearest = alike[:, [place[word] for word in sentence.words]].max(axis=1)
                exact[number] = np.maximum(exact[number], nearest)
        return exact @ asked.weights

    def _numbers(self, sentence: Piece, known: frozenset[str]) -> float:
        for match in self._digits.finditer(sentence.text):
            if not known.issuperset(terms(match.group())):
                return 1.0
        return 0.5 if self._spelled.search(sentence.text) else 0.0

    def signals(self, asked: _Question, features: Array, found: Sequence[Piece]) -> Array:
        """What "found" is decided by, ``(len(_FOUND),) float32``; none is relative to the question's other passages."""
        weights = np.array([self.options.weights[name] for name in FEATURES], np.float32)
        # The fused score of the best passage is about 1 for any question: it tells nothing here.
        weights[FEATURES.index("passage")] = 0.0
        closest = max(piece.passage.dense for piece in found) - asked.unrelated
        # A tenth, so that the signals are of the same order.
        best = float((features @ weights).max()) / 10.0
        # What it stands under counts: a table of the machine's parts seldom says which machine.
        whole = _united((piece.rank, piece.known | piece.told) for piece in found)
        share = max(_share(asked, known) for known in whole.values())
        return np.array([best, share, closest, features[:, FEATURES.index("similarity")].max()], np.float32)

    def _relevance(self, signals: Array) -> float:
        weights = np.array([self.options.found[name] for name in _FOUND], np.float32)
        return _logistic(float(signals @ weights) + self.options.found["constant"])


def _united(sets: Iterable[tuple[Hashable, frozenset[str]]]) -> dict[Hashable, frozenset[str]]:
    """The union of the sets of each name."""
    found: dict[Hashable, set[str]] = {}
    for name, members in sets:
        found.setdefault(name, set()).update(members)
    return {name: frozenset(members) for name, members in found.items()}


def _share(asked: _Question, known: frozenset[str]) -> float:
    return float(sum(weight for term, weight in zip(asked.wanted, asked.weights, strict=True) if term in known))


def _names(sentence: Piece, known: frozenset[str]) -> float:
    # The first word has its capital letter for another reason.
    names = {
        match.group()
        for match in _CAPITALISED.finditer(sentence.text, 1)
        if not is_stop(match.group().casefold()) and known.isdisjoint(terms(match.group()))
    }
    return min(len(names), 3) / 3


def rerank(quotes: Sequence[Quote], likelihoods: Sequence[float], weight: float = RERANK_WEIGHT) -> list[Quote]:
    """The quotes in the order of their score and of how likely a model finds the question after each.

    Query likelihood (Ponte and Croft, 1998), here of ``quote + "\\nQuestion:"`` as prefix and ``" " + question`` as
    suffix. Only differences between the candidates count: some questions are unlikely after any sentence.

    Args:
        quotes: the candidates, best first; those without a likelihood keep their place behind the others.
        likelihoods: mean log-likelihood per token of the question after each of the first quotes (8 are enough).
        weight: of the likelihood, in units of the score's log-odds.
    """
    if not likelihoods:
        return list(quotes)
    mean = sum(likelihoods) / len(likelihoods)
    scored = [
        replace(quote, score=_logistic(_log_odds(quote.score) + weight * (likelihood - mean)))
        for quote, likelihood in zip(quotes, likelihoods, strict=False)
    ]
    return [*sorted(scored, key=lambda quote: -quote.score), *quotes[len(scored) :]]


def _logistic(value: float) -> float:
    return 1.0 / (1.0 + math.exp(-value))


def _log_odds(probability: float) -> float:
    held = min(max(probability, 1e-6), 1.0 - 1e-6)
    return math.log(held / (1.0 - held))

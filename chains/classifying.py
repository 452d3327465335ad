"""How well labels fit a document: by its words, its meaning and the model's votes; and which sentence says so."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chains.documents import SourceDocument
from chains.labels import Label
from chains.text import common_terms, is_stop, sentences, terms

Array = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Array]

# What a document is stands at its beginning: so many characters of it are its head.
HEAD = 400
# Of a long document so many sentences are looked at: the first half of them from its beginning, the rest from all over.
SENTENCES = 160
LONGEST = 400
# By so much more cosine a label is near, on the tuning half: less is chance.
NEAR = 0.1
# The eighth of a text's words that is nearest to a label it has nothing to do with is so near, in standard deviations
# of as many common words; a text of fewer words tells nothing by them.
CHANCE, COMMON, LEAST_WORDS = 1.5, 1500, 6
# A word of a language that is written with blanks between them; of the others the embedder knows too little.
_WORD = re.compile(r"[^\W\d_\u2e80-\u9fff\uac00-\ud7af\u3040-\u30ff]{3,}")


@dataclass(frozen=True, slots=True)
class Weights:
    """What each signal counts; set on the tuning half of ``assistant.bench.classify_documents``.

    Attributes:
        title: the label's name in the title, the file's name or a first heading.
        head: its name among the first words.
        body: its name anywhere, by how often.
        cues: what such documents say, by how many of the cues are there.
        about: the person's own description, by how many of its words are there.
        meaning: cosine, against the other labels', in units of ``NEAR``.
        votes: of the model, one share each.
        akin: words that are akin to a label of which no cues are known, in standard deviations above ``CHANCE``.
    """

    title: float = 2.5
    head: float = 1.2
    body: float = 0.8
    cues: float = 4.0
    about: float = 2.0
    meaning: float = 1.2
    votes: float = 0.8
    akin: float = 2.0


@dataclass(frozen=True, slots=True)
class Sample:
    """What is looked at of a document.

    Attributes:
        spans: of its sentences, in order.
        texts: of the sentences.
    """

    document: SourceDocument
    head: str
    title: str
    spans: tuple[tuple[int, int], ...]
    texts: tuple[str, ...]


def sample(document: SourceDocument) -> Sample:
    """The sentences of a document, as many as are looked at."""
    begin = document.text[: SENTENCES * LONGEST]
    found = [(start, end) for start, end in sentences(begin) if re.search(r"\w", begin[start:end])]
    if len(found) > SENTENCES or len(document.text) > len(begin):
        spans = found[: SENTENCES // 2]
        step = max(1, len(document.text) // (SENTENCES // 2))
        for at in range(spans[-1][1] if spans else 0, len(document.text), step):
            window = document.text[at : at + 2 * LONGEST]
            inner = sentences(window)
            # The first may have begun before the window.
            if len(inner) > 1:
                spans.append((at + inner[1][0], at + inner[1][1]))
        found = spans[: 2 * SENTENCES]
    spans_cut = tuple((start, min(end, start + LONGEST)) for start, end in found)
    texts = tuple(" ".join(document.text[start:end].split()) for start, end in spans_cut)
    headings = [
        document.text[block.start : block.end]
        for block in document.blocks[:8]
        if block.kind == "heading" and block.start < HEAD
    ]
    name = re.split(r"[\\/]", document.path)[-1].rsplit(".", 1)[0].replace("_", " ").replace("-", " ")
    title = "\n".join([document.title, name, *headings])
    return Sample(document, document.text[:HEAD], title, spans_cut, texts)


@dataclass(frozen=True, slots=True)
class Fit:
    """How well one label fits.

    Attributes:
        lexical: by words alone: none at all says that nothing in the document speaks for the label.
        sentence: index of the sentence that speaks most for it; -1 for none.
        akin: how near the nearest words of the document are to the label; see ``kinship``.
    """

    label: Label
    lexical: float
    meaning: float
    sentence: int
    votes: float = 0.0
    akin: float = 0.0

    def score(self, weights: Weights) -> float:
        """All of it."""
        words = weights.akin * max(0.0, self.akin - CHANCE)
        return self.lexical + weights.meaning * self.meaning + weights.votes * self.votes + words


def fits(looked: Sample, labels: Sequence[Label], embed: Embed, weights: Weights) -> list[Fit]:
    """How well each label fits, in their order, before the model is asked."""
    # One blank at each side of each word, so that whole words are found.
    folded = [_folded(text) for text in looked.texts]
    whole, head, title = " ".join(folded), _folded(looked.head), _folded(looked.title)
    vectors = embed(looked.texts) if looked.texts else np.zeros((0, 1), np.float32)
    told = embed([label.said for label in labels])
    cosines = vectors @ told.T if looked.texts else np.zeros((0, len(labels)), np.float32)
    meaning = _meaning(cosines, len(labels))
    kin = kinship(looked.texts, labels, told, embed)
    speaking = np.zeros((len(folded), len(labels)), np.float32)
    lexical = []
    for number, label in enumerate(labels):
        names = [_folded(name) for name in label.names]
        cues = _cues(label)
        wanted = {term for term in terms(label.about) if not is_stop(term)}
        for place, text in enumerate(folded):
            said = 1.5 * any(name in text for name in names) + sum(cue in text for cue in cues)
            said += 2.0 * len(wanted & set(terms(looked.texts[place]))) / len(wanted) if wanted else 0.0
            speaking[place, number] = said
        lexical.append(_lexical(names, cues, wanted, whole, head, title, weights))
    others = (speaking.sum(axis=1, keepdims=True) - speaking) / max(1, len(labels) - 1)
    telling = (
        speaking - others + kin.sentences + 0.5 * (cosines - cosines.mean(axis=1, keepdims=True))
        if folded
        else speaking
    )
    best = telling.argmax(axis=0).tolist() if folded else [-1] * len(labels)
    return [
        Fit(label, lexical[number], float(meaning[number]), int(best[number]), akin=float(kin.document[number]))
        for number, label in enumerate(labels)
    ]


def spaced(name: str) -> bool:
    """Whether a label is of a language whose words the embedder knows well enough to go by meaning alone."""
    return _WORD.search(name.lower()) is not None


@dataclass(frozen=True, slots=True)
class Kinship:
    """How near words are to labels, in standard deviations of common words from their mean.

    Attributes:
        document: ``(labels,)``: the mean of its nearest words.
        sentences: ``(sentences, labels)``: what the near words of each are above ``CHANCE``, together.
    """

    document: Array
    sentences: Array


def kinship(texts: Sequence[str], labels: Sequence[Label], told: Array, embed: Embed) -> Kinship:
    """How near the words of a document are to each label: "hotel", "passport" and "ferry" to travel.

    A label that is near to every word is near to none, so common words are the measure. Only for labels of which no
    cues are known: what an invoice says tells more than what is akin to invoices.

    Args:
        texts: the sentences.
        told: ``(labels, d)`` vectors of the labels.
    """
    none = Kinship(np.zeros(len(labels), np.float32), np.zeros((len(texts), len(labels)), np.float32))
    words = [list(dict.fromkeys(word for word in _WORD.findall(text.lower()) if not is_stop(word))) for text in texts]
    known = {word: place for place, word in enumerate(dict.fromkeys(word for inside in words for word in inside))}
    topics = np.array([not label.cues for label in labels])
    if len(known) < LEAST_WORDS or not topics.any():
        return none
    usual = embed(common_terms(COMMON)) @ told.T
    near = (embed(list(known)) @ told.T - usual.mean(axis=0)) / np.maximum(usual.std(axis=0), 1e-6)
    near[:, ~topics] = 0.0
    nearest = np.sort(near, axis=0)[-max(3, len(known) // 8) :].mean(axis=0)
    above = np.maximum(near - CHANCE, 0.0)
    inside = [above[[known[word] for word in found]].sum(axis=0) for found in words]
    return Kinship(np.asarray(nearest, np.float32), np.asarray(inside, np.float32))


def _cues(label: Label) -> list[str]:
    """What is looked for in folded text; what only a blank word or a lone character is left of says nothing."""
    folded = [_folded(cue) for cue in label.cues]
    return [cue for cue in folded if len(cue) > 3 and not all(is_stop(term) for term in cue.split())]


def _folded(text: str) -> str:
    """``text`` as its words' stems, one blank around each."""
    return f" {' '.join(terms(text))} "


def _lexical(
    names: Sequence[str],
    cues: Sequence[str],
    wanted: set[str],
    whole: str,
    head: str,
    title: str,
    weights: Weights,
) -> float:
    times = max((_times(name, whole) for name in names), default=0)
    score = weights.title * any(_times(name, title) for name in names)
    score += weights.head * any(_times(name, head) for name in names)
    score += weights.body * times / (times + 3)
    if cues:
        # One cue is chance, three are a kind; a short document can have few.
        there = sum(cue in whole for cue in cues)
        score += weights.cues * there / (there + 3)
    if wanted:
        known = set(whole.split())
        score += weights.about * len(wanted & known) / len(wanted)
    return score


def _times(name: str, folded: str) -> int:
    """How often a name stands in folded text; "15 minutes" are no minutes of a meeting."""
    return sum(1 for _ in re.finditer(rf"(?<!\d){re.escape(name)}", folded))


def _meaning(cosines: Array, count: int) -> Array:
    """Each label's closeness against the others', from the sentences that are closest to it."""
    if not len(cosines):
        return np.zeros(count, np.float32)
    top = np.sort(cosines, axis=0)[-max(3, len(cosines) // 8) :]
    mean = top.mean(axis=0)
    whole = cosines.mean(axis=0)
    closeness = 0.5 * mean + 0.5 * whole
    return np.asarray((closeness - closeness.mean()) / NEAR, np.float32)


def probabilities(scores: Sequence[float]) -> list[float]:
    """Scores as shares of one, by softmax."""
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    return [power / sum(powers) for power in powers]

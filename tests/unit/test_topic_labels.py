"""Labels that no document names: told by the words that are akin to them, and never as sure."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from chains.classify import Classify, ClassifyOptions
from chains.classifying import CHANCE, kinship, spaced
from chains.documents import as_document
from chains.kit import ChainInput
from chains.labels import labels
from tests.unit.scripted_kit import kit

TRAVEL = ("hotel", "passport", "ferry", "suitcase", "island", "airport", "travel")
COOKING = ("onion", "butter", "oven", "dough", "garlic", "saucepan", "cooking")
HOLIDAY = "We showed our passport at the airport and left the suitcase in the hotel. A ferry brought us to the island."
SUPPER = "Fry the onion in butter. Knead the dough with garlic and put it into the oven, or into a saucepan."
POEM = "Silence was a garden, wherein the evening hummed softly, and nobody answered when somebody whispered there."


def embed(texts: Sequence[str]) -> NDArray[np.float32]:
    """Two topics, and a little of everything else in each."""
    out = np.zeros((len(texts), 3), np.float32)
    for row, text in enumerate(texts):
        words = [word.strip(".,") for word in text.lower().split()]
        counts = [sum(word in topic for word in words) for topic in (TRAVEL, COOKING)]
        out[row] = (counts[0] + len(text) % 7 / 20, counts[1] + len(text) % 5 / 20, 1)
    return np.asarray(out / np.linalg.norm(out, axis=1, keepdims=True), np.float32)


def test_words_akin_to_a_label_speak_for_it_and_for_no_other() -> None:
    wanted = labels("travel, cooking")
    texts = HOLIDAY.split(". ")
    found = kinship(texts, wanted, embed([label.said for label in wanted]), embed)
    assert found.document[0] > CHANCE > found.document[1]
    assert (found.sentences[:, 0] > 0).all()
    assert not found.sentences[:, 1].any()


def test_a_kind_whose_cues_are_known_and_a_text_of_a_few_words_are_not_told_by_kinship() -> None:
    wanted = labels("invoice, travel")
    told = embed([label.said for label in wanted])
    assert kinship([HOLIDAY], wanted, told, embed).document[0] == 0
    assert not kinship(["Hotel and ferry."], wanted, told, embed).document.any()


def test_documents_are_sorted_by_topics_that_they_do_not_name_and_are_marked_as_not_sure() -> None:
    documents = tuple(as_document(text, title) for text, title in ((HOLIDAY, "a"), (SUPPER, "b"), (POEM, "c")))
    chain = Classify(kit(embed=embed), ClassifyOptions(other=True, votes=0))
    result = chain.invoke(ChainInput("travel, cooking", documents))
    assert result.data == {documents[0].id: ["travel"], documents[1].id: ["cooking"], documents[2].id: []}
    assert result.table is not None
    assert [row[1].verdict for row in result.table.rows] == ["partly", "partly", "no"]


def test_a_language_that_the_embedder_hardly_knows_is_not_told_by_meaning() -> None:
    assert spaced("travel")
    assert not spaced("旅行")

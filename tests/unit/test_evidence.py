"""Evidence: the sentence that answers comes first, and what is not in the documents is not found."""

import time
from dataclasses import replace

import pytest

from assistant.library.chunking import chunk
from assistant.library.parsed import Block, Page, Parsed
from assistant.models.embeddings import WordLlamaEmbeddings
from chains.evidence import Evidence, SentenceRanker, inverse_document_frequency, rerank
from chains.fusion import fuse
from chains.text import query_terms, terms
from chains.types import Passage

DOCUMENTS = {
    "Lease": """The tenants are Ada Moss and Ben Hale. The flat has three rooms.

The rent is 1,450 euros a month. It is due on the third day of each month. The security deposit is 2,900 euros.

The lease begins on 1 September 2025 and ends on 31 August 2026. Smoking is allowed on the balcony only.""",
    "Machine": """The coffee machine has a power of 1,450 W. Its tank holds 1.8 litres.

The orange lamp shows that the machine needs descaling. It was designed by Kestrel Pumps in Brno.""",
    "租房指南": """租金按月支付，每月5日之前付清。城东区两居室的平均月租金为三千五百元。

房屋结构、水管、电路和暖气由房东负责修理。灯泡由租客自行更换，单次费用不超过一百元。""",
}


@pytest.fixture(scope="module")
def embeddings() -> WordLlamaEmbeddings:
    return WordLlamaEmbeddings()


def passages_of(title: str, text: str) -> list[Passage]:
    blocks, start = [], 0
    for paragraph in text.split("\n\n"):
        blocks.append(Block("paragraph", start, start + len(paragraph)))
        start += len(paragraph) + 2
    parsed = Parsed("txt", text, tuple(blocks), (Page(1, 0, len(text)),))
    pieces = chunk(parsed, lambda texts: [len(piece) for piece in texts])
    return [
        Passage(0, title, title, title, piece.page, piece.start, piece.end, text[piece.start : piece.end])
        for piece in pieces
    ]


def ask(embeddings: WordLlamaEmbeddings, question: str, *titles: str) -> tuple[Evidence, bool]:
    texts = {title: DOCUMENTS[title] for title in titles or DOCUMENTS}
    passages = [passage for title, text in texts.items() for passage in passages_of(title, text)]
    having = [set(terms(passage.text)) for passage in passages]
    wanted = query_terms(question)

    def idf(words: list[str]) -> list[float]:
        return [inverse_document_frequency(sum(word in known for known in having), len(having)) for word in words]

    vectors = embeddings.embed([question, *(passage.text for passage in passages)])
    dense = dict(enumerate((vectors[1:] @ vectors[0]).tolist()))
    lexical = {
        number: sum(weight for word, weight in zip(wanted, idf(wanted), strict=True) if word in known)
        for number, known in enumerate(having)
    }
    fused = fuse(dense, lexical, 0.3)
    ranked = [
        replace(passages[number], chunk_id=number, dense=dense[number], score=score)
        for number, score in sorted(fused.items(), key=lambda item: -item[1])
    ]
    ranker = SentenceRanker(idf, embeddings.embed)  # type: ignore[arg-type]
    evidence = ranker.rank(question, ranked)
    return evidence, ranker.found(evidence.relevance)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("How much is the security deposit?", "2,900 euros"),
        ("When does the lease end?", "31 August 2026"),
        ("How much is the rent?", "1,450 euros"),
        ("What power does the coffee machine have?", "1,450 W"),
        ("Who designed the coffee machine?", "Kestrel Pumps"),
        ("Where may the tenants smoke?", "balcony"),
        ("城东区两居室的平均月租金是多少？", "三千五百元"),
        ("谁负责修理水管？", "房东"),
        ("租金什么时候付？", "每月5日"),
    ],
)
def test_the_sentence_that_answers_is_among_the_best_and_counts_as_found(
    embeddings: WordLlamaEmbeddings, question: str, answer: str
) -> None:
    evidence, found = ask(embeddings, question)
    assert any(answer in quote.text for quote in evidence.quotes[:2])
    assert found


@pytest.mark.parametrize("title", ["Lease", "Machine"])
@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of Australia?",
        "Who won the world cup in 2014?",
        "How tall is Mount Everest?",
        "Who wrote Hamlet?",
    ],
)
def test_what_is_absent_is_not_found_in_a_library_of_one_short_document(
    embeddings: WordLlamaEmbeddings, question: str, title: str
) -> None:
    assert not ask(embeddings, question, title)[1]


@pytest.mark.parametrize("question", ["火星的卫星叫什么？", "总统是谁？", "北京地铁有几条线路？"])
def test_what_is_absent_is_not_found_in_chinese(embeddings: WordLlamaEmbeddings, question: str) -> None:
    assert not ask(embeddings, question, "租房指南")[1]


def test_a_library_of_one_short_document_still_answers(embeddings: WordLlamaEmbeddings) -> None:
    evidence, found = ask(embeddings, "When does the lease end?", "Lease")
    assert "31 August 2026" in evidence.quotes[0].text
    assert found


def test_quotes_are_the_documents_own_words_and_the_passages_follow_their_best_sentence(
    embeddings: WordLlamaEmbeddings,
) -> None:
    evidence, _ = ask(embeddings, "When does the lease end?")
    for quote in evidence.quotes:
        assert DOCUMENTS[quote.title][quote.start : quote.end] == quote.text
        assert 0.0 <= quote.score <= 1.0
    scores = [quote.score for quote in evidence.quotes]
    assert scores == sorted(scores, reverse=True)
    assert evidence.passages[0].title == "Lease"
    assert len(evidence.passages) == len({passage.chunk_id for passage in evidence.passages})


def test_terms_that_no_passage_has_are_named(embeddings: WordLlamaEmbeddings) -> None:
    assert ask(embeddings, "Is the rent paid in Zurich?", "Lease")[0].missing == ("pay", "zurich")


def test_a_page_is_asked_for_by_the_sentences_own_place(embeddings: WordLlamaEmbeddings) -> None:
    passages = passages_of("Lease", DOCUMENTS["Lease"])
    border = DOCUMENTS["Lease"].index("The rent")
    ranker = SentenceRanker({}, embeddings.embed)
    evidence = ranker.rank("How much is the rent?", passages, lambda _, start: 2 if start >= border else 1)
    assert {(quote.start >= border, quote.page) for quote in evidence.quotes} == {(True, 2), (False, 1)}


@pytest.mark.parametrize("question", ["", "   ", "???", "the", "的", "a\x00b", "\U0001f600"])
def test_any_question_and_no_passages_are_bearable(embeddings: WordLlamaEmbeddings, question: str) -> None:
    ranker = SentenceRanker({}, embeddings.embed)
    assert ranker.rank(question, []).quotes == ()
    evidence = ranker.rank(question, passages_of("Lease", DOCUMENTS["Lease"]))
    assert all(quote.score == quote.score for quote in evidence.quotes)
    assert not ranker.found(ranker.rank(question, []).relevance)


def test_a_likelihood_lifts_a_quote_over_a_close_one_but_not_over_a_sure_one(
    embeddings: WordLlamaEmbeddings,
) -> None:
    quote = ask(embeddings, "When does the lease end?")[0].quotes[0]
    quotes = [replace(quote, chunk_id=number, score=score) for number, score in enumerate((0.95, 0.3, 0.25, 0.1))]
    ranked = rerank(quotes, [-3.0, -3.2, -2.4])
    assert [quote.chunk_id for quote in ranked] == [0, 2, 1, 3]
    assert rerank(quotes, []) == quotes


def test_ranking_eight_passages_takes_a_fraction_of_a_second(embeddings: WordLlamaEmbeddings) -> None:
    text = " ".join(
        f"The tenant number {number} pays {number} euros for the flat in street {number}." for number in range(12)
    )
    passage = Passage(0, "d", "d", "d", 1, 0, len(text), text, dense=0.5, score=0.5)
    ranker = SentenceRanker({}, embeddings.embed)
    ranker.rank("How much does tenant 7 pay?", [passage] * 8)
    began = time.process_time()
    ranker.rank("How much does tenant 7 pay?", [passage] * 8)
    assert time.process_time() - began < 0.5

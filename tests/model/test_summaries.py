"""Summaries by the real starter model: whatever it writes, all that is told stands in the text."""

import time
from pathlib import Path
from threading import Timer
from typing import Any

import pytest

from assistant.bench.summarize_texts import book
from assistant.cancel import Cancel
from assistant.models.chat_model import ChatLlama
from assistant.models.embeddings import WordLlamaEmbeddings
from assistant.models.engine import Engine
from assistant.models.tokens import starter_counter
from chains.documents import as_document
from chains.errors import Cancelled
from chains.kit import ChainInput, Kit
from chains.summarize import Summarize, SummarizeOptions

LEASE = (
    "The landlord lets the flat on the second floor of 14 Harbour Lane to the tenants from 1 March 2025. "
    "The rent is 1,450 euros a month and is due on the first working day of each month.\n\n"
    "The tenants pay a deposit of 2,900 euros before the keys are handed over, and the landlord returns it within 21 "
    "days after they have moved out. Small repairs of up to 80 euros are paid by the tenants.\n\n"
    "Either party may end the lease with three months' written notice to the end of a month. "
    "Pets are allowed if the landlord agrees in writing, which he may refuse only for a serious reason."
)


@pytest.fixture
def kit(engine: Engine, model_cache: Path) -> Kit:
    return kit_of(ChatLlama(engine=engine), engine, model_cache)


def kit_of(model: ChatLlama, engine: Engine, cache: Path) -> Kit:
    return Kit(
        model,
        starter_counter(cache).count,
        lambda messages: model.get_num_tokens_from_messages(list(messages)),
        engine.load().context_tokens,
        WordLlamaEmbeddings().embed,
        languages=("en",),
    )


@pytest.mark.parametrize("method", ["stuff", "map_reduce"])
def test_each_sentence_stands_on_words_of_the_document(kit: Kit, method: str) -> None:
    document = as_document(LEASE, "Lease")
    options = SummarizeOptions.model_validate({"wording": "model", "method": method})
    result = Summarize(kit, options).invoke(ChainInput("", (document,)))
    assert result.read == (1, 1)
    assert result.claims
    assert all(claim.verdict == "yes" and claim.evidence for claim in result.claims)
    assert all(LEASE[quote.start : quote.end] == quote.text for quote in result.quotes)
    calls = result.usage.calls
    assert calls
    assert all(call.prompt_tokens is not None and call.prompt_tokens < kit.context_tokens for call in calls)


RULES = (
    "Members of the garden pay 15 euros a year, due in March. Dogs must be kept on a lead in the garden.\n\n"
    "The water tap is closed from November to March. Whoever leaves the garden last locks the gate.\n\n"
    "The committee meets on the first Monday of each month. Minutes of its meetings hang in the shed."
)


def test_the_overview_of_several_documents_stands_on_words_of_each(kit: Kit) -> None:
    documents = (as_document(LEASE, "Lease"), as_document(RULES, "Garden rules"))
    result = Summarize(kit, SummarizeOptions(wording="model", length="short")).invoke(ChainInput("", documents))
    data: Any = result.data
    sentences = data["overview"]["sentences"]
    assert {passage["document"] for each in sentences for passage in each["passages"]} == {one.id for one in documents}
    texts = {one.id: one.text for one in documents}
    assert all(texts[quote.document_id][quote.start : quote.end] == quote.text for quote in result.quotes)
    assert all(claim.verdict == "yes" and claim.evidence for claim in result.claims)
    calls = [call for call in result.usage.calls if call.purpose == "overview"]
    assert calls
    # A call that went in circles was ended, and nobody counted its tokens.
    assert all((call.prompt_tokens or kit.count(call.prompt)) < kit.context_tokens for call in calls)


def test_a_stop_while_the_model_reads_takes_less_than_half_a_second(engine: Engine, model_cache: Path) -> None:
    cancel = Cancel()
    kit = kit_of(ChatLlama(engine=engine, cancel=cancel), engine, model_cache)
    document, _ = book(8)
    set_at: list[float] = []

    def stop() -> None:
        set_at.append(time.perf_counter())
        cancel.set()

    options = SummarizeOptions(wording="model", method="map_reduce")
    with pytest.raises(Cancelled):
        for event in Summarize(kit, options).run(ChainInput("", (document,)), cancel):
            if getattr(event, "stage", "") == "writing" and not set_at:
                Timer(0.1, stop).start()
    assert time.perf_counter() - set_at[0] < 0.5

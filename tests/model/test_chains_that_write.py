"""Chat, complete and classify on the real starter model: exact budgets, a grammar that holds, words that stream."""

from dataclasses import replace

import pytest

from assistant.app import Assistant
from assistant.cancel import Cancel
from assistant.models.completion import LlamaCompletion
from chains.chat import Chat, ChatOptions
from chains.classify import Classify, ClassifyOptions
from chains.complete import Complete, CompleteOptions
from chains.documents import as_document
from chains.kit import ChainInput, ChainResult, Words

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    with Assistant.open(tmp_path_factory.mktemp("home")) as assistant:
        kit = assistant.chains.kit(cancel=Cancel())
        yield replace(kit, completion=LlamaCompletion(engine=assistant.models.engine))


@pytest.mark.parametrize("keep", ["trim", "summarize"])
def test_a_conversation_never_passes_the_context_by_the_models_own_count(kit, keep):
    history = tuple(
        message
        for n in range(30)
        for message in (("user", f"Lease {n} ends in {2000 + n}."), ("assistant", f"Understood: lease {n}."))
    )
    small = replace(kit, context_tokens=500)
    result = Chat(small, ChatOptions(keep=keep, max_tokens=24)).invoke(ChainInput("When does it end?", history=history))
    assert result.data["left_out"]
    assert all((call.prompt_tokens or 0) <= 500 - 24 for call in result.usage.calls)


def test_a_text_is_continued_word_by_word(kit):
    events = list(
        Complete(kit, CompleteOptions(max_tokens=16, temperature=0.0)).run(ChainInput("The capital of France is"))
    )
    assert isinstance(events[-1], ChainResult)
    assert "".join(event.text for event in events if isinstance(event, Words)).startswith(events[-1].text[:10])
    assert sum(isinstance(event, Words) for event in events) > 1


def test_each_vote_of_the_model_is_a_label(kit):
    invoice = as_document("Invoice No. 7\n\nAmount due: 420 euros. Payment is due within 14 days.", "a")
    result = Classify(kit, ClassifyOptions(votes=3)).invoke(ChainInput("invoice, letter, recipe", (invoice,)))
    assert result.data == {invoice.id: ["invoice"]}
    assert [call.tries for call in result.usage.calls if call.purpose == "vote"] == [1, 1, 1]

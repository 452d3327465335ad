"""The overview of several summaries: every document looked at, each sentence with its passages, within the budget."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from chains.documents import SourceDocument, as_document
from chains.errors import Cancelled
from chains.kit import ChainInput, ChainResult, Kit, Progress, Words
from chains.summarize import Summarize, SummarizeOptions
from tests.unit.scripted_kit import CONTEXT, Dictionary, Scripted, count_messages, kit, ran

TOWNS = (
    "Arden", "Bexley", "Corwen", "Dalton", "Ebford", "Falmer", "Garston", "Harwell", "Ilmer", "Jevington",
    "Keld", "Lutton", "Marden", "Norley", "Oakham", "Padbury", "Quorn", "Ripley", "Selby", "Thaxted",
)  # fmt: skip


def town(name: str) -> SourceDocument:
    number = 10 + TOWNS.index(name)
    text = (
        f"The council of {name} decided to build a bridge over the northern river. "
        f"The bridge of {name} costs {number}00 crowns and is paid from the road tax.\n\n"
        f"Carpenters from {name} deliver oak beams before the winter begins. "
        f"The old ferry of {name} carries carts until the bridge is opened.\n\n"
        f"A toll of {number} pence is asked of every cart at {name}. "
        f"Farmers near {name} may cross the river with their animals for free."
    )
    return replace(as_document(text, f"Bridge at {name}"), id=name)


def towns(number: int) -> tuple[SourceDocument, ...]:
    return tuple(town(name) for name in TOWNS[:number])


def summary(given: Kit, documents: Sequence[SourceDocument], text: str = "", **options: Any) -> ChainResult:
    return ran(Summarize(given, SummarizeOptions(**options)), ChainInput(text, tuple(documents)))[0]


def overview(found: ChainResult) -> dict[str, Any]:
    data: Any = found.data
    made = data["overview"]
    assert isinstance(made, dict)
    return made


def check_passages(found: ChainResult, documents: Sequence[SourceDocument]) -> None:
    texts = {document.id: document.text for document in documents}
    assert all(texts[quote.document_id][quote.start : quote.end] == quote.text for quote in found.quotes)
    for sentence, claim in zip(overview(found)["sentences"], found.claims, strict=False):
        cited = {(quote.document_id, quote.start) for quote in (found.quotes[place] for place in claim.evidence)}
        assert claim.text == sentence["text"]
        assert claim.verdict == "yes"
        assert cited == {(passage["document"], passage["span"][0]) for passage in sentence["passages"]}


def silent(prompt: str) -> str:
    """No sentence that could stand in a summary."""
    return "No."


def by_pairs(prompt: str) -> str:
    """An overview in words of its own, of two documents a sentence; of a single document nothing."""
    said = re.findall(r"^- Bridge at \w+(?:, Bridge at \w+)*: (.+)\.$", prompt, re.MULTILINE)
    half = len(said) // 2
    pairs = zip(said[:half], said[half:], strict=False)
    return " ".join(f"{one}, and {other[0].lower()}{other[1:]}." for one, other in pairs) or silent(prompt)


def test_several_documents_begin_with_an_overview_that_hears_each_of_them() -> None:
    documents = towns(4)
    found = summary(kit(silent), documents)
    made = overview(found)
    assert found.text.startswith("## Overview\n")
    assert found.text.index("## Overview") < found.text.index("## Bridge at Arden")
    assert made["documents"] == [document.id for document in documents]
    assert {passage["document"] for s in made["sentences"] for passage in s["passages"]} == set(made["documents"])
    assert len(made["sentences"]) < made["considered"]
    check_passages(found, documents)


def test_the_data_proves_that_each_sentence_of_each_summary_was_considered() -> None:
    found = summary(kit(silent), towns(20))
    data: Any = found.data
    made = overview(found)
    assert made["considered"] == sum(len(document["sentences"]) for document in data["documents"])
    assert made["documents"] == [document["id"] for document in data["documents"]]
    numbers = dict(next(note for note in found.notes if note.code == "overview").params)
    assert numbers["sentences"] == made["considered"]
    assert numbers["documents"] == 20


def test_one_document_and_a_few_lines_have_none() -> None:
    short = [as_document(f"The town of {name} is a small place by the sea.") for name in TOWNS[:2]]
    for documents in (towns(1), short):
        found = summary(kit(silent), documents)
        data: Any = found.data
        assert data["overview"] is None
        assert "Overview" not in found.text


def test_the_models_sentences_of_several_documents_cite_each_of_them() -> None:
    documents = towns(4)
    found = summary(kit(by_pairs), documents, length="long", wording="model")
    own = [sentence for sentence in overview(found)["sentences"] if sentence["by"] == "model"]
    assert own
    assert any(len({passage["document"] for passage in sentence["passages"]}) == 2 for sentence in own)
    assert overview(found)["rounds"] == 1
    check_passages(found, documents)


def test_what_does_not_fit_is_put_together_in_rounds_and_no_prompt_is_above_the_budget() -> None:
    given = kit(by_pairs)
    documents = towns(20)
    found = summary(given, documents, length="short", wording="model")
    assert isinstance(given.model, Scripted)
    sizes = [
        count_messages(prompt) + limit for prompt, limit in zip(given.model.prompts, given.model.limits, strict=True)
    ]
    assert max(sizes) <= CONTEXT
    assert overview(found)["rounds"] > 1
    assert sum(call.purpose == "overview" for call in found.usage.calls) > 2
    check_passages(found, documents)


def test_what_no_document_says_is_not_in_the_overview() -> None:
    def wild(prompt: str) -> str:
        return "The emperor of the moon bought 99999 golden elephants for Arden. Dragons ruled the provinces for years."

    documents = towns(4)
    for wording in ("auto", "model"):
        found = summary(kit(wild), documents, wording=wording)
        assert "elephants" not in found.text
        assert {sentence["by"] for sentence in overview(found)["sentences"]} == {"document"}
        check_passages(found, documents)


def test_what_several_documents_say_in_the_same_words_is_told_once_of_them_all() -> None:
    shared = "Any change of this agreement must be made in writing and signed by both parties."
    documents = [
        replace(as_document(f"{shared} {document.text}", document.title), id=document.id) for document in towns(3)
    ]
    found = summary(kit(silent), documents, "any change of this agreement")
    told = [sentence for sentence in overview(found)["sentences"] if sentence["text"] == shared]
    data: Any = found.data
    telling = [d["id"] for d in data["documents"] if any(s["text"] == shared for s in d["sentences"])]
    assert len(telling) > 1
    assert [[passage["document"] for passage in sentence["passages"]] for sentence in told] == [telling]


def test_a_focus_decides_what_the_overview_tells() -> None:
    found = summary(kit(silent), towns(6), "toll of every cart", length="short")
    assert all("toll" in sentence["text"] for sentence in overview(found)["sentences"])


def test_the_streamed_words_are_the_text() -> None:
    for style in ("paragraph", "points", "outline"):
        chain = Summarize(kit(silent), SummarizeOptions.model_validate({"style": style}))
        found, events = ran(chain, ChainInput("", towns(3)))
        assert "".join(event.text for event in events if isinstance(event, Words)).strip() == found.text


class Sources(Dictionary):
    """A memo that remembers what each value was made from."""

    def __init__(self) -> None:
        self.made_from: dict[str, tuple[str, ...]] = {}

    def put(self, key: str, value: str, *document_ids: str) -> None:
        super().put(key, value, *document_ids)
        self.made_from[key] = document_ids


def test_an_overview_that_was_stopped_goes_on_where_it_was() -> None:
    memo = Sources()
    options = SummarizeOptions(length="long", wording="model")
    documents = towns(20)
    for event in Summarize(kit(by_pairs, memo=memo), options).run(ChainInput("", documents)):
        if isinstance(event, Progress) and event.stage == "merging" and event.total > 1 and event.done == 2:
            break
    assert any(len(ids) > 1 for ids in memo.made_from.values())
    made = len(memo.made_from)
    again, whole = kit(by_pairs, memo=memo), kit(by_pairs)
    found = summary(again, documents, length="long", wording="model")
    assert found.text == summary(whole, documents, length="long", wording="model").text
    assert isinstance(again.model, Scripted)
    assert isinstance(whole.model, Scripted)
    assert len(again.model.prompts) == len(whole.model.prompts) - made


def test_a_stop_is_heard_while_the_overview_is_made() -> None:
    class Stop:
        on = False

        def check(self) -> None:
            if self.on:
                raise Cancelled

    stop = Stop()
    events = Summarize(kit(by_pairs), SummarizeOptions(length="long", wording="model")).run(
        ChainInput("", towns(8)), stop
    )
    with pytest.raises(Cancelled):
        for event in events:
            stop.on = stop.on or (isinstance(event, Progress) and event.stage == "merging")

"""Chat, complete, condense, classify, tag and translate: within the budget, nothing cut silently, figures checked."""

import json

import pytest
from langchain_core.language_models import FakeListLLM, FakeStreamingListLLM

from chains.chat import Chat, ChatOptions
from chains.classify import Classify, ClassifyOptions, Tag, TagOptions
from chains.complete import Complete, CompleteOptions
from chains.documents import SourceDocument, TextBlock, as_document
from chains.errors import Cancelled, InputError
from chains.kit import ChainInput, Words
from chains.labels import labels
from chains.standalone import Standalone, StandaloneOptions, turns
from chains.translate import Translate, TranslateOptions
from chains.translating import problems
from tests.unit.scripted_kit import CONTEXT, Dictionary, Scripted, count, count_messages, kit, ran

INVOICE = as_document(
    "Invoice No. 1207\n\nBill to: Lund Ltd\n\nAmount due: 420 euros. Payment is due within 14 days.", "a"
)
LETTER = as_document(
    "Dear Ms Iwu,\n\nthank you for your letter of May. We hope to see you soon.\n\nYours sincerely, P. Lund", "b"
)
POEM = as_document("The moon went over the hill and the owl said nothing at all.", "c")
LONG = tuple(
    message
    for n in range(60)
    for message in (
        ("user", f"Lease {n} ends in {2000 + n} and costs {n} euros a month."),
        ("assistant", f"Noted: {n}."),
    )
)


class Stopped:
    """Somebody pressed stop."""

    def check(self) -> None:
        raise Cancelled


# --- chat ---


@pytest.mark.parametrize("keep", ["trim", "summarize"])
def test_a_long_conversation_is_fitted_and_what_is_left_out_is_told(keep):
    tools = kit(lambda text: "Lease 3 ends in 2003." if "Sum all" in text else "Soon.")
    result, _ = ran(Chat(tools, ChatOptions(keep=keep, max_tokens=100)), ChainInput("When does it end?", history=LONG))
    assert isinstance(tools.model, Scripted)
    for prompt, most in zip(tools.model.prompts, tools.model.limits, strict=True):
        assert count_messages(prompt) + most <= CONTEXT
    assert {note.code for note in result.notes} == {"dropped" if keep == "trim" else "summarized"}
    kept = [message["content"] for message in result.data["messages"]]
    for item in result.data["left_out"]:
        assert item["content"] not in kept
    assert len(result.data["left_out"]) + len(kept) - 1 == len(LONG) + 1
    assert kept[-1] == "When does it end?"


def test_a_summary_keeps_no_number_that_nobody_said():
    tools = kit(lambda text: "Lease 3 ends in 2003. The rent is 9999 euros." if "Sum all" in text else "Soon.")
    result, _ = ran(Chat(tools, ChatOptions(keep="summarize", max_tokens=100)), ChainInput("And now?", history=LONG))
    assert "2003" in result.data["summary"]
    assert "9999" not in result.data["summary"]


def test_instructions_of_the_conversation_and_of_the_person_stand_first_and_once():
    tools = kit(lambda _: "Yes.")
    history = (("system", "Speak like a sailor."), ("user", "Ahoy"), ("assistant", "Ahoy!"))
    ran(Chat(tools, ChatOptions(system="Be short.")), ChainInput("Ready?", history=history))
    assert isinstance(tools.model, Scripted)
    prompt = tools.model.prompts[-1]
    assert [message.type for message in prompt] == ["system", "human", "ai", "human"]
    assert "Be short." in prompt[0].text and "Speak like a sailor." in prompt[0].text


def test_a_message_that_can_never_fit_is_refused_with_its_size():
    with pytest.raises(InputError) as refused:
        ran(Chat(kit(), ChatOptions()), ChainInput("word " * 2000))
    assert refused.value.code == "chat.too_long"


def test_a_language_that_the_model_does_not_know_is_told():
    result, _ = ran(Chat(kit(lambda _: "?", languages=("en",)), ChatOptions()), ChainInput("你好吗？", language="zh"))
    assert "language" in {note.code for note in result.notes}


# --- complete ---


@pytest.mark.parametrize("completion", [None, FakeListLLM(responses=["and then it rained."])])
def test_of_a_text_too_long_the_end_is_kept_and_the_rest_is_told(completion):
    tools = kit(lambda _: "and then it rained.", completion=completion)
    text = " ".join(f"Sentence number {n} is here." for n in range(600)) + " Ida went home"
    result, events = ran(Complete(tools, CompleteOptions(max_tokens=50)), ChainInput(text))
    assert text.endswith(result.data["given"])
    assert result.data["given"].startswith("Sentence number")
    assert count(result.data["given"]) + 50 < CONTEXT
    assert "left_out" in {note.code for note in result.notes}
    assert result.text in "".join(event.text for event in events if isinstance(event, Words))


def test_a_loop_of_a_completion_is_stopped_and_told():
    tools = kit(completion=FakeStreamingListLLM(responses=["the sea was wide. " * 40]))
    result, _ = ran(Complete(tools, CompleteOptions(max_tokens=400)), ChainInput("Ida saw that"))
    assert [note.code for note in result.notes] == ["loop"]
    assert len(result.text) < 60


def test_a_completion_without_room_for_the_text_is_refused():
    with pytest.raises(InputError) as refused:
        ran(
            Complete(kit(completion=FakeListLLM(responses=["x"])), CompleteOptions(max_tokens=CONTEXT)),
            ChainInput("a b c"),
        )
    assert refused.value.code == "complete.no_room"


# --- condense ---


def test_a_follow_up_is_made_whole_and_says_why():
    history = (("user", "When was the mill on Quay Road opened?"), ("assistant", "In 1998."))
    result, _ = ran(Standalone(kit(), StandaloneOptions()), ChainInput("Who paid for it?", history=history))
    assert "mill" in result.text
    assert result.data["kept"] is True
    assert result.steps[0].text


def test_a_rewrite_of_the_model_that_drifts_is_dropped_and_the_call_is_metered():
    tools = kit(lambda _: json.dumps({"question": "What does a unicorn eat?"}), grammar=True)
    history = (("user", "Which budget did they discuss?"), ("assistant", "Two."))
    result, _ = ran(
        Standalone(tools, StandaloneOptions()), ChainInput("And did anybody object there then?", history=history)
    )
    assert "unicorn" not in result.text
    assert len(result.usage.calls) <= 1


def test_questions_are_paired_with_their_answers():
    assert turns([("system", "x"), ("user", "a"), ("user", "b"), ("assistant", "c")]) == [("a", ""), ("b", "c")]


# --- labels ---


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("invoice, contract and letter", ["invoice", "contract", "letter"]),
        ("发票、合同和信函", ["发票", "合同", "信函"]),
        ("invoice: a bill, with an amount; letter", ["invoice", "letter"]),
        ("- a\n- b", ["a", "b"]),
        ("Sort into bills and letters", ["bills", "letters"]),
    ],
)
def test_labels_are_read_as_people_write_them(text, names):
    assert [label.name for label in labels(text)] == names


@pytest.mark.parametrize(
    ("text", "code"),
    [("only", "few_labels"), ("a, A", "label_twice"), (",".join(f"l{n}" for n in range(60)), "too_many")],
)
def test_labels_that_cannot_be_used_are_refused(text, code):
    with pytest.raises(InputError) as refused:
        ran(Classify(kit(), ClassifyOptions()), ChainInput(text, (INVOICE,)))
    assert refused.value.code == f"classify.{code}"


@pytest.mark.parametrize("votes", [0, 3])
def test_each_document_gets_its_label_with_a_sentence_of_its_own(votes):
    chain = Classify(kit(lambda _: "invoice"), ClassifyOptions(votes=votes))
    result, _ = ran(chain, ChainInput("invoice, letter", (INVOICE, LETTER, POEM)))
    assert result.data == {INVOICE.id: ["invoice"], LETTER.id: ["letter"], POEM.id: []}
    assert result.table is not None
    for row, document in zip(result.table.rows, (INVOICE, LETTER), strict=False):
        quote = result.quotes[row[1].quotes[0]]
        assert document.text[quote.start : quote.end] == quote.text


def test_documents_that_were_sorted_are_not_sorted_again():
    memo = Dictionary()
    given = ChainInput("invoice, letter", (INVOICE, LETTER))
    first, _ = ran(Classify(kit(lambda _: "letter", memo=memo), ClassifyOptions()), given)
    tools = kit(lambda _: "letter", memo=memo)
    again, _ = ran(Classify(tools, ClassifyOptions()), given)
    assert isinstance(tools.model, Scripted)
    assert tools.model.prompts == []
    assert again.data == first.data


def test_a_document_may_have_several_tags():
    text = "Invoice No. 7 for the insurance\n\n"
    text += "The insurance premium and the amount due are payable by May. Policy number 8."
    result, _ = ran(
        Tag(kit(), TagOptions(votes=0)),
        ChainInput("invoice, insurance, recipe", (as_document(text, "Invoice, insurance"),)),
    )
    assert set(next(iter(result.data.values()))) == {"invoice", "insurance"}


# --- translate ---

DOCUMENT_TEXT = "Rent\n\nThe rent is 1,450 euros.\n\n- Water is included.\n\nItem | Price\n\nKey | 45\n\nx = 1"
KINDS = ("heading", "paragraph", "list", "table_header", "table_row", "code")


def document() -> SourceDocument:
    blocks, at = [], 0
    for kind, text in zip(KINDS, DOCUMENT_TEXT.split("\n\n"), strict=True):
        blocks.append(TextBlock(kind, at, at + len(text), level=int(kind == "heading")))
        at += len(text) + 2
    return SourceDocument("d", "Lease", "", "md", DOCUMENT_TEXT, tuple(blocks))


GERMAN = {
    "Rent": "Miete", "The rent is 1,450 euros.": "Die Miete beträgt 1.450 Euro.",
    "Water is included.": "Wasser ist dabei.",
    "Item": "Sache", "Price": "Preis", "Key": "Schlüssel",
}  # fmt: skip


def test_a_document_keeps_its_structure_and_each_block_is_cited():
    result, events = ran(
        Translate(kit(GERMAN.__getitem__), TranslateOptions(to="German")), ChainInput("", (document(),))
    )
    assert result.data["text"] == (
        "# Miete\n\nDie Miete beträgt 1.450 Euro.\n\n- Wasser ist dabei.\n\n"
        "| Sache | Preis |\n| --- | --- |\n| Schlüssel | 45 |\n\n"
        "```\nx = 1\n```"
    )
    assert result.claims == ()
    assert "".join(event.text for event in events if isinstance(event, Words)).strip() == result.text
    for quote in result.quotes:
        assert DOCUMENT_TEXT[quote.start : quote.end] == quote.text


def test_a_lost_number_is_asked_for_again_and_then_marked():
    tools = kit(lambda text: GERMAN.get(text, "Die Miete ist hoch."))
    wrong = {**GERMAN, "The rent is 1,450 euros.": "Die Miete ist hoch."}
    tools = kit(lambda text: wrong.get(text, "Die Miete ist hoch."))
    result, _ = ran(Translate(tools, TranslateOptions(to="de")), ChainInput("", (document(),)))
    assert [claim.missing for claim in result.claims] == [("1,450",)]
    assert "⚠" in result.text and "⚠" not in result.data["text"]
    assert max(call.tries for call in result.usage.calls) == 2


@pytest.mark.parametrize(
    ("source", "said", "of", "to", "codes"),
    [
        ("It costs 1,450.50 euros.", "Es kostet 1.450,50 Euro.", "en", "de", set()),
        ("It costs 3,500 yuan.", "费用为三千五百元。", "en", "zh", set()),
        ("Signed on 4 August 2025.", "于2025年8月4日签署。", "en", "zh", set()),
        ("See https://a.example/x and {name}.", "Siehe dort.", "en", "de", {"link", "placeholder"}),
        ("The deposit is kept.", "Die Anzahlung bleibt.", "en", "de", {"term"}),
        ("It costs 12 euros.", "Es kostet 12 Euro und 99 Cent.", "en", "de", {"added_number"}),
        ("共35万元。", "350,000 yuan in all.", "zh", "en", set()),
    ],
)
def test_what_must_come_through_is_checked(source, said, of, to, codes):
    assert {problem.code for problem in problems(source, said, to, [("deposit", "Kaution")], of)} == codes


def test_a_language_that_the_model_does_not_know_is_refused_before_any_work():
    tools = kit(languages=("en",))
    with pytest.raises(InputError) as refused:
        ran(Translate(tools, TranslateOptions(to="de")), ChainInput("The rent is due."))
    assert refused.value.code == "translate.unknown"
    assert isinstance(tools.model, Scripted)
    assert tools.model.prompts == []


def test_what_was_translated_is_not_translated_again():
    memo = Dictionary()
    given = ChainInput("to German", (document(),))
    ran(Translate(kit(GERMAN.__getitem__, memo=memo), TranslateOptions()), given)
    tools = kit(GERMAN.__getitem__, memo=memo)
    ran(Translate(tools, TranslateOptions()), given)
    assert isinstance(tools.model, Scripted)
    assert tools.model.prompts == []


@pytest.mark.parametrize(
    ("chain", "given"),
    [
        (Translate(kit(), TranslateOptions(to="de")), ChainInput("The rent is due.")),
        (Classify(kit(), ClassifyOptions()), ChainInput("a, b", (INVOICE,))),
        (Complete(kit(completion=FakeListLLM(responses=["x"])), CompleteOptions()), ChainInput("a b")),
        (Chat(kit(lambda _: "x"), ChatOptions()), ChainInput("a b")),
    ],
)
def test_a_stop_ends_each_chain(chain, given):
    with pytest.raises(Cancelled):
        ran(chain, given, Stopped())

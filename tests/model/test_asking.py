"""A question's whole way on the sample library with the real starter model."""

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.app import Assistant
from assistant.ask_options import AskOptions
from assistant.cancel import Cancel
from assistant.events import (
    Condensed,
    Done,
    Event,
    EvidenceFound,
    Failed,
    MadeByChain,
    Planned,
    Routed,
    Token,
    Verified,
)
from assistant.library.types import Scope, Span
from chains.errors import InputError, LibraryError
from resources import resource

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant.open(tmp_path_factory.mktemp("asking") / "home") as opened:
        opened.warm()
        for _ in opened.add([Path(str(resource("demo")))]):
            pass
        yield opened


def ask(assistant: Assistant, question: str, cancel: Cancel | None = None, **options: object) -> list[Event]:
    return list(assistant.ask(question, AskOptions(**options), cancel))  # type: ignore[arg-type]


def done(events: list[Event]) -> Done:
    assert isinstance(events[-1], Done), events[-1]
    return events[-1]


def evidence(events: list[Event]) -> EvidenceFound:
    return next(event for event in events if isinstance(event, EvidenceFound))


def test_a_fact_is_answered_with_evidence_that_stands_in_the_document_word_for_word(assistant: Assistant) -> None:
    events = ask(assistant, "How much is the monthly rent?")
    kinds = [type(event) for event in events if not isinstance(event, Token)]
    assert kinds == [Routed, EvidenceFound, Planned, Verified, Done]
    found = evidence(events)
    assert found.found
    assert any("1,450" in quote.text for quote in found.quotes)
    for quote in found.quotes:
        assert assistant.library.text(quote.document_id, quote.start, quote.end) == quote.text
    end = done(events)
    assert "".join(e.text for e in events if isinstance(e, Token)).strip().startswith(end.answer[:10])
    (turn,) = assistant.conversations.turns(end.conversation)
    assert (turn.state, turn.answer, turn.evidence) == ("done", end.answer, found.quotes)
    receipt = end.receipt
    assert receipt.evaluated + receipt.reused == receipt.instructions + receipt.history + receipt.evidence
    assert receipt.answer == len(turn.answer_ids)


def test_a_follow_up_is_made_whole_and_evaluates_only_what_is_new(assistant: Assistant) -> None:
    first = done(ask(assistant, "How much is the monthly rent?"))
    events = ask(assistant, "And when is it due?", conversation=first.conversation)
    (condensed,) = [event for event in events if isinstance(event, Condensed)]
    assert "rent" in condensed.rewritten.lower()
    second = done(events).receipt
    before = first.receipt.evaluated + first.receipt.reused + first.receipt.answer
    assert second.reused >= before - 1
    assert second.evaluated <= second.instructions + second.history + second.evidence - before + 1


def test_what_no_document_says_is_not_found_and_the_model_is_not_asked(assistant: Assistant) -> None:
    events = ask(assistant, "Who won the football world cup in Brazil?")
    assert not evidence(events).found
    assert done(events).supported == "not_found"
    assert done(events).receipt.answer == 0
    assert evidence(events).quotes, "the nearest passages are offered"


def test_a_question_in_a_language_the_model_lacks_gets_the_evidence_alone(assistant: Assistant) -> None:
    events = ask(assistant, "租客提前退租，应当提前多少天通知房东？")
    assert any("三十天" in quote.text for quote in evidence(events).quotes)
    assert done(events).receipt.answer == 0
    assert "模型" in done(events).answer


def test_a_whole_document_gets_an_outline_that_says_what_it_is(assistant: Assistant) -> None:
    events = ask(assistant, "Summarize the lease.", use_model=False)
    assert next(e for e in events if isinstance(e, Routed)).route == "summarize"
    assert "not a summary" in done(events).answer
    assert {quote.title for quote in evidence(events).quotes} == {assistant.library.resolve("lease.docx").title}


def test_a_whole_document_is_summed_up_with_each_sentence_cited(assistant: Assistant) -> None:
    events = ask(assistant, "Summarize the lease.")
    made = next(e for e in events if isinstance(e, MadeByChain)).made
    assert made.chain == "summarize"
    assert made.read is not None
    assert made.read[0] == made.read[1]
    claims = next(e for e in events if isinstance(e, Verified)).claims
    assert all(claim.verdict == "yes" and claim.evidence for claim in claims)
    assert {quote.title for quote in evidence(events).quotes} == {assistant.library.resolve("lease.docx").title}


def test_the_catalogue_is_answered_from_the_store(assistant: Assistant) -> None:
    count = len(assistant.library.documents())
    assert str(count) in done(ask(assistant, "How many documents do I have?")).answer
    events = ask(assistant, "Which files mention the security deposit?")
    assert "lease.docx" in done(events).answer
    assert any("deposit" in quote.text for quote in evidence(events).quotes)


def test_what_only_sounds_like_a_tables_question_is_answered_from_passages(
    assistant: Assistant, tmp_path: Path
) -> None:
    note = tmp_path / "Telex company.txt"
    note.write_text("Telex was sold to Norvik in 1979. Norvik paid 35 million crowns for it.\n", "utf-8")
    for _ in assistant.add([note]):
        pass
    question = "How much did Norvik pay when it bought Telex?"
    events = ask(assistant, question)
    assert [event.route for event in events if isinstance(event, Routed)] == ["tables", "fact"]
    assert any("35 million" in quote.text for quote in evidence(events).quotes)
    assert next(event for event in ask(assistant, question, route="tables") if isinstance(event, MadeByChain))


def test_a_scope_keeps_everything_else_out(assistant: Assistant) -> None:
    lease = assistant.library.resolve("lease.docx")
    events = ask(assistant, "How is the machine descaled?", scope=Scope(documents=("lease.docx",)))
    assert {quote.document_id for quote in evidence(events).quotes} <= {lease.id}
    with pytest.raises(InputError):
        ask(assistant, "How is it cleaned?", scope=Scope(collections=("nowhere",)))


def test_a_pinned_passage_is_in_and_a_dropped_one_is_out(assistant: Assistant) -> None:
    question = "How much is the monthly rent?"
    best = evidence(ask(assistant, question, use_model=False)).passages[0]
    last = assistant.search("coffee machine filter").passages[0]
    events = ask(assistant, question, use_model=False, pin=(last.chunk_id,), drop=(best.chunk_id,))
    chunks = {quote.chunk_id for quote in evidence(events).quotes}
    assert last.chunk_id in chunks
    assert best.chunk_id not in chunks


def test_a_stopped_answer_is_kept_and_marked_and_the_next_one_is_right(assistant: Assistant) -> None:
    engine = assistant.models.engine
    engine.clear()  # logits move a little with how much of the prompt is cached: each answer from an empty cache
    whole = done(ask(assistant, "What is the deposit?"))
    engine.clear()
    cancel = Cancel()
    events = []
    for event in assistant.ask("What is the deposit?", AskOptions(), cancel):
        events.append(event)
        if isinstance(event, Token):
            cancel.set()
    end = done(events)
    assert end.stopped == "cancelled"
    (turn,) = assistant.conversations.turns(end.conversation)
    assert turn.state == "stopped"
    assert turn.answer and whole.answer.startswith(turn.answer.strip())
    engine.clear()
    assert done(ask(assistant, "What is the deposit?")).answer == whole.answer


def test_a_reader_who_goes_away_leaves_a_stopped_turn(assistant: Assistant) -> None:
    events = assistant.ask("What is the deposit?")
    next(events)
    events.close()  # type: ignore[attr-defined]
    turn = assistant.conversations.turns(assistant.conversations.resolve("last"))[-1]
    assert (turn.state, turn.question) == ("stopped", "What is the deposit?")


def test_a_reader_who_leaves_at_the_end_leaves_a_finished_turn(assistant: Assistant) -> None:
    events = assistant.ask("What is the deposit?")
    end = next(event for event in events if isinstance(event, Done))
    events.close()  # type: ignore[attr-defined]
    assert assistant.conversations.turns(end.conversation)[-1].state == "done"


def test_an_engine_that_dies_ends_the_turn_with_a_clear_error_and_the_next_one_works(assistant: Assistant) -> None:
    assistant.models.engine.load()
    pid = assistant.models.engine.pid
    assert pid is not None
    events = []
    for event in assistant.ask("What is the deposit?"):
        events.append(event)
        if isinstance(event, Planned):
            os.kill(pid, signal.SIGKILL)
    assert isinstance(events[-1], Failed)
    assert events[-1].error.exit_code == 4
    turn = assistant.conversations.turns(events[-1].conversation)[-1]
    assert (turn.state, turn.error.code if turn.error else "") == ("failed", events[-1].error.code)
    assert done(ask(assistant, "What is the deposit?")).answer


def test_a_question_longer_than_the_context_is_refused_with_both_numbers(assistant: Assistant) -> None:
    question = "How much is the monthly rent? " * 3000
    (failed,) = [e for e in ask(assistant, question, route="fact") if isinstance(e, Failed)]
    assert "8192" in failed.error.message()


def test_an_empty_question_is_refused_before_anything_is_stored(assistant: Assistant) -> None:
    before = len(assistant.conversations.find())
    with pytest.raises(InputError):
        ask(assistant, "  \n ")
    assert len(assistant.conversations.find()) == before


def test_two_threads_may_ask_at_once(assistant: Assistant) -> None:
    ends: list[Done] = []
    threads = [
        threading.Thread(target=lambda q=q: ends.append(done(ask(assistant, q))))  # type: ignore[misc]
        for q in ("What is the deposit?", "How much is the monthly rent?")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({end.conversation for end in ends}) == 2


def test_why_tells_where_a_passage_stood_and_what_it_missed(assistant: Assistant) -> None:
    taken = assistant.why("How much is the monthly rent?", "The rent is 1,450 euros a month")
    assert taken.verdict == "evidence"
    assert taken.fused.rank == 1 or taken.fused.taken
    missed = assistant.why("How much is the monthly rent?", "security deposit of 2,900 euros")
    assert missed.quote == "security deposit of 2,900 euros"
    assert "rent" in {*missed.shared, *missed.missing}
    with pytest.raises(InputError):
        assistant.why("How much is the monthly rent?", "words that stand nowhere at all")


def test_langchain_gets_the_same_passages_through_the_retriever(assistant: Assistant) -> None:
    retriever = assistant.retriever(Scope(documents=("lease.docx",)), k=2)
    documents = retriever.invoke("How much is the security deposit?")
    passages = assistant.search("How much is the security deposit?", Scope(documents=("lease.docx",)), 2).passages
    assert [document.metadata["chunk_id"] for document in documents] == [p.chunk_id for p in passages]
    for document in documents:
        where = document.metadata
        assert document.page_content == assistant.library.text(where["document_id"], where["start"], where["end"])


def test_an_empty_library_says_so(tmp_path: Path) -> None:
    with Assistant.open(tmp_path / "home") as empty:
        end = done(ask(empty, "What is the deposit?"))
    assert end.supported == "not_found"
    assert "no documents" in end.answer


def test_a_damaged_library_is_named_at_the_start(tmp_path: Path) -> None:
    home = tmp_path / "home"
    Assistant.open(home).close()
    (home / "library.db").write_bytes(os.urandom(20_000))
    with pytest.raises(LibraryError, match=r"library\.db"):
        Assistant.open(home)


def test_a_receipt_names_every_piece_and_they_add_up(assistant: Assistant) -> None:
    first = done(ask(assistant, "How much is the monthly rent?"))
    pin = evidence(ask(assistant, "How is the filter cleaned?")).quotes[0].chunk_id
    events = ask(assistant, "How is the filter cleaned?", conversation=first.conversation, pin=(pin,))
    receipt = done(events).receipt
    by_kind: dict[str, int] = {}
    for piece in receipt.pieces:
        by_kind[piece.kind] = by_kind.get(piece.kind, 0) + piece.tokens
    assert by_kind["instructions"] == receipt.instructions
    assert by_kind["history"] == receipt.history > 0
    assert by_kind["evidence"] + by_kind["question"] == receipt.evidence
    assert receipt.evaluated + receipt.reused == sum(by_kind.values())
    assert pin in {piece.chunk_id for piece in receipt.pieces}


def test_a_preview_is_the_plan_and_stores_nothing(assistant: Assistant) -> None:
    before = assistant.conversations.find()
    seen = assistant.preview("How much is the monthly rent?")
    assert assistant.conversations.find() == before
    planned = next(e for e in ask(assistant, "How much is the monthly rent?") if isinstance(e, Planned))
    assert (seen.found, seen.route) == (True, "fact")
    assert seen.receipt == planned.receipt
    empty = assistant.preview("")
    assert empty.receipt.instructions == seen.receipt.instructions
    assert empty.receipt.evidence < seen.receipt.evidence
    assert not assistant.preview("Which documents do I have?").found
    assert not assistant.preview("月租金是多少？").found


def test_a_question_asked_again_in_its_place_does_not_see_what_it_replaces(assistant: Assistant) -> None:
    first = done(ask(assistant, "How much is the monthly rent?"))
    second = done(ask(assistant, "How is the filter cleaned?", conversation=first.conversation))
    again = done(ask(assistant, "How is the filter cleaned?", conversation=first.conversation, at=2))
    assert (second.turn, again.turn) == (2, 2)
    assert again.receipt.history == second.receipt.history
    assert again.answer == second.answer
    turns = assistant.conversations.turns(first.conversation)
    assert [(turn.version, turn.versions) for turn in turns] == [(1, 1), (2, 2)]


def test_words_that_a_person_chose_are_evidence_as_they_are_and_the_model_gets_them(assistant: Assistant) -> None:
    info = assistant.library.resolve("lease.docx")
    text = assistant.library.text(info.id)
    start = text.index("deposit")
    span = Span(info.id, start, start + 30)
    events = ask(assistant, "How is the filter cleaned?", spans=(span,))
    first = evidence(events).quotes[0]
    assert (first.text, first.start) == (text[start : start + 30], start)
    planned = next(event for event in events if isinstance(event, Planned))
    assert text[start : start + 30].split("\n")[0] in planned.prompt


def test_passages_that_a_person_pinned_come_first_and_all_reach_the_model(assistant: Assistant) -> None:
    passages = assistant.search("meeting", k=3).passages
    pin = tuple(passage.chunk_id for passage in passages)
    receipt = done(ask(assistant, "How much is the monthly rent?", pin=pin)).receipt
    assert {piece.chunk_id for piece in receipt.pieces if piece.kind == "evidence"} >= set(pin)

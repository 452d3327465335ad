"""Conversations: turns survive, are marked when they were cut short, and LangChain's history is a view of them."""

from dataclasses import replace
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage, HumanMessage

from assistant.chat_history import ConversationHistory
from assistant.conversations import Conversations, Turn
from assistant.database import Database
from assistant.events import DroppedPiece, Piece, Receipt, Seconds
from assistant.library.schema import MIGRATIONS
from chains.errors import InputError, ModelError
from chains.types import Claim, Quote


@pytest.fixture
def conversations(database: Database) -> Conversations:
    return Conversations(database)


def test_a_finished_turn_comes_back_as_it_was(conversations: Conversations) -> None:
    identity, started = conversations.start(None, "Who?")
    turn = Turn(
        started.ordinal, "done", 1.5, "Who?", rewritten="Who is it?", route="fact", answer="Anna.", supported="yes",
        claims=(Claim("Anna.", "yes", (0,), ("x",)),),
        evidence=(Quote("d", "t", "p", 3, 1, 5, "Anna", 0.5, 7, "c"),),
        receipt=Receipt(100, 1, 2, 3, 4, 5, 6, 7, (DroppedPiece("history", "l", 9, "no room", 3),), 8,
            (Piece("evidence", "t, 3", 2, 7, "repeated"),)),
        seconds=Seconds(0.1, 0.2, 0.3), error=ModelError("model.died", name="m", reason="r"), prompt="P",
        raw="Anna. ", answer_ids=(1, 2), model="m", placed=((1, 0),), kept="full", key=started.key,
        notes=("offers_agent",),
    )  # fmt: skip
    conversations.finish(turn)
    (found,) = conversations.turns(identity)
    assert str(found.error) == str(turn.error)
    fields = [name for name in Turn.__slots__ if name not in {"created", "error"}]
    assert [getattr(found, name) for name in fields] == [getattr(turn, name) for name in fields]


def test_a_turn_whose_process_is_gone_is_kept_and_marked(database: Database, conversations: Conversations) -> None:
    identity, _ = conversations.start(None, "Who?")
    assert conversations.turns(identity)[0].state == "running"
    Conversations(database)  # another start while this process lives leaves it alone
    assert conversations.turns(identity)[0].state == "running"
    database.run("UPDATE turns SET owner = '999999999 gone-long-ago'")
    Conversations(database)
    (turn,) = conversations.turns(identity)
    assert (turn.state, turn.stopped, turn.question) == ("stopped", "interrupted", "Who?")


def test_references_find_rename_and_delete(conversations: Conversations) -> None:
    first, _ = conversations.start(None, "Who pays the rent?")
    second, _ = conversations.start(None, "租金是多少？")
    assert conversations.resolve("last") == second
    assert conversations.resolve(first[:4]) == first
    assert [info.id for info in conversations.find("RENT")] == [first]
    conversations.rename(second, "  Chinese \n rent ")
    assert conversations.resolve("Chinese rent") == second
    conversations.delete(first)
    with pytest.raises(InputError):
        conversations.resolve(first)
    with pytest.raises(InputError):
        conversations.rename(second, "  ")


def test_a_question_to_a_conversation_that_does_not_exist_is_refused(conversations: Conversations) -> None:
    with pytest.raises(InputError, match="nowhere"):
        conversations.start("nowhere", "Who?")
    assert conversations.find() == []


def test_langchain_history_is_a_view_of_the_same_turns(conversations: Conversations) -> None:
    history = ConversationHistory(conversations)
    history.add_messages([HumanMessage("Who?"), AIMessage("Anna."), HumanMessage("And when?")])
    again = ConversationHistory(conversations, history.conversation)
    assert [(m.type, m.text) for m in again.messages] == [("human", "Who?"), ("ai", "Anna."), ("human", "And when?")]
    again.clear()
    assert conversations.find() == []


def _say(conversations: Conversations, conversation: str | None, question: str, at: int | None = None) -> str:
    identity, turn = conversations.start(conversation, question, at)
    conversations.finish(replace(turn, state="done", answer=f"{question}!", kept="full"))
    return identity


def _questions(conversations: Conversations, identity: str) -> list[str]:
    return [turn.question for turn in conversations.turns(identity)]


def test_a_question_asked_again_in_its_place_keeps_the_earlier_version(conversations: Conversations) -> None:
    identity = _say(conversations, None, "a")
    for question in "bc":
        _say(conversations, identity, question)
    _say(conversations, identity, "B", at=2)
    assert _questions(conversations, identity) == ["a", "B"]
    assert [(turn.version, turn.versions) for turn in conversations.turns(identity)] == [(1, 1), (2, 2)]
    conversations.switch(identity, 2, 1)
    assert _questions(conversations, identity) == ["a", "b", "c"]
    _say(conversations, identity, "A", at=1)
    assert _questions(conversations, identity) == ["A"]
    conversations.switch(identity, 1, 1)
    assert _questions(conversations, identity) == ["a", "B"], "what was said last below it"
    assert conversations.find()[0].turns == 2
    for turn, version in ((3, 1), (1, 3), (1, 0)):
        with pytest.raises(InputError):
            conversations.switch(identity, turn, version)
    with pytest.raises(InputError):
        conversations.start(identity, "x", at=9)
    assert _questions(conversations, identity) == ["a", "B"]


def test_a_branch_goes_on_apart_from_where_it_began(conversations: Conversations) -> None:
    identity = _say(conversations, None, "a")
    for question in "bc":
        _say(conversations, identity, question)
    branch = conversations.branch(identity, 2)
    _say(conversations, branch, "d")
    assert _questions(conversations, branch) == ["a", "b", "d"]
    assert _questions(conversations, identity) == ["a", "b", "c"]
    assert [turn.answer for turn in conversations.turns(branch)] == ["a!", "b!", "d!"]
    conversations.branch(branch, 1)
    assert sorted(info.title for info in conversations.find()) == ["a", "a (2)", "a (3)"]
    conversations.delete(identity)
    assert _questions(conversations, branch) == ["a", "b", "d"]


def test_what_left_the_transcript_of_one_version_stands_in_that_of_another(conversations: Conversations) -> None:
    identity = _say(conversations, None, "a")
    for question in "bc":
        _say(conversations, identity, question)
    _, turn = conversations.start(identity, "d")
    conversations.finish(replace(turn, state="done", kept="full", gone_to=1, reduced_to=2))
    assert [turn.kept for turn in conversations.turns(identity)] == ["gone", "reduced", "full", "full"]
    _, turn = conversations.start(identity, "e")
    assert (turn.gone_to, turn.reduced_to) == (1, 2)
    conversations.finish(replace(turn, state="failed"))
    _say(conversations, identity, "D", at=4)
    assert [turn.kept for turn in conversations.turns(identity)] == ["full"] * 4
    conversations.switch(identity, 4, 1)
    assert [turn.kept for turn in conversations.turns(identity)] == ["gone", "reduced", "full", "full", "none"]


def test_a_file_of_an_older_program_opens_with_its_turns_in_their_order(tmp_path: Path) -> None:
    file = tmp_path / "library.db"
    old = Database(file, MIGRATIONS[:2])
    old.run("INSERT INTO conversations(id, title, created, updated) VALUES ('c1', 'Old', 1, 2)")
    for ordinal, kept in enumerate(("gone", "reduced", "full", "none"), 1):
        old.run(
            "INSERT INTO turns(conversation, ordinal, state, owner, created, question, answer, kept) "
            "VALUES (1, ?, 'done', '1 1', ?, ?, 'yes', ?)",
            (ordinal, float(ordinal), f"q{ordinal}", kept),
        )
    old.close()
    database = Database(file, MIGRATIONS)
    conversations = Conversations(database)
    turns = conversations.turns("c1")
    assert [(turn.ordinal, turn.question, turn.kept, turn.version) for turn in turns] == [
        (1, "q1", "gone", 1), (2, "q2", "reduced", 1), (3, "q3", "full", 1), (4, "q4", "none", 1),
    ]  # fmt: skip
    assert _say(conversations, "c1", "q5") == "c1"
    assert _questions(conversations, "c1") == ["q1", "q2", "q3", "q4", "q5"]
    database.close()


def test_two_thousand_turns_are_read_at_once(conversations: Conversations, database: Database) -> None:
    identity = _say(conversations, None, "a")
    database.run(
        "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
        "INSERT INTO turns(key, conversation, parent, ordinal, state, owner, created, question) "
        "SELECT i, 1, i - 1, i, 'done', '1 1', i, 'q' || i FROM n"
    )
    database.run("UPDATE conversations SET head = 2000")
    assert [turn.ordinal for turn in conversations.turns(identity)] == list(range(1, 2001))


def test_a_new_conversation_has_the_title_that_it_is_given_and_an_old_one_keeps_its_own(
    conversations: Conversations,
) -> None:
    identity, _ = conversations.start(None, "/summarize the deposit", title="Summarize: the deposit")
    conversations.start(identity, "/tables how many", title="Tables: how many")
    (info,) = conversations.find()
    assert info.title == "Summarize: the deposit"
    assert conversations.turns(identity)[0].question == "/summarize the deposit"

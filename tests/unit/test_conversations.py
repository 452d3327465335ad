"""Conversations: turns survive, are marked when they were cut short, and LangChain's history is a view of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage, HumanMessage

from assistant.conversations import ConversationHistory, Conversations, Turn
from assistant.database import Database
from assistant.events import DroppedPiece, Receipt, Seconds
from assistant.library.schema import MIGRATIONS
from chains.errors import InputError, ModelError
from chains.types import Claim, Quote


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "library.db", MIGRATIONS)
    yield opened
    opened.close()


@pytest.fixture
def conversations(database: Database) -> Conversations:
    return Conversations(database)


def test_a_finished_turn_comes_back_as_it_was(conversations: Conversations) -> None:
    identity, ordinal = conversations.start(None, "Who?")
    turn = Turn(
        ordinal, "done", 1.5, "Who?", rewritten="Who is it?", route="fact", answer="Anna.", supported="yes",
        claims=(Claim("Anna.", "yes", (0,), ("x",)),),
        evidence=(Quote("d", "t", "p", 3, 1, 5, "Anna", 0.5, 7, "c"),),
        receipt=Receipt(100, 1, 2, 3, 4, 5, 6, 7, (DroppedPiece("history", "l", 9, "no room"),), 8),
        seconds=Seconds(0.1, 0.2, 0.3), error=ModelError("model.died", name="m", reason="r"), prompt="P",
        raw="Anna. ", answer_ids=(1, 2), model="m", placed=((1, 0),), kept="full",
    )  # fmt: skip
    conversations.finish(identity, turn)
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

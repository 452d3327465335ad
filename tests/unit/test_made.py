"""What a chain's turn has beside its words comes back from the library as it went in."""

from assistant.chain_turns import receipt_of, verdict
from assistant.conversations import Conversations
from assistant.made import Made
from chains.results import Call, Cell, ChainResult, ChainUsage, Chart, Note, Step, Table
from chains.types import Claim

TABLE = Table(
    ("Tenant", "Rent"),
    ((Cell("Anna Weiß", "Anna Weiß", (0,), "yes"), Cell("950 €", 950.0, (1, 2), "partly")), (Cell(""), Cell(""))),
    numeric=("Rent",),
)
MADE = Made(
    "extract",
    TABLE,
    Chart("bar", "Tenant", "Rent"),
    (Step("sql", "SELECT 1"), Step("calculation", "2+2=5", ok=False)),
    (Note("not_read", (("page", 3),)),),
    (2, 3),
)


def test_a_turn_keeps_what_a_chain_has_made(database):
    conversations = Conversations(database)
    identity, turn = conversations.start(None, "/extract tenant, rent")
    from dataclasses import replace

    conversations.finish(replace(turn, state="done", route="extract", answer="x", made=MADE))
    (stored,) = conversations.turns(identity)
    assert stored.made == MADE
    branch = conversations.branch(identity, 1)
    assert conversations.turns(branch)[0].made == MADE


def test_an_empty_one_comes_back_too():
    assert Made.from_json(Made("complete").to_json()) == Made("complete")


def test_the_verdict_on_a_result_is_that_of_its_sentences_or_else_of_its_filled_cells():
    yes, partly, no = (Claim("x", word) for word in ("yes", "partly", "no"))
    assert verdict(ChainResult("", claims=(yes, yes))) == "yes"
    assert verdict(ChainResult("", claims=(yes, no))) == "partly"
    assert verdict(ChainResult("", claims=(no,))) == "no"
    assert verdict(ChainResult("", claims=(partly,))) == "partly"
    assert verdict(ChainResult("", table=TABLE)) == "partly"
    assert verdict(ChainResult("")) == "no"


def test_the_receipt_adds_up_the_calls_by_what_they_were_for():
    calls = (Call("map", "p", 10, 3), Call("map", "p", 20, None), Call("reduce", "p", 5, 2))
    receipt = receipt_of(ChainUsage(35, 5, calls, (("rent?", 7),)), 8192)
    assert receipt.evaluated == 35
    assert receipt.answer == 5
    assert [(piece.kind, piece.tokens) for piece in receipt.pieces] == [("call", 30), ("call", 5), ("example", 7)]

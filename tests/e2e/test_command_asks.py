"""Asking by the installed command, with the real starter model."""

import json
import signal
import subprocess

import pytest

pytestmark = pytest.mark.model

RECEIPT = {
    "context_tokens",
    "instructions",
    "history",
    "evidence",
    "answer_reserved",
    "answer",
    "evaluated",
    "reused",
    "dropped",
    "pieces",
    "examples",
}


def test_json_has_the_shape_that_scripts_rely_on_and_quotes_are_the_stored_text(stocked):
    ran = stocked.run("ask", "How much is the security deposit in the lease?", "--json")
    assert ran.code == 0, ran.err
    answer = ran.json
    assert set(answer) == {
        "answer", "supported", "claims", "evidence", "route", "rewritten", "made", "receipt", "conversation",
        "seconds",
    }  # fmt: skip
    assert answer["supported"] in {"yes", "partly", "no", "not_found"}
    assert answer["route"] == "fact"
    assert answer["rewritten"] is None
    assert set(answer["receipt"]) == RECEIPT
    assert set(answer["seconds"]) == {"retrieve", "first_token", "total"}
    assert any("2,900 euros" in quote["quote"] for quote in answer["evidence"])
    for claim in answer["claims"]:
        assert set(claim) == {"text", "verdict", "evidence"}
        assert all(0 <= index < len(answer["evidence"]) for index in claim["evidence"])
    best = answer["evidence"][0]
    assert set(best) == {"document", "path", "page", "start", "end", "quote", "score"}
    shown = stocked.run("show", best["document"], "--span", f"{best['start']}:{best['end']}", "--json")
    assert shown.json["text"] == best["quote"]


def test_a_follow_up_is_rewritten_and_reuses_what_was_evaluated(stocked):
    first = stocked.run("ask", "-", "--json", stdin="What is the rated power of the Aurelia CM-210 coffee machine?\n")
    assert first.code == 0, first.err
    conversation = first.json["conversation"]
    second = stocked.run("ask", "And how much water does it hold?", "--conversation", conversation, "--json")
    assert second.code == 0, second.err
    assert second.json["conversation"] == conversation
    assert second.json["rewritten"]
    assert second.json["receipt"]["history"] > 0
    turns = stocked.run("history", "show", conversation, "--json").json["turns"]
    assert [turn["state"] for turn in turns] == ["done", "done"]


def test_what_the_documents_do_not_answer_is_said_to_be_missing(stocked):
    ran = stocked.run("ask", "What is the speed limit on motorways in Germany?", "--json")
    assert ran.code == 0
    assert ran.json["supported"] == "not_found"


def test_the_answer_is_on_stdout_and_remarks_are_on_stderr(stocked):
    ran = stocked.run("ask", "What is the rated power of the Aurelia CM-210 coffee machine?", "--no-llm")
    assert ran.code == 0
    assert '[1] Aurelia CM-210 coffee machine: operating manual, page 4: "Rated power | 1,450 W"' in ran.out
    assert "Route" not in ran.out
    assert "Route" in ran.err
    assert "\x1b" not in ran.out + ran.err


def test_ctrl_c_stops_the_answer_keeps_it_and_exits_130(stocked):
    process = stocked.start("ask", "What does the lease say about pets?", "--events", "--set", "answer.max_tokens=2000")
    seen = []
    for line in process.stdout:
        event = json.loads(line)
        seen.append(event)
        if event["event"] == "token" and not any(e["event"] == "done" for e in seen):
            process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130, process.stderr.read()
    names = [event["event"] for event in seen]
    assert names[0] == "routed"
    assert names.index("evidence") < names.index("planned") < names.index("token")
    done = seen[-1]
    assert (done["event"], done["stopped"]) == ("done", "cancelled")
    turn = stocked.run("history", "show", "last", "--json").json["turns"][-1]
    assert turn["state"] == "stopped"
    assert turn["answer"] == done["answer"]
    process.stdout.close()
    process.stderr.close()


def test_chat_keeps_the_conversation_and_obeys_its_commands(stocked):
    lines = "/scope sales.csv\nHow many documents do I have?\n/receipt\n/scope all\n/new\n/what\n/quit\n"
    ran = stocked.run("chat", stdin=lines)
    assert ran.code == 0
    assert "1" in ran.out
    assert "/scope NAME" in ran.err
    assert "the whole library" in ran.err


def test_a_reader_that_leaves_early_is_no_error(stocked):
    process = subprocess.run(
        f"{stocked.command} show lease.docx --text | head -n 1",
        shell=True,
        env=stocked.environment(),
        capture_output=True,
        check=False,
    )
    assert process.stderr == b""


def test_a_plan_shows_each_part_of_the_context_and_asks_nothing(stocked):
    before = stocked.run("history", "list", "--json").json
    ran = stocked.run("ask", "How much is the rent?", "--quote", "interest it has earned", "--plan", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["quotes"][0]["quote"] == "interest it has earned"
    kinds = [piece["kind"] for piece in ran.json["receipt"]["pieces"]]
    assert kinds[0] == "instructions"
    assert kinds[-1] == "question"
    assert "evidence" in kinds
    assert "room for the answer" in stocked.run("ask", "How much is the rent?", "--plan").out
    assert stocked.run("history", "list", "--json").json == before


def test_a_question_asked_in_the_place_of_another_is_a_version_and_a_branch_goes_on_apart(stocked):
    asked = stocked.run("ask", "How much is the rent?", "--no-llm", "--json")
    conversation = asked.json["conversation"]
    stocked.run("ask", "How much is the deposit?", "--conversation", conversation, "--at", "1", "--no-llm")

    def shown(identity):
        turns = stocked.run("history", "show", identity, "--json").json["turns"]
        return [(turn["question"], turn["version"], turn["versions"]) for turn in turns]

    assert shown(conversation) == [("How much is the deposit?", 2, 2)]
    branch = stocked.run("history", "branch", conversation, "1", "--json").json["conversation"]
    assert stocked.run("history", "version", conversation, "1", "1").code == 0
    assert shown(conversation) == [("How much is the rent?", 1, 2)]
    assert shown(branch) == [("How much is the deposit?", 1, 1)]
    assert stocked.run("history", "version", conversation, "1", "7").code == 2


def test_an_old_answer_gives_its_receipt_its_prompt_and_its_footnotes(stocked):
    asked = stocked.run("ask", "How much is the security deposit in the lease?", "--json").json
    conversation, receipt = asked["conversation"], asked["receipt"]
    stored = stocked.run("history", "receipt", conversation, "1", "--json").json
    assert stored["receipt"] == receipt
    assert all(quote["quote"] in stored["prompt"] for quote in asked["evidence"][:1])
    assert stocked.run("history", "receipt", conversation, "--prompt").out.strip() == stored["prompt"].strip()
    rows = [line.split("\t") for line in stocked.run("history", "receipt", conversation).out.splitlines()]
    dropped = len(receipt["dropped"])
    assert sum(int(row[1]) for row in rows[: len(rows) - dropped]) == receipt["context_tokens"]
    assert "Route: a fact" in stocked.run("history", "show", conversation).out
    assert "[^1]: " in stocked.run("history", "answer", conversation).out
    assert stocked.run("history", "answer", conversation, "7").code == 2


def test_a_plan_says_where_the_starter_model_is_weak(stocked):
    weak = stocked.run("ask", "城东区两居室的平均月租金是多少？", "--plan", "--json").json
    assert (weak["language"], weak["weakness"]) == ("zh", "language")
    assert stocked.run("ask", "How much is the rent?", "--plan", "--json").json["weakness"] == ""


def test_a_call_of_a_chain_is_titled_in_words_and_what_it_has_to_say_is_kept(stocked):
    ran = stocked.run("ask", "/summarize wording=document the deposit", "-d", "lease.docx", "--json")
    identity, notes = ran.json["conversation"], [note["text"] for note in ran.json["made"]["notes"]]
    assert notes
    listed = stocked.run("history", "list", "--json").json["conversations"]
    assert [info["title"] for info in listed if info["id"] == identity] == ["Summarize: the deposit"]
    shown = stocked.run("history", "show", identity)
    assert all(note in shown.out for note in notes)
    exported = stocked.run("history", "export", identity).out
    assert all(note in exported for note in notes)
    (turn,) = stocked.run("history", "export", identity, "--json").json["turns"]
    assert [note["text"] for note in turn["made"]["notes"]] == notes

"""Everything but asking, by the installed command, the way things go wrong included."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest


def test_help_answers_in_a_third_of_a_second(empty):
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        subprocess.run([empty.command, "--help"], capture_output=True, check=True)
        seconds.append(time.perf_counter() - began)
    assert min(seconds) <= 0.3


def test_help_imports_nothing_heavy():
    program = (
        "import sys; sys.argv = ['assistant', '--help']\n"
        "from assistant.cli import run\n"
        "run(['--help'])\n"
        "heavy = {'pydantic', 'langchain_core', 'chromadb', 'numpy', 'apsw', 'rich', 'llama_cpp'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)


def test_files_that_fail_are_named_and_the_others_go_on(empty, tmp_path):
    good = tmp_path / "good.txt"
    good.write_text("The blue door opens at nine.", "utf-8")
    blank = tmp_path / "blank.txt"
    blank.write_text("", "utf-8")
    ran = empty.run("add", good, blank, tmp_path / "missing.pdf", "--json")
    assert ran.code == 3
    states = {Path(file["path"]).name: file for file in ran.json["files"]}
    assert states["good.txt"]["state"] == "ready"
    for name in ("blank.txt", "missing.pdf"):
        assert states[name]["state"] == "failed"
        assert name in states[name]["error"]["message"]
        assert states[name]["error"]["hint"]
    status = empty.run("status", "--json").json
    assert (status["documents"], status["waiting"]) == (1, [])


def test_a_name_that_is_no_text_is_shown_escaped(empty, tmp_path):
    odd = os.fsencode(tmp_path) + b"/a\nb\xff\x1b[31m.txt"
    Path(os.fsdecode(odd)).write_text("Something is written here.", "utf-8")
    ran = empty.run("add", odd)
    assert ran.code == 0, ran.err
    assert "\\n" in ran.out
    assert "\x1b" not in ran.out
    assert empty.run("list", "--json").json["documents"][0]["chunks"] == 1


def test_a_document_cannot_send_codes_to_the_terminal(empty, tmp_path):
    evil = tmp_path / "evil.txt"
    evil.write_text("Before \x1b]0;owned\x07 after, and \x9b31m this.", "utf-8")
    empty.run("add", evil)
    ran = empty.run("show", "evil.txt", "--text")
    assert "after" in ran.out
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", ran.out)


@pytest.mark.parametrize(
    ("arguments", "code", "name"),
    [
        (["show", "nothing-like-it"], 2, "library.no_document"),
        (["ask", "Who?", "--collection", "none"], 2, None),
        (["ask", "-"], 2, "cli.empty_question"),
        (["ask", "Who?", "--route", "moon"], 2, "cli.usage"),
        (["list", "--wrong"], 2, "cli.usage"),
        (["add"], 2, "cli.add_nothing"),
        (["ask", "Who?", "--set", "answer.tempature=1"], 2, "settings.unknown"),
        (["ask", "Who?", "--set", "answer.temperature=9"], 2, "settings.too_large"),
        (["history", "show", "last"], 2, "conversation.none"),
    ],
)
def test_an_error_is_one_object_on_stdout_with_its_exit_code(empty, arguments, code, name):
    ran = empty.run(*arguments, "--json")
    assert ran.code == code
    error = ran.json["error"]
    assert set(error) == {"code", "message", "hint"}
    assert all(error.values())
    assert name in (error["code"], None)


def test_an_error_for_a_person_is_on_stderr_and_in_their_language(empty):
    ran = empty.run("show", "nothing", LANG="zh_CN.UTF-8")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("错误")
    assert empty.run("show", "nothing").err.startswith("Error")


def test_a_model_that_is_no_model_is_refused_by_name(stocked, tmp_path):
    fake = tmp_path / "fake.gguf"
    fake.write_bytes(b"GGUF" + bytes(100))
    ran = stocked.run("ask", "What is the rated power of the Aurelia coffee machine?", "--model", fake, "--json")
    assert ran.code == 4
    assert "fake.gguf" in ran.json["error"]["message"]


def test_settings_are_listed_changed_and_put_back(empty):
    assert empty.run("config", "set", "answer.max_tokens", "99").code == 0
    assert empty.run("config", "get", "answer.max_tokens").out == "99\n"
    entry = empty.run("config", "--json").json["settings"]["answer.max_tokens"]
    assert entry["value"] == 99
    assert entry["default"] != 99
    assert entry["description"]
    refused = empty.run("config", "set", "answer.max_tokens", "many")
    assert refused.code == 2
    assert "answer.max_tokens" in refused.err
    assert "answer.max_tokens" in empty.run("config", "set", "answer.max_token", "9").err
    assert empty.run("config", "unset", "answer.max_tokens").code == 0
    assert empty.run("config", "get", "answer.max_tokens", "--json").json["value"] == entry["default"]
    assert empty.run("config", "list", "--json").json == empty.run("config", "--json").json


def test_models_are_listed_described_and_chosen(empty, tmp_path):
    assert [model["path"] for model in empty.run("model", "list", "--json").json["models"]] == [None]
    card = empty.run("model", "show", "starter", "--context", "2048", "--json").json
    assert (card["licence"], card["context_tokens"], card["usable"]) == ("Apache-2.0", 2048, True)
    assert empty.run("model", "use", "starter", "--context", "2048", "--json").json["context_tokens"] == 2048
    again = empty.run("model", "use", "starter", "--context", "2048")
    assert again.code == 0
    assert "SmolLM2" in again.out
    (tmp_path / "bad.gguf").write_bytes(b"no model")
    refused = empty.run("model", "use", tmp_path / "bad.gguf", "--json")
    assert (refused.code, refused.json["error"]["code"]) == (4, "model.damaged")
    assert empty.run("config", "get", "model.path", "--json").json["value"] == ""


def test_passages_of_another_size_need_a_yes_where_there_are_documents(empty, tmp_path):
    assert empty.run("config", "set", "library.chunk_tokens", "200", "--json").code == 0
    (tmp_path / "note.txt").write_text("The gate is green.")
    assert empty.run("add", tmp_path / "note.txt").code == 0
    refused = empty.run("config", "set", "library.chunk_tokens", "100", "--json")
    assert (refused.code, refused.json["error"]["code"]) == (2, "settings.needs_yes")
    assert empty.run("config", "set", "library.chunk_tokens", "100", "--yes").code == 0
    assert empty.run("add", "--resume").code == 0


def test_collections_group_documents_and_limit_a_search(stocked):
    assert stocked.run("collection", "add", "home", "lease.docx").code == 0
    found = stocked.run("search", "coffee machine", "--collection", "home", "--json").json["passages"]
    assert {passage["title"] for passage in found} <= {"Residential lease, 14 Harbour Lane"}
    assert stocked.run("collection", "list", "--json").json["collections"] == [{"name": "home", "documents": 1}]
    assert stocked.run("collection", "delete", "home").code == 0


def test_why_tells_where_a_passage_stood(stocked):
    report = stocked.run("why", "When is the deposit returned?", "within 21 days after", "--json").json
    assert report["lexical"]["rank"] >= 1
    assert report["verdict"] in {"evidence", "sentence_cutoff", "passage_cutoff", "not_a_candidate"}


def test_the_library_is_whole_and_what_was_removed_is_gone(empty, tmp_path):
    file = tmp_path / "secret.txt"
    file.write_text("The password is xylophone.", "utf-8")
    empty.run("add", file)
    assert empty.run("search", "xylophone", "--json").json["passages"]
    assert empty.run("remove", "secret.txt").code == 0
    assert empty.run("search", "xylophone", "--json").json["passages"] == []
    assert empty.run("check", "--json").json["ok"] is True
    assert file.exists()


def test_piped_text_is_a_document_that_can_be_renamed_and_whose_copy_goes_with_it(empty):
    text = "# Hello\n\nThe boat leaves at nine.\n"
    (added,) = empty.run("add", "-", "--json", stdin=text).json["files"]
    kept = Path(added["path"])
    assert kept.read_text("utf-8") == text
    assert empty.run("rename", "Hello", "Boat plan").code == 0
    shown = empty.run("show", "Boat plan", "--json").json
    assert (shown["title"], shown["bytes"], shown["empty_pages"], shown["page_list"]) == ("Boat plan", 34, 0, [])
    assert empty.run("remove", "Boat plan").code == 0
    assert not kept.exists()
    assert empty.run("check", "--json").json["ok"] is True
    assert empty.run("add", "-", "--json").json["error"]["code"] == "library.nothing_pasted"


def test_the_pages_of_a_document_are_listed(stocked):
    documents = stocked.run("list", "--json").json["documents"]
    paged = next(document for document in documents if document["pages"])
    lines = stocked.run("show", paged["id"], "--pages").out.splitlines()
    assert len(lines) == paged["pages"]


def test_adding_that_was_stopped_can_be_resumed(empty, tmp_path):
    for number in range(60):
        text = f"Note {number}. " + " ".join(f"word{number}x{i}" for i in range(3000))
        (tmp_path / f"note{number}.txt").write_text(text, "utf-8")
    process = empty.start("add", str(tmp_path), "--events")
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    process.stdout.read()
    assert process.wait(60) == 130
    status = empty.run("status", "--json").json
    assert status["documents"] + len(status["waiting"]) == 60
    assert empty.run("add", "--resume", "--json").code == 0
    status = empty.run("status", "--json").json
    assert (status["documents"], status["waiting"]) == (60, [])
    process.stdout.close()


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask", "hello", "--no-llm", "-c"],
        ["list", "-c"],
        ["add", "a.txt", "-c"],
        ["collection", "create"],
        ["collection", "delete"],
        ["history", "search"],
        ["history", "rename", "last"],
        ["config", "set", "interface.language"],
    ],
)
def test_an_argument_that_is_no_text_is_a_mistake_of_the_person_not_a_bug(empty, arguments):
    ran = empty.run(*arguments, b"\xff", "--json")
    assert ran.code == 2, ran.err
    assert ran.json["error"]["code"] == "cli.no_text"
    assert "\\xff" in ran.json["error"]["message"]


def test_what_waits_and_what_failed_is_listed_and_each_file_let_go_or_tried_again(empty, tmp_path):
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text("", "utf-8")
    assert empty.run("add", tmp_path / "one.txt", tmp_path / "two.txt").code == 3

    def queue():
        return {Path(file["path"]).name: file for file in empty.run("queue", "list", "--json").json["files"]}

    assert {file["state"] for file in queue().values()} == {"failed"}
    assert all(file["error"]["hint"] for file in queue().values())
    assert "one.txt" in empty.run("queue", "list").out
    assert empty.run("queue", "retry", "one.txt", "--json").json == {"waiting": 1}
    assert queue()["one.txt"]["state"] == "waiting"
    assert empty.run("queue", "forget", "one.txt", "--json").json["error"]["code"] == "cli.not_in_queue"
    assert empty.run("queue", "cancel", tmp_path / "one.txt", "--json").json == {"cancelled": 1}
    assert empty.run("queue", "forget", str(queue()["two.txt"]["number"]), "--json").json == {"forgotten": 1}
    assert queue() == {}


def test_removing_says_how_to_have_the_document_back(empty, tmp_path):
    file = tmp_path / "the plan.txt"
    file.write_text("The gate is green.", "utf-8")
    empty.run("add", file)
    ran = empty.run("remove", "the plan.txt")
    assert f"assistant add '{file}'" in ran.err
    empty.run("add", "-", stdin="Pasted words.")
    assert "assistant add" not in empty.run("remove", "Pasted words", "--yes").err


def test_questions_are_suggested_for_the_documents_that_are_there(stocked, empty):
    assert len(stocked.run("suggest", "--json").json["questions"]) == 3
    assert empty.run("suggest", "--json").json == {"questions": []}

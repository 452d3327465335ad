"""Chains from the command line: listed, shown, run over the library, files and lines, gone on with, stopped."""

import csv
import json
import signal
import time

import pytest
from openpyxl import load_workbook

pytestmark = pytest.mark.model


@pytest.fixture
def letters(tmp_path):
    folder = tmp_path / "letters"
    folder.mkdir()
    for name, amount in (("anna", "120 EUR"), ("ben", "45.50 EUR"), ("carla", "9 EUR")):
        text = f"Invoice\n\nFrom: {name.capitalize()} Ltd\nDate: 3 March 2025\nTotal amount: {amount}\n"
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder


def test_chains_are_listed_and_shown(stocked):
    listed = stocked.run("chain", "list", "--json").json
    assert {"summarize", "extract", "tables", "compare", "list"} <= {chain["name"] for chain in listed["chains"]}
    assert listed["refused"] == []
    shown = stocked.run("chain", "show", "summarize", "--json").json
    assert shown["takes"] == "documents"
    assert all(option["description"] for option in shown["options"].values())


def test_a_file_of_ones_own_that_is_wrong_is_named_and_the_others_stay(empty):
    assert empty.run("chain", "new", "todo").code == 0
    assert empty.run("chain", "new", "todo").code == 2  # it is there
    assert empty.run("chain", "new", "Bad Name").code == 2
    (empty.home / "chains" / "broken.toml").write_text("title = ", "utf-8")
    listed = empty.run("chain", "list", "--json").json
    assert [chain["name"] for chain in listed["chains"] if chain["own"]] == ["todo"]
    assert "broken.toml" in listed["refused"][0]


def test_a_question_on_a_table_gives_rows_the_sql_and_the_sentence(stocked):
    ran = stocked.run("tables", "How many units were sold in the North?", "--document", "sales.csv", "--json")
    assert ran.code == 0, ran.err
    found = ran.json
    (step,) = [step for step in found["steps"] if step["kind"] == "sql"]
    assert step["text"].startswith("SELECT")
    assert found["table"]["rows"]
    corrected = stocked.run("tables", "--set", "sql=SELECT count(*) AS n FROM sales", "-d", "sales.csv", "--json")
    assert corrected.json["table"]["rows"][0][0]["value"] > 10


def test_files_of_a_folder_are_items_and_their_rows_one_table(empty, letters, tmp_path):
    target = tmp_path / "out.csv"
    ran = empty.run("extract", "sender, date, total amount", "--input", letters, "--output", target)
    assert ran.code == 0, ran.err
    rows = list(csv.reader(target.read_text("utf-8-sig").splitlines()))
    assert len(rows) == 4
    assert {"2025-03-03"} == {cell for row in rows[1:] for cell in row if cell.startswith("2025")}
    assert empty.run("extract", "sender", "--input", letters, "--output", target).code == 2  # it is there
    book = tmp_path / "out.xlsx"
    assert empty.run("extract", "total amount", "--input", letters, "--output", book).code == 0
    assert load_workbook(book).sheetnames == ["Table", "Evidence"]


def test_a_batch_goes_on_where_it_was_and_one_bad_file_keeps_no_other(empty, letters, tmp_path):
    (letters / "broken.pdf").write_bytes(b"%PDF-1.7 no more")
    target = tmp_path / "out.jsonl"
    command = ("extract", "sender", "--input", letters, "--output", target)
    assert empty.run(*command).code == 3
    lines = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert sorted("error" in line for line in lines) == [False, False, False, True]
    target.write_text("".join(json.dumps(line) + "\n" for line in lines[:2] if "error" not in line), "utf-8")
    kept = len(target.read_text("utf-8").splitlines())
    assert empty.run(*command, "--resume").code == 3
    done = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert len([line for line in done if "error" not in line]) == 3
    assert len({line["sha256"] for line in done}) == len(done)
    assert kept >= 1


def test_lines_and_standard_input_are_items(empty, tmp_path):
    file = tmp_path / "texts.jsonl"
    file.write_text('{"text": "The harbour opens at"}\n"The shop closes at"\n', "utf-8")
    ran = empty.run("complete", "--input", file, "--set", "max_tokens=8", "--events")
    results = [json.loads(line) for line in ran.out.splitlines() if json.loads(line)["event"] == "result"]
    assert [result["input"].rpartition(":")[2] for result in results] == ["1", "2"]
    said = empty.run("condense", "And the second one?", "--json", stdin="")
    assert said.code in {0, 2}
    read = empty.run("list", "every date", "--input", "-", "--json", stdin="The lease begins on 1 May 2024.")
    assert read.code == 2  # the command `list` is that of documents
    read = empty.run("chain", "run", "list", "every date", "--input", "-", "--json", stdin="It begins on 1 May 2024.")
    assert "1 May 2024" in json.dumps(read.json)


@pytest.mark.parametrize(
    "arguments",
    [
        ("chain", "run", "sumarize"),
        ("chain", "run", "summarize", "--set", "lenght=short"),
        ("chain", "run", "summarize", "--set", "length=huge"),
        ("chain", "run", "summarize", "--set", "length"),
        ("chain", "run", "summarize", "--document", "no such document"),
        ("chain", "run", "summarize", "--resume"),
        ("chain", "run", "summarize", "--input", "no-such-file.txt"),
        ("chain", "run", "extract", "--set", 'fields={"type": 3}', "--input", "-"),
    ],
)
def test_what_makes_no_sense_is_told_before_anything_is_done(stocked, arguments):
    ran = stocked.run(*arguments, "--json", stdin="x")
    assert ran.code == 2, ran.out + ran.err
    assert ran.json["error"]["hint"]


def test_a_run_is_stopped_by_ctrl_c_and_goes_on_the_next_time(empty, tmp_path):
    book = tmp_path / "book.md"
    book.write_text(
        "".join(f"# Chapter {n}\n\n" + f"Ship {n} left harbour {n} in May. " * 60 + "\n\n" for n in range(60))
    )
    assert empty.run("add", book).code == 0
    running = empty.start("summarize", "--events", "--set", "wording=model")
    assert running.stdout is not None
    for line in running.stdout:
        if json.loads(line)["event"] == "progress":
            break
    began = time.monotonic()
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=60)
    assert running.returncode == 130
    assert time.monotonic() - began < 10


def test_a_conversation_takes_a_chain_by_its_slash_and_keeps_its_table(stocked):
    ran = stocked.run("ask", '/extract rows=document "rent, deposit"', "-d", "lease.docx", "--json")
    assert ran.code == 0, ran.err
    assert ran.json["route"] == "extract"
    assert ran.json["made"]["table"]["columns"]
    told = stocked.run("history", "show", "last")
    assert "1,450" in told.out


def test_labels_are_put_into_collections_and_nothing_is_taken_out_of_any(empty, letters):
    assert empty.run("add", letters).code == 0
    assert empty.run("collection", "add", "kept", "anna").code == 0
    ran = empty.run("classify", "invoice, novel", "--set", "votes=0", "--collect", "--json")
    assert ran.code == 0, ran.err
    assert len(ran.json["collected"]["added"]["invoice"]) == 3
    again = empty.run("classify", "invoice, novel", "--set", "votes=0", "--collect", "--each", "--json").json
    assert [result["collected"]["known"] for result in again["results"]] == [1, 1, 1]
    listed = empty.run("collection", "list", "--json").json["collections"]
    assert {entry["name"]: entry["documents"] for entry in listed} == {"invoice": 3, "kept": 1}
    assert sum(result["collected"]["elsewhere"] for result in again["results"]) == 1  # Anna's is kept as well
    assert empty.run("summarize", "--collect", "--json").json["error"]["hint"]
    assert empty.run("tag", "invoice", "--collect", "--input", letters, "--json").json["error"]["hint"]

"""Many items: in order, one that fails keeps no other, a stop is one, a file of outcomes is gone on with."""

import json

import pytest

from assistant.batch import Item, done_before, file_items, joined, outcome_object, outcomes, text_item
from assistant.cancel import Cancel
from assistant.settings import load_settings
from assistant.shelf import ChainRequest
from chains.documents import as_document
from chains.errors import Cancelled, InputError
from chains.results import Cell, ChainResult, Progress, Table
from chains.shelf import builtin

CARD = builtin("summarize")
REQUEST = ChainRequest("summarize")


def item(name):
    return Item(name, name * 2, lambda _: ChainRequest("summarize", text=name))


def run(request, cancel):
    if request.text == "bad":
        raise InputError("chain.no_text", chain="x", placeholder="y")
    yield Progress("reading", 0, 1, request.text)
    yield ChainResult(f"done {request.text}")


@pytest.mark.parametrize("jobs", [1, 3])
def test_each_item_has_its_outcome_in_order_and_a_failure_keeps_no_other(jobs):
    seen = []
    found = list(outcomes(map(item, ("a", "bad", "c", "d")), run, Cancel(), jobs=jobs, progress=seen.append))
    assert [outcome.item.name for outcome in found] == ["a", "bad", "c", "d"]
    assert [outcome.error is None for outcome in found] == [True, False, True, True]
    assert found[3].result.text == "done d"
    assert {progress.label for progress in seen} == {"a", "c", "d"}


def test_a_stop_ends_the_batch():
    cancel = Cancel()
    walked = outcomes(map(item, "abc"), run, cancel)
    next(walked)
    cancel.set()
    with pytest.raises(Cancelled):
        next(walked)


def test_a_file_of_outcomes_is_gone_on_with_where_a_kill_has_cut_it(tmp_path):
    file = tmp_path / "out.jsonl"
    found = list(outcomes(map(item, ("a", "bad")), run, Cancel()))
    lines = [json.dumps(outcome_object(outcome, CARD, "en")) for outcome in found]
    file.write_text("\n".join(lines) + '\n{"input": "c", "sha', "utf-8")
    assert done_before(file) == {"aa"}  # what failed is tried again
    assert file.read_text("utf-8") == "\n".join(lines) + "\n"
    assert done_before(tmp_path / "none.jsonl") == set()


def test_files_folders_and_lines_are_items(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text("The harbour opens at nine.", "utf-8")
    (folder / "b.md").write_text("# Tide\n\nHigh at noon.", "utf-8")
    (tmp_path / "lines.jsonl").write_text('{"text": "one"}\n\n"two"\n', "utf-8")
    settings = load_settings(tmp_path / "none.toml").reader
    with file_items([folder, tmp_path / "lines.jsonl"], CARD, REQUEST, settings) as items:
        requests = [(one.name, one.request(Cancel())) for one in items]
    documents = [request.documents[0] for _, request in requests]
    assert [document.text.split()[0] for document in documents] == ["The", "#", "one", "two"]
    assert requests[3][0].endswith("lines.jsonl:3")
    assert len({document.id for document in documents}) == 4


def test_a_line_that_is_none_says_where(tmp_path):
    file = tmp_path / "lines.jsonl"
    file.write_text('"fine"\n{"txt": "x"}\n', "utf-8")
    with file_items([file], CARD, REQUEST, load_settings(tmp_path / "none.toml").reader) as items:
        next(items)
        with pytest.raises(InputError) as refused:
            next(items)
    assert refused.value.params["line"] == 2


def test_a_text_is_what_a_chain_is_told_or_the_document_it_works_on():
    chat = builtin("complete")
    assert text_item("-", "Once upon", chat, ChainRequest("complete")).request(Cancel()).text == "Once upon"
    assert text_item("-", "Once upon", CARD, REQUEST).request(Cancel()).documents[0].text == "Once upon"


def test_the_tables_of_several_items_are_one_whose_cells_keep_their_evidence():
    quote = as_document("rent 950").quote(0, 8)
    one = ChainResult("", (quote,), table=Table(("Rent",), ((Cell("950", 950, (0,), "yes"),),), ("Rent",)))
    two = ChainResult("", (quote, quote), table=Table(("Date",), ((Cell("May", "May", (1,), "yes"),),)))
    whole = joined([("a", one), ("b", two), ("c", ChainResult("words"))])
    assert whole.table.columns == ("Input", "Rent", "Date", "Text")
    assert [[cell.text for cell in row] for row in whole.table.rows] == [
        ["a", "950", "", ""],
        ["b", "", "May", ""],
        ["c", "", "", "words"],
    ]
    assert whole.table.rows[1][2].quotes == (2,)
    assert joined([("a", one)]) is one

"""Notes: kept, found, edited, removed for good; a run that was stopped leaves none."""

import threading
from types import SimpleNamespace

import apsw
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.cancel import Cancel
from assistant.conversations import Conversations
from assistant.database import Database
from assistant.export import notes_as_markdown
from assistant.library import notes as keeping
from assistant.library.notes import MOST_CHARACTERS, Notes
from assistant.toolkits.notes import REPLY_CHARACTERS, NotesToolkit
from chains.errors import Cancelled, InputError
from chains.toolkits.base import traits


@pytest.fixture
def notes(database: Database) -> Notes:
    return Notes(database)


def tools(database: Database, conversation: str = "", cancel: Cancel | None = None) -> dict:
    context = SimpleNamespace(database=database, conversation=conversation, cancel=cancel or Cancel())
    return {tool.name: tool for tool in NotesToolkit(context=context).get_tools()}


def called(tool, **arguments):
    return tool.invoke({"type": "tool_call", "id": "1", "name": tool.name, "args": arguments}).artifact


def test_a_note_is_kept_edited_removed_and_put_back_under_its_number(notes):
    first, second = notes.keep("one"), notes.keep("two\nlines")
    assert [note.text for note in notes.all()] == ["two\nlines", "one"]
    assert notes.edit(first.number, "uno").text == "uno"
    removed = notes.remove(second.number)
    assert [note.text for note in notes.all()] == ["uno"]
    third = notes.keep("three")
    notes.restore(removed)
    assert [note.number for note in notes.all()] == [third.number, second.number, first.number]
    assert notes.get(second.number) == removed


def test_a_number_is_never_given_twice(notes):
    number = notes.keep("one").number
    notes.remove(number)
    assert notes.keep("two").number > number


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=300))
def test_any_text_comes_back_as_it_was_or_is_refused(notes, text):
    try:
        note = notes.keep(text)
    except InputError:
        assert not text.replace("\x00", "").strip() or not text.isprintable()
        return
    assert notes.get(note.number).text.split() == text.replace("\x00", "").split()


def test_what_stands_in_a_note_is_found_in_any_case_and_over_ends_of_lines(notes):
    notes.keep("Call the LANDLORD\nabout the deposit")
    notes.keep("给房东打电话，谈押金")
    assert len(notes.matching("landlord about")) == 1
    assert len(notes.matching("押金")) == 1
    assert notes.matching("nothing") == []
    assert len(notes.matching("")) == 2


def test_a_question_finds_the_notes_with_most_of_its_words_first(notes):
    notes.keep("The deposit of the flat is 1450 euros")
    best = notes.keep("Landlords return a deposit within thirty days")
    notes.keep("Buy milk")
    found = notes.find("When does the landlord return the deposit?")
    assert found[0] == best
    assert all("milk" not in note.text for note in found)
    assert notes.find("invoice") == []


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "empty"), (" \n\t", "empty"), ("x" * (MOST_CHARACTERS + 1), "too_long"), ("\ud800", "no_text")],
)
def test_what_cannot_be_kept_says_why_and_changes_nothing(notes, text, code):
    kept = notes.keep("one")
    for change in (lambda: notes.keep(text), lambda: notes.edit(kept.number, text)):
        with pytest.raises(InputError) as caught:
            change()
        assert caught.value.code == f"notes.{code}"
    assert [note.text for note in notes.all()] == ["one"]


def test_there_is_a_most_number_of_notes(notes, monkeypatch):
    monkeypatch.setattr(keeping, "MOST_NOTES", 2)
    notes.keep("one")
    notes.keep("two")
    with pytest.raises(InputError) as caught:
        notes.keep("three")
    assert caught.value.code == "notes.too_many"


@pytest.mark.parametrize("number", [0, -1, 99, 2**70])
def test_a_number_that_there_is_not_is_told(notes, number):
    for use in (notes.get, notes.remove, lambda missing: notes.edit(missing, "text")):
        with pytest.raises(InputError) as caught:
            use(number)
        assert caught.value.code == "notes.none"


def test_the_text_of_a_removed_note_stands_in_no_file(database, notes):
    number = notes.keep("a-very-telling-word").number
    notes.remove(number)
    assert not any(b"a-very-telling-word" in file.read_bytes() for file in database.file.parent.iterdir())


def test_more_notes_than_a_page_come_in_order(notes):
    for number in range(keeping._PAGE + 5):
        notes.keep(str(number))
    numbers = [note.number for note in notes.all()]
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == keeping._PAGE + 5


def test_a_note_that_the_agent_keeps_carries_its_conversation_and_outlives_it(database, notes):
    conversations = Conversations(database)
    identity, _ = conversations.start(None, "Keep this")
    found = called(tools(database, identity)["keep_note"], text="The rent is 900")
    note = notes.get(found.value)
    assert (note.text, note.conversation, note.conversation_title) == ("The rent is 900", identity, "Keep this")
    conversations.delete(identity)
    assert notes.get(found.value).conversation == ""


def test_a_stopped_run_keeps_no_note(database, notes):
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        called(tools(database, cancel=cancel)["keep_note"], text="never")
    assert notes.all() == []


def test_a_run_that_is_stopped_while_it_waits_for_the_file_keeps_no_note(database, notes, tmp_path):
    other = apsw.Connection(str(tmp_path / "library.db"))
    other.execute("BEGIN IMMEDIATE")
    cancel, ended = Cancel(), []

    def keep() -> None:
        try:
            called(tools(database, cancel=cancel)["keep_note"], text="never")
        except Cancelled as exc:
            ended.append(exc)

    thread = threading.Thread(target=keep)
    thread.start()
    cancel.set()
    other.execute("COMMIT")
    other.close()
    thread.join(20)
    assert len(ended) == 1
    assert notes.all() == []


def test_the_tools_say_what_they_are(database):
    kinds = {name: traits(tool).kind for name, tool in tools(database).items()}
    assert kinds == {"keep_note": "inside", "find_notes": "read", "list_notes": "read"}


def test_listed_notes_are_cut_to_size_and_count_as_words_of_others(database, notes):
    for _ in range(30):
        notes.keep("word " * 300)
    for found in (called(tools(database)["list_notes"], count=50), called(tools(database)["find_notes"], query="word")):
        assert len(found.text) < REPLY_CHARACTERS + 200
        assert "more)" in found.text
        assert found.foreign


def test_where_there_are_no_notes_the_tools_say_so(database):
    for found in (called(tools(database)["list_notes"]), called(tools(database)["find_notes"], query="rent")):
        assert not found.found
        assert found.text


def test_exported_notes_load_nothing(notes):
    notes.keep("![x](http://example.org/x.png) <img src=x>")
    text = notes_as_markdown(notes.all(), "Notes")
    assert "<img" not in text
    assert "![" not in text

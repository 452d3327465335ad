"""The agent in a home where things break while it runs: each run ends plainly, and the library is as it was."""

import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from langchain_core.messages import AIMessageChunk, BaseMessage

from assistant import asking
from assistant.app import AskOptions, Assistant
from assistant.bench.injections import FACTS
from assistant.bench.scripted_calls import ScriptedChatModels, Tools, called, said
from assistant.cancel import Cancel
from assistant.events import Done, Event
from assistant.paths import Paths
from assistant.settings import load_settings
from chains.condense import Rewrite
from chains.errors import Cancelled
from chains.results import Action

Script = Callable[[Sequence[BaseMessage], Tools], Iterable[AIMessageChunk]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one document: made once, since the index takes its time."""
    folder = tmp_path_factory.mktemp("agent")
    document = folder / "lease.md"
    document.write_text(f"# Lease\n\n{FACTS}\n")
    with Assistant.open(folder / "home") as assistant:
        assert all(step.error is None for step in assistant.add([document]))
    return folder / "home"


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Iterator[Assistant]:
    paths = Paths(shutil.copytree(made, tmp_path / "home"))
    settings = load_settings(paths.settings)
    with Assistant(paths, settings, ScriptedChatModels(settings, paths.cache)) as assistant:
        yield assistant


def script(*calls: AIMessageChunk, before: Callable[[int], None] = lambda _: None) -> Script:
    """These calls one after another; ``before`` is told the number of each."""
    made = 0

    def step(messages: Sequence[BaseMessage], tools: Tools) -> Iterable[AIMessageChunk]:
        nonlocal made
        if not tools:
            return [said("The rent is 1,450 euros.")]
        made += 1
        before(made)
        return [calls[made - 1] if made <= len(calls) else called("finish", {})]

    return step


def ran(assistant: Assistant, steps: Script, cancel: Cancel | None = None, **options: object) -> list[Event]:
    assert isinstance(assistant.models, ScriptedChatModels)
    assistant.models.calls = steps
    return list(assistant.ask("What is the rent?", AskOptions(route="agent", **options), cancel))  # type: ignore[arg-type] # by name


def states(events: Sequence[Event]) -> list[str]:
    last = {event.number: event.state for event in events if isinstance(event, Action)}
    return list(last.values())


def test_a_document_that_is_removed_in_mid_run_is_told_and_the_run_ends(home: Assistant) -> None:
    [info] = home.library.documents()

    def remove(number: int) -> None:
        if number == 2:
            home.remove([info.id])

    reads = called("read_document", {"document": info.title})
    again = called("read_document", {"document": info.title, "page": 1})
    events = ran(home, script(reads, again, called("summarize", {"document": info.title}), before=remove))
    assert isinstance(events[-1], Done)
    assert states(events) == ["done", "failed", "failed"]


def test_a_library_that_is_closed_under_the_run_ends_it_as_the_end_of_the_program_does(home: Assistant) -> None:
    def close(number: int) -> None:
        if number == 2:
            home.library.database.close()

    with pytest.raises(Cancelled):
        ran(home, script(called("list_notes", {}), called("list_documents", {}), before=close))


def test_a_stop_leaves_no_note_and_a_whole_trace(home: Assistant) -> None:
    cancel = Cancel()

    def ask(request: object, check: object) -> str:
        cancel.set()
        return "once"

    events = ran(home, script(called("keep_note", {"text": "milk"})), cancel, consent=ask)
    assert home.notes.all() == []
    done = events[-1]
    assert isinstance(done, Done)
    assert done.stopped == "cancelled"
    turn = home.conversations.turns(done.conversation)[-1]
    assert turn.made is not None
    assert [action.tool for action in turn.made.actions] == ["keep_note"]
    assert [action.state for action in turn.made.actions] != ["done"]


def test_nobody_to_ask_means_nothing_is_kept(home: Assistant) -> None:
    events = ran(home, script(called("keep_note", {"text": "milk"})))
    assert states(events) == ["denied"]
    assert home.notes.all() == []


def test_what_was_granted_in_a_conversation_stays_granted_there_and_nowhere_else(home: Assistant) -> None:
    asked: list[object] = []

    def ask(request: object, check: object) -> str:
        asked.append(request)
        return "conversation"

    first = ran(home, script(called("keep_note", {"text": "milk"})), consent=ask)[-1]
    assert isinstance(first, Done)
    ran(home, script(called("keep_note", {"text": "bread"})), consent=ask, conversation=first.conversation)
    assert len(asked) == 1
    ran(home, script(called("keep_note", {"text": "salt"})), consent=ask)
    assert len(asked) == 2
    assert {note.text for note in home.notes.all()} == {"milk", "bread", "salt"}


def test_a_follow_up_made_whole_with_a_documents_words_does_not_make_them_the_persons(
    home: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a rewrite carries over from an earlier answer needs a word of its own, whatever was granted."""
    words = "the rent of 1,450 euros is due on the first"
    first = ran(home, script(called("list_documents", {})))[-1]
    assert isinstance(first, Done)
    home.grants.add(first.conversation, "keep_note")
    monkeypatch.setattr(
        asking, "condense", lambda *_, **__: Rewrite(f"Keep a note that {words}", "model", kept=True, reason="that")
    )
    steps = script(called("keep_note", {"text": words}), called("keep_note", {"text": "What is the rent?"}))
    events = ran(home, steps, conversation=first.conversation)
    assert states(events) == ["denied", "done"]
    assert [note.text for note in home.notes.all()] == ["What is the rent?"]


def test_a_chain_in_a_tool_ends_with_the_run_that_gave_it_up(made: Path, tmp_path: Path) -> None:
    """Else it would keep the engine busy, and the next question waiting."""
    paths = Paths(shutil.copytree(made, tmp_path / "home"))
    settings = load_settings(paths.settings, overrides={"agent.seconds": 5})
    begun, left = threading.Event(), threading.Event()

    def dripping() -> Iterator[AIMessageChunk]:
        begun.set()
        try:
            for number in range(10_000):
                yield said(f"Word{number} ")
                left.wait(0.02)
        finally:
            left.set()

    def steps(messages: Sequence[BaseMessage], tools: Tools) -> Iterable[AIMessageChunk]:
        return [called("summarize", {"document": title})] if tools else dripping()

    with Assistant(paths, settings, ScriptedChatModels(settings, paths.cache, steps)) as assistant:
        title = assistant.library.documents()[0].title
        events = list(assistant.ask("Summarize it.", AskOptions(route="agent")))
        assert isinstance(events[-1], Done)
        assert begun.is_set()
        assert left.wait(5)

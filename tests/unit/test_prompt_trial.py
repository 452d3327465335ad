"""A prompt in use: tried on a question without a trace, then saved and asked with, its tokens counted anew."""

from collections.abc import Iterator, Sequence

import pytest

from assistant.app import AskOptions, Assistant
from assistant.bench.scripted import Scene, ScriptedModels
from assistant.events import Done, Event, EvidenceFound, Planned
from assistant.models.engine import ChatMessage
from assistant.paths import Paths
from assistant.settings import load_settings
from assistant.shelf import ChainRequest
from chains.prompts import PromptError

SYSTEM = "You answer questions with sentences of the given text."
QUESTION = "Who owns the harbour in Bergen?"
OWN = "Be very brief indeed."

told: list[Sequence[ChatMessage]] = []


def script(messages: Sequence[ChatMessage]) -> Scene:
    told.append(messages)
    return Scene("The town owns the harbour .".split())


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("home")
    paths = Paths(folder)
    settings = load_settings(paths.settings, {})
    with Assistant(paths, settings, ScriptedModels(settings, paths.cache, script)) as opened:
        file = folder / "harbour.txt"
        file.write_text("The town owns the harbour in Bergen. The quay was built in 1912.", "utf-8")
        assert all(step.error is None for step in opened.add([file]))
        yield opened


@pytest.fixture(autouse=True)
def _packaged(assistant: Assistant) -> Iterator[None]:
    told.clear()
    yield
    assistant.prompts.reset("answer", "en")


def own(assistant: Assistant) -> str:
    return assistant.prompts.packaged_text("answer", "en").replace(SYSTEM, OWN)


def done(events: Iterator[Event]) -> Done:
    last = list(events)[-1]
    assert isinstance(last, Done)
    return last


def test_a_trial_asks_with_the_tried_words_and_leaves_nothing(assistant):
    events = list(assistant.trial(QUESTION, AskOptions(prompts={"answer.en": own(assistant)})))
    assert [type(event) for event in events[:2]] == [EvidenceFound, Planned]
    assert isinstance(events[-1], Done) and events[-1].answer
    assert told[-1][0].content == OWN
    assert assistant.conversations.find() == []
    done(assistant.trial(QUESTION))
    assert told[-1][0].content == SYSTEM


def test_a_question_can_be_asked_with_a_prompt_that_is_not_kept(assistant):
    done(assistant.ask(QUESTION, AskOptions(prompts={"answer.en": own(assistant)})))
    assert told[-1][0].content == OWN
    done(assistant.ask(QUESTION))
    assert told[-1][0].content == SYSTEM
    assert not assistant.prompts.info("answer", "en").own


def test_a_prompt_that_cannot_be_used_is_refused_before_a_turn_begins(assistant):
    before = assistant.conversations.find()
    with pytest.raises(PromptError):
        list(assistant.ask(QUESTION, AskOptions(prompts={"answer.en": "x = 1"})))
    with pytest.raises(PromptError):
        list(assistant.trial(QUESTION, AskOptions(prompts={"answer.en": "x = 1"})))
    with pytest.raises(PromptError):
        list(assistant.run(ChainRequest("chat", "Hello", prompts={"nothing.en": "x"})))
    assert assistant.conversations.find() == before


def test_a_saved_prompt_is_counted_anew(assistant):
    first = done(assistant.ask(QUESTION)).receipt
    assistant.prompts.save("answer", "en", own(assistant))
    second = done(assistant.ask(QUESTION)).receipt
    assert told[-1][0].content == OWN
    assert second.instructions - first.instructions == len(OWN.split()) - len(SYSTEM.split())
    assert assistant.preview(QUESTION).receipt.instructions == second.instructions
    assert assistant.prompts.render("answer", "en").pieces[0].text == OWN


def test_a_copy_that_cannot_be_used_is_told_with_the_answer(assistant):
    assistant.prompts.save("answer", "en", own(assistant))
    assistant.prompts.path("answer", "en").write_text("x = = 1", "utf-8")
    ended = done(assistant.ask(QUESTION))
    assert ended.notes == ("own_prompt",)
    assert told[-1][0].content == SYSTEM
    assert done(assistant.ask("谁拥有港口？")).notes == ()

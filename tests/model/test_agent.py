"""The agent with the starter model: every step can be read, tasks of several kinds come to their answers."""

import pytest

from assistant.app import AskOptions, Assistant
from assistant.events import Done, Event, MadeByChain, Verified
from assistant.made import Action
from assistant.samples import sample_files


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory):
    home = tmp_path_factory.mktemp("agent")
    with Assistant.open(home) as assistant:
        wanted = {"lease.docx", "sales.csv", "meeting-notes.md"}
        for _ in assistant.add([file for file in sample_files(assistant.paths.samples) if file.name in wanted]):
            pass
        yield assistant


def run(assistant: Assistant, task: str, **options: object) -> tuple[list[Action], str, list[Event]]:
    events = list(assistant.ask(task, AskOptions(route="agent", **options)))  # type: ignore[arg-type] # by name
    actions = [event for event in events if isinstance(event, Action) and event.state != "running"]
    done = next(event for event in events if isinstance(event, Done))
    return actions, done.answer, events


@pytest.mark.parametrize(
    ("task", "tools", "answer"),
    [
        ("How much is the monthly rent?", ["search"], "1,450"),
        ("What does the monthly rent come to for 18 months?", ["search", "calculate"], "26100"),
        ("How much more is the security deposit than the monthly rent?", ["search", "search", "calculate"], "1450"),
        ("How many units were sold in total in March?", ["query_table"], "1,303"),
        ("How many days are there between 1 March 2025 and 1 April 2025?", ["days_between"], "31"),
        ("What colour is the moon base?", ["search"], ""),
    ],
)
def test_tasks_of_several_kinds_come_to_their_answers(library, task, tools, answer):
    actions, text, _ = run(library, task)
    assert [action.tool for action in actions] == tools
    assert all(action.state == "done" for action in actions)
    assert answer in text


def test_what_a_step_stands_on_is_the_answers_evidence_and_is_kept(library):
    actions, _, events = run(library, "What does the monthly rent come to for 18 months?")
    (verified,) = [event for event in events if isinstance(event, Verified)]
    assert verified.supported == "yes"
    (made,) = [event.made for event in events if isinstance(event, MadeByChain)]
    done = next(event for event in events if isinstance(event, Done))
    turn = library.conversations.turns(done.conversation)[-1]
    assert turn.made == made
    assert list(turn.made.actions) == actions
    assert all("1,450" in turn.evidence[number].text for number in verified.claims[0].evidence)


def test_the_prompt_of_each_step_is_counted_by_the_engine(library):
    actions, _, events = run(library, "How much is the monthly rent?")
    done = next(event for event in events if isinstance(event, Done))
    assert all(action.prompt_tokens and action.answer_tokens for action in actions)
    assert done.receipt.evaluated >= sum(action.prompt_tokens or 0 for action in actions)


def test_a_model_that_may_choose_freely_still_writes_steps_that_can_be_read(library, monkeypatch):
    monkeypatch.setattr(type(library.models), "is_small", False)
    actions, _, _ = run(library, "How much is the monthly rent?")
    assert 0 < len(actions) <= library.settings.agent.steps
    assert all(action.tool and action.arguments.startswith("{") for action in actions)
    assert "Wrong argument" not in " ".join(action.observation for action in actions)

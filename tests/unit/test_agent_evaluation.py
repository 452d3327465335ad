"""Tasks of known truth for the agent: how they are read, and how a run is set against what is known."""

from pathlib import Path

import pytest

from assistant.agent_evaluation import AgentTask, judged, read_tasks, says, says_absent, sums
from assistant.bench.agent_first_tool import tasks
from assistant.bench.agent_first_tool_tasks import CHINESE, ENGLISH
from assistant.bench.agent_steps import fault
from assistant.bench.agent_task_texts import sample_tasks, squad_tasks
from assistant.evaluation import Question
from chains.errors import InputError
from chains.results import Action
from chains.toolkits.calculator import calculator_tool
from resources import resource

FOUND = Action(1, "", "search", '{"query": "How much is the deposit?"}', "2,900 euros", "done")
RECKONED = Action(2, "", "calculate", '{"expression": "2900 * 2"}', "2900 * 2 = 5800", "done")


def test_the_start_of_a_file_can_be_read_and_judged(tmp_path: Path) -> None:
    file = tmp_path / "tasks.toml"
    file.write_text(resource("agent-tasks-start.toml").read_text("utf-8"), "utf-8")
    found = read_tasks(file)
    assert [task.tool for task in found] == [("search",), ("calculate",), ("query_table",), ()]
    assert found[-1].not_there


def test_json_lines_hold_the_same_tasks(tmp_path: Path) -> None:
    file = tmp_path / "tasks.jsonl"
    file.write_text('{"task": "A?", "tool": ["a", "b"], "answer": "1"}\n\n{"task": "B?", "not_there": true}\n')
    assert read_tasks(file) == [
        AgentTask(task="A?", tool=("a", "b"), answer=("1",)),
        AgentTask(task="B?", not_there=True),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[task]]\ntask = "A?"\n[[task]]\ntask = "B?"\ntol = "search"', "task 2: tol"),
        ('[[task]]\ntask = ""', "task 1: task"),
        ('[[task]]\ntask = "A?"\narguments = { query = "(" }', "task 1: arguments"),
        ('question = "A?"', "task"),
        ("[[task]", "tasks.toml"),
        ("task = []", "no tasks"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_with_the_task(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "tasks.toml"
    file.write_text(text)
    with pytest.raises(InputError, match=told):
        read_tasks(file)


def test_tool_and_arguments_are_those_of_the_first_call() -> None:
    task = AgentTask(task="T", tool=("search",), arguments={"query": "DEPOSIT"}, answer=("5800",), most_steps=2)
    found = judged(task, [FOUND, RECKONED], "That makes **5,800** euros. [1]", 1.5)
    assert (found.right_tool, found.right_arguments, found.right_answer, found.within_steps) == (True,) * 4
    other = judged(task, [RECKONED, FOUND, FOUND], "58000", 1.5)
    assert (other.right_tool, other.right_arguments, other.right_answer, other.within_steps) == (False,) * 4
    none = judged(task, [], "", 0.0)
    assert (none.right_tool, none.right_arguments, none.right_answer, none.within_steps) == (False, False, False, True)


def test_what_a_task_leaves_out_is_not_judged() -> None:
    found = judged(AgentTask(task="T"), [FOUND], "words", 2.0)
    assert (found.right_tool, found.right_arguments, found.right_answer, found.within_steps) == (None,) * 4
    assert sums([found])["right_answer"] is None
    assert sums([found])["steps"] == 1


def test_a_number_stands_in_an_answer_as_itself_alone() -> None:
    assert says("It is 1,450 euros.", "1450")
    assert says("It is 1450.", "1,450")
    assert says("三千五百元", "三千五百")
    for answer in ("14.5", "0.14", "140", "14-C"):
        assert says(answer, "14") == (answer == "14-C")


def test_all_texts_and_one_of_the_others_must_be_said() -> None:
    task = AgentTask(task="T", answer=("A", "B"), one_of=("x", "y"))
    answers = {"a b y": True, "a b": False, "a x y": False}
    assert {answer: judged(task, [], answer, 0.0).right_answer for answer in answers} == answers


def test_an_answer_that_says_that_there_is_nothing_is_told_from_others() -> None:
    for answer in (
        "Nothing was found in your documents that answers this.",
        "I could not find it.",
        "文档中没有找到答案。",
    ):
        assert says_absent(answer)
    for answer in ("It is 5.", "Agent stopped due to iteration limit or time limit.", "", "租金是3500元。"):
        assert not says_absent(answer)


def test_the_halves_of_the_bench_share_no_task() -> None:
    for given in (ENGLISH, CHINESE):
        tuned, kept = ({task.text for task in tasks(given, half)} for half in ("tuned", "kept"))
        assert len(tuned) == len(kept)
        assert not tuned & kept
    assert len(tasks(ENGLISH)) == 100


def test_tasks_made_of_questions_have_the_answers_of_those() -> None:
    words = "the old harbour bridge of the town"
    here = [Question(f"In what year was {words} number {n} built?", (str(1900 + n),), "a") for n in range(20)]
    made = squad_tasks(here, [Question(f"Who owns {words} over there?", ("Ann",), "b")] * 3)
    assert {kind: len(found) for kind, found in made.items()} == dict.fromkeys(made, 3)
    for task in made["lookup and calculation"]:
        built = int(next(question.answers[0] for question in here if task.task.startswith(question.text)))
        assert int(task.answer[0]) in {2020 - built, 2000 - built}
    assert all(len(task.answer) == 2 for task in made["two lookups"])
    assert sum(len(found) for found in sample_tasks().values()) + 2 * sum(map(len, made.values())) == 60


def test_a_step_is_wrong_where_its_tool_would_not_take_it() -> None:
    schemas = {"calculate": calculator_tool().args_schema}
    assert fault(Action(1, "", "calculate", '{"expression": "1 + 1"}'), schemas) == ""
    for name, arguments in (
        ("guess", "{}"),
        ("calculate", "1 + 1"),
        ("calculate", '{"expression": ""}'),
        ("calculate", '{"expression": "1", "more": 1}'),
    ):
        assert fault(Action(1, "", name, arguments), schemas)

"""LangChain's plain ReAct over Lectern's tools: its calls reach the tools, and each way that it ends is told."""

import time

import pytest

from assistant.bench.lines import Lines
from assistant.bench.plain_react import plain_run
from assistant.cancel import Cancel
from chains.agent.calling import Caller
from chains.consent import Guard, denied
from chains.toolkits.base import Toolbox
from chains.toolkits.calculator import calculator_tool
from chains.toolkits.units import units_tool

TOOLS = [calculator_tool(), units_tool()]


def run(*lines: str, steps: int = 4) -> tuple[str, list[str], str, list[str]]:
    """What it answers, which tools it called, how it ended, and what the model was told."""
    model = Lines(lines=list(lines))
    caller = Caller(Toolbox.of(TOOLS), Guard("A task"), denied, time.monotonic)
    answer, actions, ended = plain_run(model, TOOLS, "A task", caller, Cancel(), steps, 60.0)
    return answer, [action.tool for action in actions], ended, model.seen


@pytest.mark.parametrize(
    ("name", "given", "result"),
    [
        ("calculate", "12 * 45", "540"),
        ("calculate", '{"expression": "12 * 45"}', "540"),
        ("convert_units", '{"amount": 1, "from_unit": "km", "to_unit": "m"}', "1000"),
    ],
)
def test_a_call_reaches_its_tool_and_the_result_the_model(name: str, given: str, result: str) -> None:
    answer, tools, ended, seen = run(
        f"I work it out.\nAction: {name}\nAction Input: {given}", "I now know.\nFinal Answer: done"
    )
    assert (answer, tools, ended) == ("done", [name], "finished")
    assert result in seen[-1].replace(",", "")


def test_what_cannot_be_read_is_asked_for_again_until_the_limit() -> None:
    _, tools, ended, seen = run("I do not know what to write", steps=3)
    assert ended == "limit"
    assert len(seen) == 3
    assert set(tools) <= {"_Exception"}


def test_the_prompt_is_the_one_that_langchain_has_for_it() -> None:
    *_, seen = run("Final Answer: 1")
    for words in ("Use the following format:", "Action Input:", "calculate", "convert_units", "Question: A task"):
        assert words in seen[0]

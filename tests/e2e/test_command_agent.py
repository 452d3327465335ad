"""The agent from the command line: steps on stderr, the answer with its evidence, what is denied, runs replayed."""

import json

import pytest

pytestmark = pytest.mark.model


def test_a_task_is_taken_step_by_step_and_each_step_is_told_as_it_comes(stocked):
    ran = stocked.run("agent", "What does the monthly rent in the lease come to for 18 months?")
    assert ran.code == 0, ran.err
    assert "1,450 euros" in ran.out
    assert "26100" in ran.out
    assert ran.err.index("1 · search") < ran.err.index("2 · calculate")


def test_a_scripts_object_has_the_steps_and_the_evidence(stocked):
    found = stocked.run("agent", "How much is the security deposit in the lease?", "--json").json
    assert found["route"] == "agent"
    (action,) = found["made"]["actions"]
    assert action["tool"] == "search"
    assert action["state"] == "done"
    assert any("2,900" in found["evidence"][number]["quote"] for number in action["quotes"])


def test_events_come_one_a_line_each_step_twice(stocked):
    ran = stocked.run("agent", "What is 15% of 240?", "--events")
    actions = [json.loads(line) for line in ran.out.splitlines() if '"event": "action"' in line]
    assert [(action["number"], action["state"]) for action in actions] == [(1, "running"), (1, "done")]
    assert "36" in actions[1]["observation"]


def test_a_note_is_kept_only_where_it_is_allowed(stocked):
    task = "Remember that the boiler was serviced in May."
    denied = stocked.run("agent", task, "--json").json
    assert [action["state"] for action in denied["made"]["actions"]] == ["denied"]
    assert stocked.run("notes", "list", "--json").json["notes"] == []
    allowed = stocked.run("agent", task, "--allow", "keep_note", "--json").json
    assert [action["state"] for action in allowed["made"]["actions"]] == ["done"]
    (note,) = stocked.run("notes", "list", "--json").json["notes"]
    assert "boiler was serviced" in note["text"]


def test_a_run_is_replayed_with_what_its_tools_gave_then(stocked):
    first = stocked.run("agent", "How much is the security deposit in the lease?", "--json").json
    again = stocked.run("agent", "--replay", first["conversation"], "--json").json
    assert [action["observation"] for action in again["made"]["actions"]] == [
        action["observation"] for action in first["made"]["actions"]
    ]
    assert again["evidence"] == first["evidence"]
    assert stocked.run("agent", "--replay", "last:99").code == 2


def test_only_the_tools_that_are_named_are_there(stocked):
    ran = stocked.run("agent", "How much is the security deposit?", "--tools", "calculator", "--json")
    assert all(action["tool"] in {"calculate", "convert_units"} for action in ran.json["made"]["actions"])
    wrong = stocked.run("agent", "How much is it?", "--tools", "calculater")
    assert wrong.code == 2
    assert "calculator" in wrong.err


def test_what_needs_several_steps_is_offered_to_the_agent(stocked):
    ran = stocked.run("ask", "When does the lease end and who is the landlord?", "--no-llm")
    assert "assistant agent" in ran.err

"""`assistant eval --agent`: the installed command measures the agent on tasks of known truth."""

TASKS = """
[[task]]
task = "What is 12 times 45?"
documents = "pump.txt"
tool = "calculate"
arguments = { expression = '12.*45' }
answer = "540"

[[task]]
task = "What is the capital of Mongolia?"
documents = "pump.txt"
not_there = true
"""


def test_tasks_are_judged_and_the_library_of_the_person_stays_as_it_was(empty, tmp_path):
    (tmp_path / "pump.txt").write_text("The pump weighs 14 kilograms. It was made in Brno.\n")
    file = tmp_path / "tasks.toml"
    file.write_text(TASKS)
    ran = empty.run("eval", "--agent", str(file), "--json")
    assert ran.code == 0, ran.err
    assert ran.json["tasks"] == len(ran.json["each"]) == 2
    first, second = ran.json["each"]
    assert (first["right_tool"], first["right_arguments"], first["right_answer"]) == (True, True, True)
    assert (second["right_tool"], second["right_answer"]) == (None, True)
    assert ran.json["right_answer"] == 1.0
    assert empty.run("list", "--json").json["documents"] == []


def test_the_start_of_such_a_file_is_printed_and_read(empty, tmp_path):
    ran = empty.run("eval", "--agent-start")
    assert ran.code == 0, ran.err
    file = tmp_path / "tasks.toml"
    file.write_text(ran.out.replace("most_steps", "fewest_steps"))
    wrong = empty.run("eval", "--agent", str(file), "--json")
    assert wrong.code != 0
    assert wrong.json["error"]["code"] == "evaluation.tasks"
    assert "task 1: fewest_steps" in wrong.json["error"]["message"]


def test_options_for_questions_are_refused(empty, tmp_path):
    for arguments, code in (
        (("--agent", str(tmp_path / "t.toml"), "--articles", "1"), "evaluation.not_for_agent"),
        (("--agent",), "evaluation.no_file"),
    ):
        ran = empty.run("eval", *arguments, "--json")
        assert ran.code != 0
        assert ran.json["error"]["code"] == code

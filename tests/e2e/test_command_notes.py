"""Notes by the installed command: kept, listed, found, edited, removed, exported; errors are told."""

import json


def test_notes_are_kept_found_changed_removed_and_exported(empty, tmp_path):
    kept = empty.run("notes", "add", "Call the landlord about the deposit", "--json")
    assert (kept.code, kept.json["number"]) == (0, 1)
    assert empty.run("notes", "add", "-", stdin="第二条\n两行").code == 0

    listed = empty.run("notes", "list", "--json").json["notes"]
    assert [note["number"] for note in listed] == [2, 1]
    assert [note["number"] for note in empty.run("notes", "list", "-s", "LANDLORD", "--json").json["notes"]] == [1]
    assert empty.run("notes", "show", "2").out == "第二条\n两行\n"

    assert empty.run("notes", "edit", "1", "Wrote to the landlord").code == 0
    file = tmp_path / "notes.json"
    assert empty.run("notes", "export", "-o", file).code == 0
    assert [note["text"] for note in json.loads(file.read_text("utf-8"))["notes"]] == [
        "第二条\n两行",
        "Wrote to the landlord",
    ]
    assert "## 1 · " in empty.run("notes", "export").out

    assert empty.run("notes", "remove", "1", "--json").json == {"removed": 1}
    missing = empty.run("notes", "show", "1", "--json")
    assert (missing.code, missing.json["error"]["code"]) == (2, "notes.none")


def test_what_cannot_be_kept_is_told(empty):
    for arguments, code in ((("add", "  "), "notes.empty"), (("edit", "7", "text"), "notes.none")):
        ran = empty.run("notes", *arguments, "--json")
        assert (ran.code, ran.json["error"]["code"]) == (2, code)


def test_a_note_is_shown_not_obeyed(empty):
    empty.run("notes", "add", "a\x1b[2Jb")
    ran = empty.run("notes", "list")
    assert "\x1b" not in ran.out
    assert "\\x1b" in ran.out

"""The settings file is edited line by line: what the person wrote around a setting stays."""

import tomllib

from assistant.settings_file import edited

OWN = """# my settings
[answer]
# short, please
max_tokens = 40  # was 60

[model]
threads = 2
"""


def test_a_changed_value_leaves_comments_and_other_tables_alone():
    text = edited(OWN, "answer.max_tokens", "80")
    assert "# short, please" in text
    assert tomllib.loads(text) == {"answer": {"max_tokens": 80}, "model": {"threads": 2}}


def test_a_new_key_joins_its_table():
    text = edited(OWN, "answer.seed", "7")
    assert tomllib.loads(text) == {"answer": {"max_tokens": 40, "seed": 7}, "model": {"threads": 2}}
    assert text.index("seed") < text.index("[model]")


def test_a_new_table_is_appended():
    assert tomllib.loads(edited(OWN, "reader.ocr", "false"))["reader"] == {"ocr": False}
    assert tomllib.loads(edited("", "reader.ocr", "false")) == {"reader": {"ocr": False}}


def test_a_key_that_is_taken_out_is_gone_and_a_missing_one_changes_nothing():
    assert tomllib.loads(edited(OWN, "answer.max_tokens", None)) == {"answer": {}, "model": {"threads": 2}}
    assert edited(OWN, "answer.seed", None) == OWN
    assert edited("", "answer.seed", None) == ""

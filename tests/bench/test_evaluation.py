"""The evaluation itself: its forms of input, its normalisation, and that the real path does well on known texts."""

import json
from importlib import resources as packages
from pathlib import Path

import pytest

from assistant.evaluation import EvalOptions, contains, evaluate, f1, normalized, read_questions
from chains.errors import InputError

CHINESE = Path(str(packages.files("assistant.bench") / "data" / "zh" / "questions.jsonl"))


def test_answers_are_normalised_as_squads_script_does() -> None:
    assert normalized("The  Quick, (brown) fox!") == "quick brown fox"
    assert contains("It was France, in 1066.", ["the France"])
    assert not contains("Spain", ["France", ""])
    assert f1("in northern France", ["France"]) == pytest.approx(0.5)


def test_questions_in_chinese_find_their_evidence() -> None:
    found = evaluate(EvalOptions(CHINESE, use_model=False, sample=20, seed=1))
    assert found["questions"] == 20
    assert found["evidence@3"] >= 0.85
    assert found["hit@4"] >= 0.9


def test_squad_json_gives_one_document_an_article(tmp_path: Path) -> None:
    file = tmp_path / "squad.json"
    paragraph = {
        "context": "Anna was born in Turku in 1950.",
        "qas": [
            {"question": "Where was Anna born?", "answers": [{"text": "Turku"}], "is_impossible": False},
            {"question": "Where did Anna die?", "answers": [], "is_impossible": True},
        ],
    }
    articles = [{"title": name, "paragraphs": [paragraph]} for name in ("A", "B", "C")]
    file.write_text(json.dumps({"data": articles}))
    documents, questions = read_questions(file, "1,3-9")
    assert [document.name for document in documents] == ["01 A", "03 C"]
    assert [question.answers for question in questions] == [("Turku",), (), ("Turku",), ()]


def test_a_file_that_is_no_evaluation_is_named(tmp_path: Path) -> None:
    for name, text in (
        ("a.json", "[1]"),
        ("b.jsonl", "{}"),
        ("c.jsonl", '{"question": "Q", "answers": [], "document": "x"}'),
    ):
        (tmp_path / name).write_text(text)
        with pytest.raises(InputError, match=name):
            read_questions(tmp_path / name)
    with pytest.raises(InputError):
        read_questions(tmp_path / "missing.json")

"""``page``, ``find`` and ``why --span``: what the source pane shows, without a window."""

import json
from importlib.resources import as_file
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from assistant.app import Assistant
from assistant.cli import run
from resources import resource


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    with Assistant.open(home) as assistant, as_file(resource("demo")) as demo:
        assert all(step.error is None for step in assistant.add([demo / "manual.pdf"]))
    return home


@pytest.fixture(autouse=True)
def _at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LECTERN_HOME", str(home))


def test_a_page_is_written_as_a_picture(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "page.png"
    assert run(["page", "manual", "2", "--output", str(target), "--scale", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert Image.open(target).size == (told["width"], told["height"])
    assert run(["page", "manual", "2", "--output", str(tmp_path / "no" / "page.png")]) == 2
    assert run(["page", "manual", "99", "--output", str(target)]) == 3


def test_words_are_found_with_their_pages(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["find", "manual", "WATER   tank", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["matches"]
    assert all(match["page"] >= 1 and match["end"] - match["start"] == len("water tank") for match in told["matches"])


def test_why_takes_words_or_a_span_and_not_both(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["why", "How is it cleaned?", "--span", "100:160", "-d", "manual", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["quote"]) == 60
    assert run(["why", "How is it cleaned?", "water", "--span", "100:160", "-d", "manual"]) == 2
    assert run(["why", "How is it cleaned?"]) == 2


def test_a_quote_is_marked_on_its_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["find", "manual", "water tank", "--json"]) == 0
    match = json.loads(capsys.readouterr().out)["matches"][0]
    span, page = f"{match['start']}:{match['end']}", str(match["page"])
    assert run(["show", "manual", "--span", span, "--json"]) == 0
    (place,) = json.loads(capsys.readouterr().out)["rectangles"]
    plain, marked = tmp_path / "plain.png", tmp_path / "marked.png"
    assert run(["page", "manual", page, "-o", str(plain), "--scale", "1"]) == 0
    assert run(["page", "manual", page, "-o", str(marked), "--scale", "1", "--span", span]) == 0
    left, top, right, bottom = ImageChops.difference(Image.open(plain), Image.open(marked)).getbbox() or (0,) * 4
    assert abs(left - place["x0"]) <= 2
    assert abs(right - place["x1"]) <= 2
    assert abs(top - place["y0"]) <= 2
    assert abs(bottom - place["y1"]) <= 2

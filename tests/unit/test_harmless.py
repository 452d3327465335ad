"""What others wrote stays words in a person's files: no Markdown program loads anything, no name leads elsewhere."""

from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from assistant.footnotes import with_footnotes
from assistant.harmless import file_name, harmless_markdown, plain_line
from assistant.settings import load_settings
from assistant.settings_file import changed_text, edited, literal, replace
from chains.errors import InputError
from chains.types import Quote

EVIL = "![x](http://127.0.0.1:9/p.png)"


def loaded(markdown: str) -> list[str]:
    """What a program that shows Markdown with HTML would load or run."""
    found = []
    for token in MarkdownIt("commonmark", {"html": True}).enable("table").parse(markdown):
        for part in [token, *(token.children or [])]:
            found += [part.content] if part.type in {"image", "html_inline", "html_block"} else []
    return found


@pytest.mark.parametrize(
    "text",
    [
        EVIL,
        f"\\{EVIL}",
        f"\\\\{EVIL}",
        "<img src=x>",
        "\\<img src=x>",
        "\\\\<img src=x>",
        f"```\n``` x\n{EVIL}\n```\n{EVIL}",  # the second line closes nothing
        f"```\n``` x\n```\n{EVIL}\n```",
        f"```a`b\n{EVIL}\n<b>",  # no fence: a backtick behind it
        f"- item\n  ```\n{EVIL}",  # the list ends, and with it the fence
        f"> ```\n{EVIL}",
        f"    ```\n\n{EVIL}",
        f"~~~\n```\n~~~\n{EVIL}",
        f"![ref]\n\n[ref]: http://127.0.0.1:9/\n{EVIL}",
        f"a\x00!\u200e[x](http://127.0.0.1:9/)\u202e{EVIL}",
        f"```\r{EVIL}",
    ],
)
def test_a_text_loads_nothing_where_it_is_shown(text: str) -> None:
    assert loaded(text) or "`" in text or "[ref]" in text or "\u200e" in text or "\\" in text
    assert loaded(harmless_markdown(text)) == []
    assert loaded(plain_line(text)) == []


def test_code_stays_as_it_is_and_is_closed() -> None:
    assert harmless_markdown("```\nif a < b: ![\n```") == "```\nif a < b: ![\n```"
    assert harmless_markdown("~~~~\n<b>") == "~~~~\n<b>\n~~~~"


def test_a_copied_answer_and_its_footnotes_load_nothing() -> None:
    quote = Quote("d", f"{EVIL} <img src=x>", "/x", 3, 0, 9, f"<b>{EVIL}", 1.0, 1)
    text = with_footnotes(f"Look! [1] {EVIL}", (), (quote,), {1: 0})
    assert loaded(text) == []
    assert "Look![^1]" in text


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("../../etc/passwd", "etc passwd"),
        ("-rf .", "rf"),
        ("a\u202egnp\n\x07b: c?", "a gnp b c"),
        ("...", "conversation"),
        ("租房" * 100, "租房" * 26 + "租"),
    ],
)
def test_a_title_makes_a_name_that_leads_nowhere(title: str, name: str) -> None:
    assert file_name(title) == name
    assert len(file_name("\U0001f600" * 300).encode()) <= 160


@pytest.mark.parametrize(
    "value", ['a"\n[model]\npath = "/x', "a\u2028[model]\u2028threads = 3", "\x7f\x85\x0b\x1e", "\\"]
)
def test_a_value_stays_within_its_own_quotes(value: str, tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    replace(file, changed_text(file, {"model.path": value}))
    replace(file, changed_text(file, {"model.context_tokens": 4096, "answer.temperature": 0.5}))
    settings = load_settings(file, {})
    assert settings.model.path == value
    assert settings.model.context_tokens == 4096


def test_half_a_character_is_refused_and_the_file_stays(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        literal("/home/\udce9.gguf")
    assert edited("", "model.path", None) == ""

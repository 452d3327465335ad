"""The arguments of a call, as a person is shown them: each letter in sight, none left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.arguments import named_values
from assistant.made import Action
from assistant.made_text import actions_markdown
from gui.chat.exact_text import PIECE, exact, exact_pieces


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain words, 月租金", "plain words, 月租金"),
        (" ends ", "·ends·"),
        ("two  blanks", "two··blanks"),
        ("a\tb", "a⇥b"),
        ("a\nb", "a⏎\u2028b"),
        ("a\x07b", "a␇b"),
        ("a\u202eb", "a⟨U+202E⟩b"),
        ("a\u200bb\u00a0c", "a⟨U+200B⟩b⟨U+00A0⟩c"),
        ("\u3164", "⟨U+3164⟩"),
        ("\ud800", "⟨U+D800⟩"),
    ],
)
def test_what_is_not_seen_is_shown(text: str, shown: str) -> None:
    assert exact(text) == shown


@given(st.text())
def test_nothing_that_acts_or_hides_is_left(text: str) -> None:
    assert all(char.isprintable() or char == "\u2028" for char in exact(text))


@given(st.text(alphabet="ab \n", max_size=60), st.data())
def test_pieces_are_the_whole_whatever_is_marked(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=2)))
    pieces = list(exact_pieces(text, [(cuts[0], cuts[1])]))
    assert "".join(piece for piece, _ in pieces) == exact(text)
    marked = "".join(piece for piece, inside in pieces if inside)
    assert marked == exact(text, cuts[0], cuts[1])


def test_a_long_value_comes_in_pieces() -> None:
    assert [len(piece) for piece, _ in exact_pieces("x" * (2 * PIECE + 1))] == [PIECE, PIECE, 1]


@pytest.mark.parametrize(
    ("arguments", "values"),
    [
        ('{"query": "rent", "top": 3, "whole": true}', [("query", "rent"), ("top", "3"), ("whole", "true")]),
        ('{"names": ["a", "b"]}', [("names", "a, b")]),
        ('{"names": ["a, b", "c"]}', [("names", '[\n "a, b",\n "c"\n]')]),
        ("no json", [("", "no json")]),
        ("[1]", [("", "[1]")]),
        ("", []),
        ("{}", []),
    ],
)
def test_arguments_have_names_and_values(arguments: str, values: list[tuple[str, str]]) -> None:
    assert named_values(arguments) == values


def test_steps_as_markdown_mean_nothing_to_it() -> None:
    action = Action(2, "Look *here*", "search", '{"query": "<b>"}', "![x](file:///etc/passwd)\nline", "denied")
    text = actions_markdown([action])
    assert text.startswith("2. ")
    assert "\n" not in text
    assert "![x](" not in text
    assert "denied" in text

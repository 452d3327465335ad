"""The person's own prompts win while they can be used, are refused with reason and place, and are never lost."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.messages import BaseMessage
from pydantic import Field

from assistant.bench.scripted import Scene, ScriptedModels
from assistant.prompts import Prompts, differences, unified
from assistant.settings import load_settings
from chains.condense import condense
from chains.examples import Example
from chains.prompts import PromptError, load, parsed
from chains.route import route

REPLACED = 'text = "You answer questions with sentences of the given text."'


class Listening(FakeListChatModel):
    """Keeps what it was asked."""

    told: list[list[BaseMessage]] = Field(default_factory=list)

    def _call(self, messages: list[BaseMessage], *args: Any, **kwargs: Any) -> str:
        self.told.append(messages)
        return super()._call(messages, *args, **kwargs)


@pytest.fixture
def prompts(tmp_path: Path) -> Prompts:
    settings = load_settings(tmp_path / "none.toml", {})
    return Prompts(tmp_path / "prompts", ScriptedModels(settings, tmp_path, lambda _: Scene(())))


def own(prompts: Prompts, change: tuple[str, str] = (REPLACED, 'text = "Be brief."'), name: str = "answer") -> str:
    """The packaged English prompt with one change."""
    text = prompts.packaged_text(name, "en")
    assert change[0] in text
    return text.replace(*change)


# --- which one is used ---


def test_without_a_copy_the_packaged_prompt_is_used(prompts):
    assert prompts.load("answer", "en") == load("answer", "en")
    assert prompts.load("answer", "de").language == "en"
    assert not prompts.info("answer", "en").own


def test_a_copy_wins_for_its_language_and_changes_the_fingerprint(prompts):
    saved = prompts.save("answer", "en", own(prompts))
    assert prompts.load("answer", "en") == saved
    assert saved.roles == (("system", "Be brief."),)
    assert prompts.load("answer", "zh") == load("answer", "zh")
    assert saved.fingerprint != load("answer", "en").fingerprint
    assert prompts.load("answer", "de").fingerprint == saved.fingerprint


def test_half_a_character_does_no_harm(prompts):
    prompts.save("answer", "en", own(prompts, (REPLACED, 'text = "Half: \ud800"')))
    assert prompts.load("answer", "en").roles == (("system", "Half: ?"),)


def test_a_comment_changes_no_fingerprint(prompts):
    assert (
        prompts.save("answer", "en", "# mine\n" + own(prompts, ("#", "##"))).fingerprint == load("answer").fingerprint
    )


def test_a_language_that_is_not_packaged_can_be_added(prompts):
    text = prompts.text("answer", "de")
    assert 'language = "de"' in text
    prompts.save("answer", "de", text.replace(REPLACED, 'text = "Antworte auf Deutsch."'))
    assert prompts.load("answer", "de").roles == (("system", "Antworte auf Deutsch."),)
    assert ("answer", "de") in {(info.name, info.language) for info in prompts.all()}


def test_a_broken_copy_is_told_and_the_packaged_prompt_used_meanwhile(prompts):
    prompts.save("answer", "en", own(prompts))
    prompts.path("answer", "en").write_text("purpose = ", "utf-8")
    assert prompts.load("answer", "en") == load("answer", "en")
    problem = prompts.problem("answer", "en")
    assert problem is not None and problem.code == "prompt.no_toml"
    assert prompts.problems() == (problem,) or prompts.problems()[0].params == problem.params
    assert prompts.info("answer", "en").own
    assert prompts.text("answer", "en") == "purpose = "


def test_a_copy_of_no_known_prompt_is_told(prompts):
    prompts.path("anser", "en").parent.mkdir()
    prompts.path("anser", "en").write_text("x = 1")
    found = {info.name: info.problem for info in prompts.all()}
    assert found["anser"] is not None and found["anser"].params["nearest"] == "answer"
    assert prompts.reset("anser", "en")


def test_what_may_be_used_but_is_not_can_be_added(prompts):
    prompts.save("answer", "en", own(prompts, ('source = "{text}"', 'source = "{number}. {title}: {text}"')))
    assert prompts.load("answer", "en").part("source", number=1, title="T", text="x") == "1. T: x"


def test_examples_in_a_prompt_may_be_more_or_fewer(prompts):
    text = prompts.packaged_text("condense", "en")
    start, end = text.index('[[messages]]\nrole = "user"'), text.rindex("[[messages]]")
    assert prompts.check("condense", "en", text[:start] + text[end:]).roles[-1][0] == "user"


# --- what is refused ---


@pytest.mark.parametrize(
    ("change", "code", "line"),
    [
        (("{sources}\n", ""), "prompt.lost_variable", "question = "),
        (('source = "{text}"', 'source = "{question}"'), "prompt.unknown_variable", "source = "),
        (('source = "{text}"', 'source = "{txt}"'), "prompt.unknown_variable", "source = "),
        (('source = "{text}"', 'source = "{text"'), "prompt.braces", "source = "),
        (('source = "{text}"', 'source = "{text.real}"'), "prompt.no_name", "source = "),
        (('seen = "(See also above: {start})"', ""), "prompt.lost_part", None),
        (('bare = "{question}"', 'bare = "{question}"\nbear = "x"'), "prompt.unknown_part", "bear"),
        (('language = "en"', 'language = "zh"'), "prompt.language", "language"),
        (('role = "system"', 'role = "root"'), "prompt.role", "role"),
        (('purpose = "', 'purpose = x"'), "prompt.no_toml", "purpose"),
        (("used_by", "userd_by"), "prompt.unknown_key", "userd_by"),
        (("used_by", 'examples = "route"\nused_by'), "prompt.examples", "examples"),
    ],
)
def test_a_copy_that_cannot_be_filled_in_is_refused_with_the_place(prompts, change, code, line):
    text = own(prompts, change)
    with pytest.raises(PromptError) as caught:
        prompts.save("answer", "en", text)
    assert caught.value.code == code
    numbers = [number for number, found in enumerate(text.split("\n"), 1) if line and found.startswith(line)]
    place = f"answer.en.toml:{numbers[0]}" if numbers else "answer.en.toml"
    for language in ("en", "zh"):
        assert place in caught.value.message(language)
        assert caught.value.hint(language)
    assert not prompts.path("answer", "en").exists()


def test_the_last_message_stays_the_one_that_is_answered(prompts):
    with pytest.raises(PromptError) as caught:
        prompts.check("route", "en", prompts.text("route", "en") + '\n[[messages]]\nrole = "assistant"\ntext = "x"\n')
    assert caught.value.code == "prompt.last_message"


@pytest.mark.parametrize(("name", "language"), [("../answer", "en"), ("answer", "../en"), ("answer", ""), ("", "en")])
def test_no_name_leads_out_of_the_folder(prompts, name, language):
    with pytest.raises(PromptError):
        prompts.save(name, language, "x")
    with pytest.raises(PromptError):
        prompts.text(name, language)


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data):
    try:
        parsed("answer", "en", data, load("answer"))
    except PromptError as error:
        assert "answer.en.toml" in error.message()


@given(st.text(max_size=200))
def test_whatever_stands_in_a_text_it_is_refused_or_can_be_filled_in(text):
    data = f"purpose = 'x'\nlanguage = 'en'\n[[messages]]\nrole = 'user'\ntext = {_toml(text)}\n"
    packaged = parsed(
        "q", "en", b'purpose="x"\nlanguage="en"\nvariables=["question"]\n[[messages]]\nrole="user"\ntext="{question}"'
    )
    try:
        prompt = parsed("q", "en", data.encode("utf-8", "replace"), packaged)
    except PromptError:
        return
    assert prompt.messages(question="{x}")[-1].text


def _toml(text: str) -> str:
    return '"' + "".join(f"\\U{ord(char):08x}" if not 0xD800 <= ord(char) < 0xE000 else "?" for char in text) + '"'


# --- history ---


def test_every_save_keeps_the_one_before_and_any_can_come_back(prompts):
    texts = [own(prompts, (REPLACED, f'text = "Number {number}."')) for number in range(3)]
    for text in texts:
        prompts.save("answer", "en", text)
    prompts.save("answer", "en", texts[2])  # nothing new
    assert [version.number for version in prompts.history("answer", "en")] == [2, 1]
    assert prompts.version("answer", "en", 1) == texts[0]
    prompts.restore("answer", "en", 1)
    assert prompts.text("answer", "en") == texts[0]
    assert prompts.version("answer", "en", 3) == texts[2]
    assert prompts.reset("answer", "en")
    assert not prompts.reset("answer", "en")
    assert prompts.load("answer", "en") == load("answer", "en")
    assert prompts.version("answer", "en", 4) == texts[0]
    with pytest.raises(PromptError):
        prompts.version("answer", "en", 5)


def test_a_refused_save_leaves_the_copy_as_it_was(prompts):
    prompts.save("answer", "en", own(prompts))
    with pytest.raises(PromptError):
        prompts.save("answer", "en", "nothing = 1")
    assert prompts.text("answer", "en") == own(prompts)
    assert prompts.history("answer", "en") == ()


def test_a_packaged_prompt_that_has_changed_since_is_told_until_it_was_seen(prompts):
    prompts.save("answer", "en", own(prompts))
    assert not prompts.info("answer", "en").changed
    older = prompts.packaged_text("answer", "en").replace("full sentence", "long sentence")
    base = prompts.path("answer", "en").parent / "history" / "answer.en" / "packaged.toml"
    base.write_text(older, "utf-8")  # as an older Lectern had it
    assert prompts.info("answer", "en").changed
    news = [line.text for line in prompts.news("answer", "en") if line.kind == "added"]
    assert len(news) == 1 and "full sentence" in news[0]
    prompts.seen("answer", "en")
    assert not prompts.info("answer", "en").changed
    assert prompts.load("answer", "en").roles == (("system", "Be brief."),), "an update leaves the copy alone"


# --- differences ---


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_a_difference_holds_both_texts(before, after):
    lines = differences("\n".join(before), "\n".join(after))
    assert [line.text for line in lines if line.before] == before
    assert [line.text for line in lines if line.after] == after
    assert bool(unified(lines, "x", "y")) == (before != after)


def test_the_difference_to_the_packaged_prompt_is_what_was_changed(prompts):
    prompts.save("answer", "en", own(prompts))
    changed = {(line.kind, line.text) for line in prompts.diff("answer", "en") if line.kind != "same"}
    assert changed == {("removed", REPLACED), ("added", 'text = "Be brief."')}
    assert all(line.kind == "same" for line in prompts.diff("answer", "en", prompts.packaged_text("answer", "en")))


# --- trying and showing ---


def test_a_text_is_tried_without_being_kept(prompts):
    tried = prompts.with_texts({"answer.en": own(prompts)})
    assert tried("answer", "en").roles == (("system", "Be brief."),)
    assert tried("answer", "zh") == load("answer", "zh")
    assert prompts.load("answer", "en") == load("answer", "en")
    with pytest.raises(PromptError):
        prompts.with_texts({"answer.en": "x = 1"})
    with pytest.raises(PromptError):
        prompts.with_texts({"answer": own(prompts)})


def test_a_rendered_prompt_shows_each_message_and_its_tokens_add_up(prompts):
    found = prompts.render("answer", "en", {"question": "Who owns the boat?"})
    messages = [piece for piece in found.pieces if piece.kind == "message"]
    assert [piece.label for piece in messages] == ["system", "user"]
    assert "Who owns the boat?" in messages[1].text
    assert load("answer").samples["text"] in messages[1].text
    assert found.tokens == sum(piece.tokens for piece in messages) + found.template
    assert {piece.label for piece in found.pieces if piece.kind == "part"} == load("answer").parts.keys()
    assert found.unknown == ()
    assert "Be brief." in prompts.render("answer", "en", text=own(prompts)).pieces[0].text
    with pytest.raises(PromptError):
        prompts.render("answer", "en", {"nobody": "x"})


def test_every_prompt_can_be_rendered_from_its_samples_alone(prompts):
    for info in prompts.all():
        assert prompts.render(info.name, info.language).pieces


def test_examples_are_rendered_as_such(tmp_path):
    class One:
        def choose(self, name: str, language: str, text: str) -> tuple[Example, ...]:
            assert (name, text) == ("route", load("route").samples["question"])
            return (Example("Who?", '{"route": "fact"}'),)

        def fingerprint(self, name: str, language: str) -> str:
            return ""

    settings = load_settings(tmp_path / "none.toml", {})
    prompts = Prompts(tmp_path, ScriptedModels(settings, tmp_path, lambda _: Scene(())), One())
    text = 'examples = "route"\n' + prompts.packaged_text("route", "en").replace('examples = "route"\n', "")
    found = prompts.render("route", "en", text=text)
    assert [piece.text for piece in found.pieces if piece.kind == "example"] == ["Who?", '{"route": "fact"}']
    assert found.pieces[-1].kind == "message"


# --- who asks ---


def test_rewrites_and_routes_are_asked_for_in_the_persons_own_words(prompts):
    for name in ("condense", "route"):
        text = prompts.packaged_text(name, "en")
        start = text.index('role = "system"\ntext = "') + len('role = "system"\ntext = "')
        prompts.save(name, "en", text[:start] + "MINE. " + text[start:])
    model = Listening(responses=["{}"])
    condense("Who else?", [("Who owns the harbour in Bergen?", "The town.")], model, prompts=prompts.load)
    route("A summary of the safety rules please", (), model, prompts=prompts.load)
    assert len(model.told) == 2
    assert all(messages[0].text.startswith("MINE. ") for messages in model.told)

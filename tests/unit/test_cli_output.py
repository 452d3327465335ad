"""What the command line may send to a terminal, and how its results look."""

import json
import os
import pty
import sys
import tomllib
from dataclasses import fields

from assistant.cli.answers import Answered, answer_object, evidence_lines, show_words
from assistant.cli.terminal import Terminal, one_line, printable
from assistant.events import Done, Receipt, Seconds, Verified
from assistant.language import interface_language, system_language
from assistant.offline import stay_offline
from chains.shelf import shelf
from chains.types import Claim, Quote
from resources import resource

QUOTE = Quote("d1", "Lease\x1b[2J", "/lease.docx", 2, 5, 9, "the\nrent", 0.87654, 3)


def test_control_and_direction_characters_are_shown_not_obeyed():
    assert printable("a\x1b[31mb\x9b\u202ec\x00") == "a\\x1b[31mb\\x9b\\u202ec\\x00"
    assert printable("两\n行\t👩‍👩‍👧") == "两\n行\t👩‍👩‍👧"
    assert one_line(" a\n b\r\n") == "a b"


def test_what_is_written_as_for_a_file_is_not_obeyed_by_a_terminal(monkeypatch, capsys):
    Terminal().write("a\x1b[2J\x9b")
    assert capsys.readouterr().out == "a\x1b[2J\x9b\n"
    screen, end = pty.openpty()
    with os.fdopen(end, "w", encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        Terminal().write("# a\x1b[2J\x9b\u202e\n\n两行")
        shown = os.read(screen, 1000).decode().replace("\r\n", "\n")
    os.close(screen)
    assert shown == "# a\\x1b[2J\\x9b\\u202e\n\n两行\n"


def test_json_holds_the_same_text_without_raw_controls(capsys):
    value = {"text": "a\x1b\x9b\x7f\u202e两👩‍👩‍👧\n"}
    Terminal(json_mode=True).result(value)
    out = capsys.readouterr().out
    assert json.loads(out) == value
    assert not set("\x1b\x9b\x7f\u202e") & set(out)


def test_the_language_follows_setting_then_locale():
    assert system_language({"LECTERN_INTERFACE__LANGUAGE": "zh", "LANG": "en_US"}) == "zh"
    assert system_language({"LC_ALL": "zh_CN.UTF-8", "LANG": "en_US"}) == "zh"
    assert system_language({"LECTERN_INTERFACE__LANGUAGE": "auto", "LANG": "de_DE"}) == "en"
    assert system_language({}) == "en"


def test_the_window_speaks_as_environment_file_and_system_say(tmp_path):
    settings = tmp_path / "settings.toml"
    assert interface_language(settings, {"LANG": "zh_CN"}) == "zh"
    settings.write_text('[interface]\nlanguage = "zh"\n', "utf-8")
    assert interface_language(settings, {"LANG": "en_US"}) == "zh"
    assert interface_language(settings, {"LANG": "zh_CN", "LECTERN_INTERFACE__LANGUAGE": "en"}) == "en"
    assert interface_language(settings, {"LANG": "en_US", "LECTERN_INTERFACE__LANGUAGE": "auto"}) == "en"
    for damaged in (b"\xff\xfe", b"interface = 3", b"[interface]\nlanguage = ['zh']", b"[interface"):
        settings.write_bytes(damaged)
        assert interface_language(settings, {"LANG": "en_US"}) == "en"


def test_evidence_names_document_and_page_and_quotes_on_one_line():
    assert evidence_lines(Terminal(), [QUOTE])[1] == '[1] Lease\\x1b[2J, page 2: "the rent"'


def test_each_sentence_carries_its_verdict_in_words_and_its_evidence(capsys):
    claims = (Claim("It is 5.", "yes", (0, 2)), Claim("Or 7.", "no", (), ("7",)))
    show_words(Terminal(), "It is 5. Or 7.", claims)
    first, second = capsys.readouterr().out.splitlines()
    assert "It is 5. [1] [3]" in first
    assert "(supported)" in first
    assert "(not supported; not in the evidence: 7)" in second


def test_the_json_receipt_has_no_more_than_was_documented():
    turn = Answered(evidence=(QUOTE,), route="fact")
    turn.take(Verified((Claim("It is 5.", "yes", (0,)),), "yes"))
    turn.take(Done("c1", 1, "It is 5.", "yes", Receipt(context_tokens=10, auxiliary=4), Seconds(0.1, 0.2, 0.33333)))
    made = answer_object(turn, shelf().cards.get, "en")
    assert made["seconds"] == {"retrieve": 0.1, "first_token": 0.2, "total": 0.333}
    assert set(made["receipt"]) == {field.name for field in fields(Receipt)} - {"auxiliary"}
    assert made["evidence"][0]["score"] == 0.8765


def test_every_text_is_there_in_both_languages():
    texts = tomllib.loads(resource("translations", "cli.toml").read_text("utf-8"))
    assert {name for name, text in texts.items() if set(text) != {"en", "zh"}} == set()


def test_tracing_that_a_shell_asks_for_is_turned_off():
    environment = {"LANGSMITH_TRACING": "true", "LANGCHAIN_TRACING_V2": "true", "PATH": "/bin"}
    stay_offline(environment)
    assert environment["LANGSMITH_TRACING"] == environment["LANGCHAIN_TRACING_V2"] == "false"
    assert environment["PATH"] == "/bin"

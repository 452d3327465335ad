"""Every word of the window is there in Chinese, and every plural in English; nothing is lost between the languages."""

import ast
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "gui").rglob("*.py"))
TRANSLATIONS = ROOT / "resources" / "translations"

Message = tuple[str, str, list[str], bool]  # context, source, forms of the translation, finished


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> Path:
    """The committed files after they have met the sources as they are."""
    folder = tmp_path_factory.mktemp("translations")
    for file in TRANSLATIONS.glob("*.ts"):
        shutil.copy(file, folder)
    subprocess.run([sys.executable, ROOT / ".ci" / "collect_texts.py", folder], check=True)
    return folder


def messages(file: Path) -> list[Message]:
    found = []
    for context in ElementTree.parse(file).getroot().iter("context"):
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
            source = message.findtext("source") or ""
            found.append((context.findtext("name") or "", source, forms, "type" not in translation.attrib))
    return found


@pytest.fixture(scope="module")
def chinese(collected) -> list[Message]:
    return messages(collected / "lectern_zh_CN.ts")


@pytest.fixture(scope="module")
def english(collected) -> list[Message]:
    return messages(collected / "lectern_en.ts")


def marks(text: str) -> Counter[str]:
    return Counter(re.findall(r"\{[^}]*\}|%n|%\d|%L\d", text))


def test_every_text_of_the_window_has_chinese_words(chinese):
    missing = [(context, source) for context, source, forms, done in chinese if not done or not all(forms)]
    assert missing == []
    assert len(chinese) > 100


def test_every_plural_has_both_english_forms(english):
    wrong = [(context, source) for context, source, forms, done in english if not done or len(forms) != 2]
    assert wrong == []
    assert all(all(forms) for _, _, forms, _ in english)


def test_no_translation_has_outlived_its_text(chinese, english):
    for name, now in (("lectern_zh_CN.ts", chinese), ("lectern_en.ts", english)):
        committed = {message[:2] for message in messages(TRANSLATIONS / name)}
        assert committed - {message[:2] for message in now} == set(), "make translations"


def test_placeholders_are_the_same_in_both_languages(chinese, english):
    wrong = [
        (source, form)
        for _, source, forms, _ in [*chinese, *english]
        for form in forms
        # "One document" may do without its number.
        if marks(form) != marks(source) and not (len(forms) == 2 and form == forms[0] and marks(source) == {"%n": 1})
    ]
    assert wrong == []


def test_a_key_of_a_menu_is_the_same_letter_in_chinese(chinese):
    def key(text: str) -> str:
        found = re.search(r"&([^&\s])", text.replace("&&", ""))
        return found[1].upper() if found else ""

    assert [(source, forms) for _, source, forms, _ in chinese if key(source) != key(forms[0])] == []


def test_dots_that_announce_a_dialog_are_in_both_languages(chinese):
    wrong = [
        (source, forms)
        for _, source, forms, _ in chinese
        if source.rstrip().endswith("…") != bool(re.search(r"…(\(&.\))?$", forms[0].rstrip()))
    ]
    assert wrong == []


def test_only_what_stands_in_the_source_word_for_word_is_translated():
    """A text that is put together first would never be found by its translation."""
    wrong = []
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name)):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
            texts = {"tr": node.args[:1], "translate": node.args[:2]}.get(name, [])
            if name == "translate" and isinstance(node.func, ast.Attribute) and len(node.args) < 2:
                continue  # a painter's or a rectangle's
            if any(isinstance(text, ast.JoinedStr | ast.BinOp | ast.Name | ast.Call) for text in texts):
                wrong.append(f"{file.relative_to(ROOT)}:{node.lineno}")
    assert wrong == []

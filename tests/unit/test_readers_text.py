"""Text in any encoding, and what holds for any text whatever."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_readers_formats import blocks, check, read

from assistant.library.readers import registry
from assistant.library.readers.draft import Options, clean
from assistant.library.readers.encoding import decode

TEXTS = {
    "zh": (
        "租金每月三千五百元，押金两个月。",
        "会议纪要",
        "北京市朝阳区建国路88号",
        "你好",
        "采购合同编号：HT-2024-015",
    ),
    "tw": ("租金每月三千五百元，押金兩個月。", "會議紀要", "台北市信義區", "電話號碼與地址請寫在背面。"),
    "ja": ("家賃は月額八万円です。", "会議の議事録", "こんにちは", "カタログの価格は税込みです。"),
    "ko": ("월세는 매월 오십만 원입니다.", "회의록", "안녕하세요", "계약서는 두 부를 작성한다."),
    "latin": (
        "Die Miete beträgt 900 €.",
        "Le loyer est payé à l'avance.",
        "café",
        "Müller",
        "“So” – it’s fine",
        "Größe: 20 °C",
    ),
    "ru": ("Арендная плата составляет пятьсот рублей в месяц.",),
}
ENCODINGS = [
    ("zh", "gb18030"), ("zh", "utf-8-sig"), ("zh", "utf-16"), ("tw", "big5"), ("tw", "utf-16-be"),
    ("ja", "cp932"), ("ja", "euc_jp"), ("ja", "iso2022_jp"), ("ja", "utf-16-le"), ("ko", "euc_kr"),
    ("ko", "utf-16-le"), ("latin", "cp1252"), ("latin", "utf-16-le"), ("latin", "utf-32-le"), ("ru", "cp1251"),
    ("ru", "koi8-r"), ("ru", "utf-8"),
]  # fmt: skip


@pytest.mark.parametrize(("script", "encoding"), ENCODINGS)
def test_short_texts_are_told_in_their_encoding(script: str, encoding: str) -> None:
    for text in TEXTS[script]:
        assert decode(text.encode(encoding), "a.txt")[0] == text


def test_a_cut_or_spotted_utf8_file_is_still_utf8() -> None:
    data = ("押金两个月。" * 20).encode()
    assert decode(data[:-1], "a.txt")[1] == "utf-8"
    assert decode(data[:30] + b"\xff" + data[30:], "a.txt")[0].count("\ufffd") == 1


def test_prose_has_headings_items_and_paragraphs_and_code_stays_whole() -> None:
    text = "Rules of the house\n\nQuiet hours begin\nat ten.\n\nBring:\n- a key\n- a lamp\n"
    parsed = read(text.encode(), "a.txt")
    assert [(b.kind, parsed.text[b.start : b.end]) for b in parsed.blocks][:1] == [("heading", "Rules of the house")]
    assert blocks(parsed, "list") == ["- a key", "- a lamp"]
    assert blocks(read(b"def f():\n    return 1\n\nx = 2\n", "a.py"), "code") == ["def f():\n    return 1", "x = 2"]


@given(st.text())
def test_clean_text_holds_no_controls_and_survives_utf8(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert "\x00" not in cleaned
    assert "\r" not in cleaned
    assert clean(cleaned) == cleaned


MARKS = st.sampled_from(
    [
        "# ",
        "- ",
        "1. ",
        "|",
        "\n",
        "\n\n",
        "> ",
        "```",
        "<td>",
        "<table>",
        "<p>",
        "<ul><li>",
        "</td>",
        ",",
        '"',
        "\t",
        "  ",
    ]
)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.one_of(MARKS, st.text(max_size=8)), max_size=40),
    st.sampled_from([".md", ".txt", ".csv", ".html", ".eml", ".py"]),
)
def test_spans_are_right_for_any_text_in_any_text_format(parts: list[str], suffix: str) -> None:
    data = "".join(parts).encode("utf-8", "replace")
    options = Options("a" + suffix, suffix)
    entry = next(entry for entry in registry.FORMATS if suffix in entry.suffixes or entry.name == "text")
    try:
        parsed = entry.reader()(data, options)
    except registry.DocumentError:
        return
    check(parsed)


HOSTILE = {
    "half-open comments": (b"<!---->" * 100 + b"<!--" + b"-->x" * 800, "a.html"),
    "comments that end in nothing": (b"<!-- a -->" * 400 + b"x", "a.txt"),
    "a fence that is never closed": (b"---\n" + b"-- a: b\n" * 60_000, "a.md"),
    "a blank line that never ends": (b"a\n" + b" " * 1_000_000 + b"\nb", "a.txt"),
    "blank lines by the hundred thousand": (b"a\n" + b" \n" * 300_000 + b"b", "a.txt"),
    "a heading with a hole": (b"# a" + b" " * 300_000 + b"b", "a.md"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_made_to_be_slow_is_read_in_the_time_of_its_size(name: str) -> None:
    data, file = HOSTILE[name]
    started = time.monotonic()
    check(read(data, file))
    assert time.monotonic() - started < 10  # what is quadratic takes minutes, what is exponential never ends


def test_comments_before_the_first_tag_do_not_hide_html() -> None:
    for start in (b"<!-- a --><!---->\n", b"<?xml version='1.0'?>\n<!-- a -- b -->", b"\xef\xbb\xbf \n"):
        assert registry.detect(start + b"<!DOCTYPE  html><p>x", Options("a.txt", ".txt")).name == "html"
    assert registry.detect(b"<!-- <html> ", Options("a.txt", ".txt")).name == "text"


def test_properties_at_the_top_and_the_marks_of_headings_stay_outside_of_what_is_read() -> None:
    parsed = read(b"---\ntitle: 'House rules'\n---\n# Keys ##  \n\nUnder\n-----\n\nOne.\n", "a.md")
    assert parsed.title == "House rules"
    assert blocks(parsed, "heading") == ["Keys", "Under"]
    assert blocks(parsed, "paragraph") == ["title: 'House rules'", "One."]
    assert blocks(read(b"---\n\n---\nOne.\n\n---\nTwo.\n", "a.md"), "paragraph") == ["One.", "Two."]

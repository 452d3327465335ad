"""Markdown becomes typed blocks in which nothing acts, and each claim's verdict stands at its sentence."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assistant.claim_marks import place_claims
from assistant.footnotes import with_footnotes
from assistant.rich_text import FIRST, Block, RichText, can_be_opened, plain_text, rich_text, visible
from chains.types import Claim, Quote


def words(block: Block) -> str:
    return "".join(span.text for span in block.spans)


def marked(rich: RichText) -> list[tuple[int, str]]:
    """Each verdict's claim, and the words right before it, over all lines."""
    found = []
    for block in rich.blocks:
        for line in (block.spans, *(cell for row in block.rows for cell in row)):
            before = ""
            for span in line:
                if span.mark >= 0:
                    found.append((span.mark, before))
                    before = ""
                elif not span.cite:
                    before += span.text
    return found


def test_blocks_keep_their_kind_and_place():
    rich = rich_text("# Head\n\ntext\n\n- a\n  1. b\n\n> q\n\n---\n\n```\ncode *x*\n```\n\n|a|b|\n|-|-|\n|1|2|")
    assert [block.kind for block in rich.blocks] == [
        "heading", "paragraph", "item", "item", "paragraph", "rule", "code", "table",
    ]  # fmt: skip
    assert rich.blocks[3].depth == 2
    assert rich.blocks[3].ordinal == 1
    assert rich.blocks[4].quoted == 1
    assert rich.blocks[6].text == "code *x*"
    assert [[cell[0].text for cell in row] for row in rich.blocks[7].rows] == [["a", "b"], ["1", "2"]]


def test_emphasis_is_a_look_of_its_words():
    spans = {span.text: span for span in rich_text("a **b** *c* ~~d~~ `e`").blocks[0].spans}
    assert spans["b"].bold
    assert spans["c"].italic
    assert spans["d"].strike
    assert spans["e"].code


@pytest.mark.parametrize(
    "text",
    ["<script>x()</script>", "a <img src='http://x/y.png'> b", "<b>x</b>", "<!-- c -->", "<iframe src=file:///x>"],
)
def test_html_is_text(text):
    assert words(rich_text(text).blocks[0]) == text


@pytest.mark.parametrize("address", ["http://x/y.png", "file:///etc/passwd", "data:image/png;base64,AAAA", "y.png"])
def test_a_picture_is_its_description_and_address(address):
    spans = rich_text(f"![what](<{address}>)").blocks[0].spans
    assert "what" in spans[0].text
    assert address in spans[0].text
    assert not any(span.link for span in spans)


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "ftp://x", "a.md"]
)
def test_what_cannot_be_opened_is_no_link_and_shows_its_address(address):
    spans = rich_text(f"[here]({address})").blocks[0].spans
    assert not any(span.link for span in spans)
    assert address in "".join(span.text for span in spans)


def test_a_link_of_the_web_keeps_its_address():
    assert [span.link for span in rich_text("[here](https://example.org/a?b=c)").blocks[0].spans] == [
        "https://example.org/a?b=c"
    ]
    assert can_be_opened("MAILTO:a@b.c")
    assert not can_be_opened("javascript:alert(1)")


def test_what_acts_is_made_visible_and_right_to_left_text_stays():
    assert "\u202e" not in visible("a\u202eb")
    assert visible("\x1b[31m") == "␛[31m"
    assert visible("שלום \u200fمرحبا") == "שלום \u200fمرحبا"
    assert visible("\ufdd0\ud800\ufffc") == "\ufffd" * 3
    assert len(visible("e" + "\u0301" * 1000)) < 12
    assert visible("👨\u200d👩\u200d👧") == "👨\u200d👩\u200d👧"
    # What Markdown writes by number comes out of the parser.
    assert "\u202e" not in words(rich_text("&#8238;x").blocks[0])


def test_a_text_in_every_alphabet_there_is_keeps_the_first_ones():
    languages = "Ελληνικά Русский עברית العربية हिन्दी ไทย ქართული 한국어 日本語 中文"
    assert visible(languages) == languages
    noise = languages + "".join(map(chr, range(0x0700, 0x1F00)))
    assert visible(noise).startswith(languages)
    assert visible(noise).count("\ufffd") > 1_000


@given(some.text(max_size=400))
def test_any_text_is_read_into_text_that_does_not_act(text):
    rich = rich_text(text)
    claims = (Claim(text[:50], "no", (0,)), Claim(text[50:], "yes", (1,)))
    for block in place_claims(rich, claims).blocks:
        for line in (block.spans, *(cell for row in block.rows for cell in row)):
            for span in line:
                assert visible(span.text) == span.text or "\n" in span.text


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000_000,
        "a\n\n" * 3_000_000,
        "|" + "a|" * 50 + "\n|" + "-|" * 50 + "\n" + ("|" + "b|" * 50 + "\n") * 100_000,
        "".join("  " * depth + "- x\n" for depth in range(1000)),
        ">" * 1_000_000,
    ],
    ids=["brackets", "paragraphs", "table", "lists", "quotes"],
)
def test_a_hostile_text_costs_little_and_says_that_it_was_cut(text):
    began = time.perf_counter()
    rich = rich_text(text)
    assert time.perf_counter() - began < 3  # a thousand times less than without a cut; gui.bench has the figure
    assert rich.cut
    assert len(rich.blocks) <= FIRST // 20
    assert sum(len(row) for block in rich.blocks for row in block.rows) <= FIRST // 30 + 60


def test_numbers_of_quotes_are_citations_and_others_are_words():
    spans = rich_text("So it is [2]. And [7] not. `x [2]`", {2: 0}).blocks[0].spans
    assert [(span.text, span.cite) for span in spans if span.cite] == [("[1]", 1)]
    assert "[7]" in "".join(span.text for span in spans)


def test_each_claim_is_marked_behind_its_sentence():
    text = "**The rent is 900 euros.** It is due on the *first* `day`.\n\n1. No pets.\n2. No cats."
    claims = [
        Claim("**The rent is 900 euros.", "yes", (0,)),
        Claim("** It is due on the *first* `day`.", "partly", (1,)),
        Claim("1. No pets.", "no"),
        Claim("2. No cats.", "no"),
    ]
    rich = place_claims(rich_text(text), claims)
    assert [(number, before.strip()) for number, before in marked(rich)] == [
        (0, "The rent is 900 euros."),
        (1, "It is due on the first day."),
        (2, "No pets."),
        (3, "No cats."),
    ]
    assert rich.unplaced == ()


def test_the_words_of_a_claim_are_named():
    rich = place_claims(rich_text("One thing. Another thing."), [Claim("Another thing.", "no")])
    assert "".join(span.text for span in rich.blocks[0].spans if span.claim == 0) == "Another thing."


def test_a_claim_in_a_table_is_marked_in_its_cell():
    rich = place_claims(rich_text("|a|b|\n|-|-|\n|The rent is 5.|x|"), [Claim("The rent is 5.", "yes", (0,))])
    assert rich.blocks[0].rows[1][0][-1].mark == 0


def test_nothing_is_put_inside_code_and_what_is_not_found_is_told():
    rich = place_claims(
        rich_text("Run `make all the things now`.\n\n```\nsecret text here\n```"),
        [Claim("Run `make all the things", "yes", (0,)), Claim("secret text here", "no")],
    )
    assert next(span.text for span in rich.blocks[0].spans if span.code) == "make all the things now"
    assert rich.blocks[1].text == "secret text here"
    assert rich.unplaced == (1,)


def test_a_citation_that_the_model_wrote_is_not_doubled():
    rich = place_claims(rich_text("It is so [1]. And so.", {1: 0}), [Claim("It is so.", "yes", (0,))])
    assert [span.cite for span in rich.blocks[0].spans if span.cite] == [1]


def test_a_chinese_claim_is_found():
    rich = place_claims(rich_text("租金为一千元。押金为三千元。"), [Claim("押金为三千元。", "partly", (0,))])
    assert marked(rich) == [(0, "租金为一千元。押金为三千元。")]


def test_the_same_sentence_twice_is_marked_twice():
    rich = place_claims(
        rich_text("No. Yes it is. No."), [Claim("No.", "no"), Claim("Yes it is.", "yes"), Claim("No.", "no")]
    )
    assert [number for number, _ in marked(rich)] == [0, 1, 2]


def test_lines_that_are_no_markdown_keep_every_sign():
    rich = rich_text("Files:\n- a_b_*c*.md [1]\n    - deeper", {1: 0}, markdown=False)
    assert words(rich.blocks[1]).startswith("a_b_*c*.md")
    assert [block.depth for block in rich.blocks] == [0, 1, 2]
    assert rich.blocks[1].spans[-1].cite == 1


def test_plain_text_has_no_signs_of_markdown():
    assert plain_text("# A\n\n**b** [c](https://x)\n\n- d") == "A\nb c\nd"


def test_footnotes_name_document_page_and_words():
    quotes = (
        Quote("d", "Lease", "/x", 3, 0, 9, "The rent is 900.", 1.0, 1),
        Quote("d", "Notes", "/y", None, 0, 9, "Due on the first.", 1.0, 2),
    )
    claims = (Claim("The rent is 900.", "yes", (0,)), Claim("It is due on the first.", "yes", (1,)))
    text = with_footnotes("The rent is 900. It is due on the first.", claims, quotes, {})
    assert "The rent is 900.[^1]" in text
    assert "[^1]: Lease, p. 3: “The rent is 900.”" in text
    assert "[^2]: Notes: “Due on the first.”" in text
    assert "It is[^1]." in with_footnotes("It is [4].", (), quotes, {4: 0})

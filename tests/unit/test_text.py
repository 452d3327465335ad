"""Terms, sentences and languages: what retrieval and evidence stand on."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chains.text import is_stop, language, query_terms, sentences, terms, usual_form


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1,500", "1500"),
        ("Émile", "emile"),
        ("the tenant’s", "the tenant's"),
        ("invoices", "Invoice"),
        ("ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
        ("U.S. law", "US law"),
        ("35km", "35 km"),
        ("straße", "STRASSE"),
    ],
)
def test_two_ways_of_writing_the_same_are_the_same_terms(one: str, other: str) -> None:
    assert terms(one) == terms(other)


def test_unspaced_scripts_become_pairs_beside_words_and_numbers() -> None:
    assert terms("公司在2024年付3.5元 to Bob") == ["公司", "司在", "2024", "年付", "3.5", "元", "to", "bob"]


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("What is the rent of the flat?", ["rent", "flat"]),
        ("When does the lease end?", ["leas", "end"]),
        ("租金是多少？", ["租金"]),
        ("who is he", ["who", "is", "he"]),
        ("", []),
    ],
)
def test_a_question_is_searched_for_by_what_it_is_about(question: str, wanted: list[str]) -> None:
    assert query_terms(question) == wanted


@given(st.text())
def test_terms_survive_a_tokenizer_that_splits_at_ascii_punctuation(text: str) -> None:
    for term in terms(text):
        assert term
        assert all(ord(char) > 127 or char.isalnum() or char in ".," for char in term)
    assert set(query_terms(text)) <= set(terms(text))


@pytest.mark.parametrize(
    "expected",
    [
        ["Dr. Smith paid No. 5 to J. R. R. Tolkien in the U.S.", "He left at 3.5 p.m. exactly."],
        ["It costs $4.50, e.g. in Berlin.", '"Stop!" she said.', "“Why?”", "Nobody knew.[12]", "Then it rained."],
        ["Visit www.example.com/a.b for more.", "The file is v1.2.3 now."],
        ["Acme Inc. pays on Jan. 5 of each year.", "Mr. Lee, Jr. agrees."],
        ["What?!", "Really...", "Yes."],
    ],
)
def test_sentences_end_where_a_reader_says(expected: list[str]) -> None:
    assert split(" ".join(expected)) == expected


def test_chinese_sentences_end_without_blanks() -> None:
    assert split("今天下雨。“好吗？”他说！租金三千元；押金另付") == [
        "今天下雨。",
        "“好吗？”",
        "他说！",
        "租金三千元；",
        "押金另付",
    ]


def test_lines_end_a_sentence_where_the_structure_does_and_not_where_text_is_wrapped() -> None:
    text = (
        "Termination\nThe lease may be ended by either side with a notice\nof three months. It starts\n"
        "in March.\n- first item\n- second item\n\nName | Price\nTea | 3\nno stop here\n\nNext"
    )
    assert split(text) == [
        "Termination",
        "The lease may be ended by either side with a notice\nof three months.",
        "It starts\nin March.",
        "- first item",
        "- second item",
        "Name | Price",
        "Tea | 3",
        "no stop here",
        "Next",
    ]


PIECES = st.sampled_from([*'aB1.。！? \n\t|"”)[]…', "Mr.", "U.S.", "- ", "No. ", "\n\n", "第一章", "\u3000", "\x85"])


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_each_character_is_in_exactly_one_sentence(text: str) -> None:
    position = 0
    for start, end in sentences(text):
        assert position <= start < end
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()


@pytest.mark.parametrize("piece", [".", "a.", ". ", "[1]", "\n", " ", "a", "…", "第", '"', "a.b", "1,", " \n"])
def test_time_is_linear_on_hostile_text(piece: str) -> None:
    text = "x." + piece * (400_000 // len(piece)) + "y"
    began = time.process_time()
    sentences(text)
    terms(text)
    assert time.process_time() - began < 4.0  # measured: below 0.5 s; quadratic time would be minutes


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("When does the lease end?", "en"),
        ("Tokyo rent", "en"),
        ("租金是多少？", "zh"),
        ("SmolLM2 模型有多少参数？", "zh"),
        ("家賃はいくらですか", "ja"),
        ("월세는 얼마입니까", "ko"),
        ("Когда кончается договор?", "ru"),
        ("Wann endet der Mietvertrag?", "de"),
        ("Quand le bail prend-il fin ?", "fr"),
        ("¿Cuándo termina el contrato?", "es"),
        ("Kiedy kończy się umowa?", "other-latin"),
        ("", "en"),
        ("42", "en"),
    ],
)
def test_the_language_of_a_question_is_told(text: str, code: str) -> None:
    assert language(text) == code


def test_names_of_countries_are_no_stop_words() -> None:
    assert not is_stop("us")
    assert is_stop("the")


def test_the_number_of_a_heading_is_no_sentence() -> None:
    text = "6. Specifications\n\nIt was built in 1990. It has 6. No more.\n2. Second item"
    assert [text[start:end] for start, end in sentences(text)] == [
        "6. Specifications",
        "It was built in 1990.",
        "It has 6.",
        "No more.",
        "2. Second item",
    ]


def test_irregular_forms_of_a_word_are_one() -> None:
    wrote, written, write = (terms(word)[0] for word in ("wrote", "written", "write"))
    assert usual_form(wrote) == usual_form(written) == usual_form(write) == write
    assert usual_form("kestrel") == "kestrel"

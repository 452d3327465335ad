"""An answer is believed as far as the evidence carries it: words, numbers, dates, names, quotes, negation."""

import numpy as np
import pytest

from chains.types import Quote
from chains.verify import Thresholds, chinese_number, facts, names, verify

LEASE = "The lease of the flat at 12 Mill Road begins on 1 April 2024 and ends on 31 March 2027."
RENT = "The rent is EUR 1,500 a month and is paid to Anna Berg."
PETS = "Pets are not allowed without the landlord's consent."


def quotes(*texts, context=""):
    return [Quote("d", "Lease", "lease.docx", None, 0, len(t), t, 0.9, n, context) for n, t in enumerate(texts)]


def verdict(answer, question, *texts, **more):
    found = quotes(*(texts or (LEASE, RENT, PETS)))
    return verify(answer, found, question, thresholds=Thresholds(best=3), **more).supported


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When does the lease end?", "The lease ends on 31 March 2027."),
        ("When does the lease end?", "The lease of the flat ends on March 31, 2027."),
        ("When does the lease end?", "2027-03-31"),
        ("How much is the rent?", "The rent is 1500 EUR a month."),
        ("How much is the rent?", "EUR 1,500."),
        ("Who is the rent paid to?", "Anna Berg"),
        ("Are pets allowed?", "No, pets are not allowed without the landlord's consent."),
        ("Where is the flat?", "The flat is at 12 Mill Road."),
    ],
)
def test_words_that_the_evidence_has_are_supported(question, answer):
    assert verdict(answer, question) == "yes"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("When does the lease end?", "The lease ends on 31 March 2028."),
        ("When does the lease end?", "The lease ends on 31 May 2027."),
        ("How much is the rent?", "The rent is 15,000 EUR a month."),
        ("Who is the rent paid to?", "The rent is paid to Carl Jonas."),
        ("Are pets allowed?", "Yes, pets are allowed with cages in gardens."),
        ("Is rent paid to Anna Berg?", "No, the rent is not paid to Anna Berg."),
        ("When does the lease end?", 'It says "the lease ends after thirty days".'),
        ("Who built the bridge?", "The bridge was built by Roman engineers."),
    ],
)
def test_a_number_date_name_or_negation_of_its_own_is_not_supported(question, answer):
    assert verdict(answer, question) in {"no", "partly"}


def test_true_words_about_something_else_do_not_answer():
    assert verdict("EUR 1,500 a month", "Which museum did the emperor visit in winter?") == "partly"


@pytest.mark.parametrize(
    ("question", "answer", "text", "supported"),
    [
        (
            "How big is the flat in square metres?",
            "The flat is 14.",
            "Flat 3 of 14 Harbour Lane has 68 square metres.",
            "partly",
        ),
        (
            "How big is the flat in square metres?",
            "The flat has 68 square metres.",
            "Flat 3 of 14 Harbour Lane has 68 square metres.",
            "yes",
        ),
        ("How many guests may stay?", "2 may stay.", "For 2 weeks a year 6 guests may stay.", "partly"),
        (
            "In what year did the 3 shops open?",
            "The shops opened in 1998.",
            "In 1998 the 3 shops opened, for 21 years.",
            "yes",
        ),
        (
            "At what time do 3 guests arrive?",
            "The guests arrive at 10 in the morning.",
            "3 guests arrive at 10 in the morning.",
            "yes",
        ),
    ],
)
def test_a_number_of_another_thing_is_no_answer(question, answer, text, supported):
    assert verdict(answer, question, text) == supported


def test_an_answer_that_rests_on_a_lesser_quote_alone_is_partly_supported():
    answer, question = "The rent is EUR 1,500 a month.", "How much is the rent?"
    assert verify(answer, quotes(RENT, LEASE), question).supported == "yes"
    assert verify(answer, quotes(LEASE, RENT), question).supported == "partly"


def test_words_that_only_repeat_the_question_are_no_support():
    assert verdict("The rent of the flat.", "What is the rent of the flat?") != "yes"


def test_each_sentence_is_a_claim_and_one_that_is_not_carried_makes_it_partly():
    found = verify(
        "The rent is EUR 1,500 a month. Heating costs 90 euros.", quotes(LEASE, RENT), "How much is the rent?"
    )
    assert [(c.verdict, c.evidence) for c in found.claims] == [("yes", (1,)), ("no", ())]
    assert found.claims[1].missing == ("90",)
    assert found.supported == "partly"


def test_a_claim_is_held_to_the_source_that_it_cites():
    right = verify("The rent is EUR 1,500 a month. [5]", quotes(LEASE, RENT), "How much is the rent?", numbers=[4, 5])
    wrong = verify("The rent is EUR 1,500 a month. [4]", quotes(LEASE, RENT), "How much is the rent?", numbers=[4, 5])
    assert (right.claims[0].verdict, right.claims[0].evidence) == ("yes", (1,))
    assert right.claims[0].text == "The rent is EUR 1,500 a month."
    assert (wrong.claims[0].verdict, wrong.claims[0].evidence) == ("no", (0,))


def test_a_table_row_is_read_with_its_header():
    row = quotes("North 1,200", context="Region Revenue 2024")
    assert verify("The revenue of North was 1,200.", row, "What was the revenue of North?").supported == "yes"


def test_nothing_found_stays_nothing_found_whatever_the_model_writes():
    assert verdict("The rent is EUR 1,500 a month.", "How much is the rent?", found=False) == "not_found"
    assert verify("Paris.", [], "What is the capital of France?").supported == "not_found"
    assert verdict("", "How much is the rent?") == "no"


def test_a_claim_far_from_its_evidence_in_meaning_is_at_most_partly():
    apart = np.eye(2, dtype=np.float32)
    assert verdict("The rent is EUR 1,500 a month.", "How much is the rent?", embed=lambda texts: apart) == "partly"


def test_chinese_answers_are_held_to_the_same():
    text = "房租为每月三千五百元，押金为两个月房租，合同于2025年3月31日到期。"
    assert verdict("房租为每月3500元。", "房租是多少？", text) == "yes"
    assert verdict("房租为每月1000元。", "房租是多少？", text) != "yes"
    assert verdict("合同于2025年3月31日到期。", "合同什么时候到期？", text) == "yes"


def test_numbers_and_dates_have_one_spelling():
    assert facts("1,500") == facts("1500") == facts("一千五百") == facts("1500.0") == {"1500"}
    assert facts("5 March 2024") == facts("March 5, 2024") == facts("2024-03-05") == facts("2024年3月5日")
    assert facts("twenty people") == facts("20 people")
    assert facts("they may march in august company") == frozenset()
    assert "month 5" in facts("in May 2024")


@pytest.mark.parametrize(
    ("text", "value"), [("三千五百", 3500), ("二〇二四", 2024), ("一万二千", 12000), ("十五", 15), ("两亿", 200000000)]
)
def test_a_chinese_number_has_its_value(text, value):
    assert chinese_number(text) == value


def test_names_are_capitals_that_no_sentence_start_explains():
    assert names("The rent goes to Anna Berg. Heating is extra, says Carl.") == ["Anna", "Berg", "Carl"]
    assert names("Anna Berg signed it.") == ["Anna", "Berg"]

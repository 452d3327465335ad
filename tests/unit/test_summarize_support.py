"""What a summary's sentence may stand on, and what a shorter form may leave out."""

import pytest

from chains.documents import as_document
from chains.summarizing.support import keeps_conditions, keeps_names, keeps_order, support
from chains.types import Quote

LEASE = (
    "The rent is 1,450 euros a month.",
    "The tenants pay a deposit of 2,900 euros before the keys are handed over.",
    "If the tenants leave early, they owe one month's rent.",
)


def quotes(*sentences: str) -> list[Quote]:
    text = "\n\n".join(sentences)
    document = as_document(text, "Lease")
    return [document.quote(text.index(sentence), text.index(sentence) + len(sentence)) for sentence in sentences]


def test_a_sentence_may_stand_on_one_passage_for_each_clause() -> None:
    found = support("The rent is 1,450 euros a month, and the tenants pay a deposit of 2,900 euros.", quotes(*LEASE))
    assert found.verdict == "yes"
    assert found.evidence == (0, 1)


@pytest.mark.parametrize(
    "text",
    [
        "The rent is 2,900 euros a month.",
        "The deposit is 1,450 euros, and the rent is 2,900 euros a month.",
        "The tenants pay a deposit to the bank of Lisbon.",
        "The tenants do not pay a deposit of 2,900 euros.",
    ],
)
def test_what_was_put_together_from_several_passages_does_not_hold(text: str) -> None:
    assert support(text, quotes(*LEASE)).verdict != "yes"


def test_two_names_do_not_make_a_third() -> None:
    source = "The treaty between King Charles of Francia and the Viking ruler Rollo was signed in 911."
    assert not keeps_names("King Rollo signed the treaty in 911.", source)
    assert keeps_names("King Charles signed the treaty in 911.", source)
    assert support("The treaty of King Rollo was signed in 911.", quotes(source)).verdict != "yes"


def test_a_shorter_form_keeps_the_order_of_what_is_said() -> None:
    source = "They adopted the Gallo-Romance language of the Frankish land that they settled."
    assert keeps_order("They adopted the language of the land.", source)
    assert not keeps_order("They adopted the Frankish language of the land.", source)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Stop the pump at once.", "If the pump makes noises, stop it at once."),
        ("The deposit is paid back.", "The deposit is not paid back."),
        ("The tenants owe a month's rent.", "The tenants owe a month's rent unless they present a new tenant."),
        ("退还押金。", "如果房屋完好，退还押金。"),
    ],
)
def test_a_shorter_form_loses_no_condition(text: str, source: str) -> None:
    assert not keeps_conditions(text, source)
    assert keeps_conditions(source, source)

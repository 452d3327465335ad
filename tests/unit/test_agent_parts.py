"""A task taken apart by rules: what is asked for each, and what is reckoned from the answers."""

import pytest

from chains.agent.holding import expressions
from chains.agent.parts import parts


def test_two_things_may_be_asked_for_in_one_breath() -> None:
    asked = [part.text for part in parts("Please give me the name of the landlord and the date of the fair.")]
    assert asked == ["What is the name of the landlord?", "What is the date of the fair?"]


def test_the_other_side_of_a_ratio_is_of_the_same_things() -> None:
    sides = parts("Divide the revenue of kettles in 2024 by the units sold.")
    assert [side.joins for side in sides] == [0, 0, 2]
    assert "kettles in 2024" in sides[1].text


@pytest.mark.parametrize(
    ("task", "sides", "texts", "found"),
    [
        (
            "How many years after the founding of the shop did the fire take place?",
            ["When was the founding of the shop?", "When was the fire?"],
            ["It was founded in 911 by 12 monks.", "In 1066 the fire took 3 days."],
            ["1066 - 911"],
        ),
        (
            "How many more kettles than toasters did we sell in 2024?",
            ["How many kettles did we sell in 2024?", "How many toasters did we sell in 2024?"],
            ["**7,935**", "**5,739**"],
            ["7935 - 5739"],
        ),
        (
            "By what percentage did revenue grow from November to December 2024?",
            ["How much was revenue in November 2024?", "How much was revenue in December 2024?"],
            ["**50**", "**60**"],
            ["(60 - 50) / 50 * 100"],
        ),
        (
            "Could you divide the revenue of the North in 2024 by that of the South? Two decimals are enough.",
            ["How much is the revenue of the North in 2024?", "How much is the revenue of the South in 2024?"],
            ["**10**", "**4**"],
            ["10 / 4"],
        ),
        (
            "By how many euros is the deposit of the flat higher than that of the garage?",
            ["How much is the deposit of the flat?", "How much is the deposit of the garage?"],
            ["2,900 euros", "300 euros"],
            ["2900 - 300"],
        ),
    ],
)
def test_each_side_is_asked_for_in_full(task: str, sides: list[str], texts: list[str], found: list[str]) -> None:
    *looked_up, joined = parts(task)
    assert [side.text for side in looked_up] == sides
    assert joined.joins == 2
    assert expressions(joined, texts, "en") == found


def test_likes_are_reckoned_with_likes() -> None:
    joined = parts("How much more is the deposit than the rent?")[-1]
    found = expressions(joined, ["Deposit | 29 days | 2,900 euros", "Rent: 1,450 euros, 12 times"], "en")
    assert found == ["2900 - 1450"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Chair | 40 euros | oak", ["40 * 12"]),
        ("Chairs are 40 euros each, 300 euros for 10", ["40 * 12"]),
        ("A chair costs 40 euros, its delivery 15 euros", ["40 * 12"]),
        ("12 chairs are 480 euros", []),
    ],
)
def test_a_price_is_taken_as_often_as_things_are_asked_for(text: str, found: list[str]) -> None:
    (part,) = parts("How much do 12 chairs cost?")
    assert part.sign == "*"
    assert expressions(part, [text], "en") == found


@pytest.mark.parametrize("task", ["How much does room 12 cost?", "How much was the fine paid by 3 firms in 2019?"])
def test_a_number_beside_a_price_is_no_count(task: str) -> None:
    assert not parts(task)[0].sign


@pytest.mark.parametrize("sign", ["How much more did they sell in 2024?", "Sum up what they sold in 2024."])
def test_a_year_that_says_when_is_not_reckoned_with(sign: str) -> None:
    (part,) = parts(sign)
    assert part.sign
    assert expressions(part, ["May | Kettle | 52 | 4628"], "en") == []


def test_an_account_is_no_amount() -> None:
    joined = parts("How many more chairs are there than tables?")[-1]
    found = expressions(joined, ["Chairs | 14 | WSB 20-114-915", "Tables | 9 | INV-2024-17"], "en")
    assert found == ["14 - 9"]

"""A task taken apart by rules: what is asked for each, and what is reckoned from the answers."""

import pytest

from chains.agent.holding import expressions
from chains.agent.parts import parts, reckons_alone, written


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
        (
            "How many years passed from the opening of the mill to the flood?",
            ["When was the flood?", "When was the opening of the mill?"],
            ["The mill opened in 1801, and the flood of 1847 took it.", "The mill was opened in 1801."],
            ["1847 - 1801"],
        ),
        (
            "How much more did Anna earn than Ben in October? In euros.",
            ["How much did Anna earn in October?", "How much did Ben earn in October?"],
            ["**300**", "**120**"],
            ["300 - 120"],
        ),
        (
            "Chairs vs tables: what is the difference in revenue for the whole year?",
            [
                "How much is the revenue of Chairs for the whole year?",
                "How much is the revenue of tables for the whole year?",
            ],
            ["**300**", "**420**"],
            ["420 - 300"],
        ),
        (
            "By how much did the revenue of the second half of 2024 exceed the first half?",
            [
                "How much is the revenue of the second half of 2024?",
                "How much is the revenue of the first half of 2024?",
            ],
            ["**500**", "**430**"],
            ["500 - 430"],
        ),
        (
            "By how much did the rent rise from 2019 to 2021?",
            ["How much was the rent in 2019?", "How much was the rent in 2021?"],
            ["The rent was 900 euros in 2019 and 960 euros in 2021."] * 2,
            ["960 - 900"],
        ),
        (
            "Pupils plus teachers at Northgate, what's the total?",
            ["How much is Pupils at Northgate?", "How much is teachers at Northgate?"],
            ["Northgate's 12 buildings house 640 pupils and 48 teachers."] * 2,
            ["640 + 48"],
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


def test_one_number_is_not_what_two_times_had() -> None:
    joined = parts("By what percentage did the fund grow between 2009 and 2011?")[-1]
    assert expressions(joined, ["The fund lost 22% in 2008."] * 2, "en") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [("8,000 of the 20,000 members were women.", ["8000 / 20000 * 100"]), ("Of 200 members 40% were women.", [])],
)
def test_so_many_of_so_many_are_a_share(text: str, found: list[str]) -> None:
    (part,) = parts("What percentage of the members were women?")
    assert expressions(part, [text], "en") == found


@pytest.mark.parametrize(
    "task",
    [
        "I'd like to know what the fee was in the 2012-13 school year.",
        "We used 12 tonnes of water and 100 kWh, what do we pay in total?",
        "我一个月用了12吨水和100度电，加起来是多少元？",
    ],
)
def test_what_cannot_be_reckoned_with_is_not(task: str) -> None:
    for part in parts(task):
        assert not written(part.text, "en")
        assert expressions(part, [], "zh" if "吨" in task else "en") == []
        assert not reckons_alone(part.text, "zh" if "吨" in task else "en")


@pytest.mark.parametrize(
    "task", ["In which year was the war between France and Spain?", "What happened in the years between 1914 and 1918?"]
)
def test_a_question_of_when_is_no_calculation(task: str) -> None:
    assert [part.text for part in parts(task)] == [task]


def test_what_was_found_goes_with_a_count_unless_it_is_of_something_else() -> None:
    (part,) = parts("The shop has 860 orders, how many are missing to the goal?")
    assert expressions(part, ["The goal is 2,000."], "en") == ["2000 - 860"]
    assert expressions(part, ["The goal is 2,000 euros."], "en") == []

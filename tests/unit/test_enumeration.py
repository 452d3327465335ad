"""The number of a clause is told from a figure."""

import pytest

from chains.enumeration import without_number


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("3.1 The rent is 1,450 euros.", "The rent is 1,450 euros."),
        ("(4) The tenant pays.", "The tenant pays."),
        ("§ 12 Notice", "Notice"),
        ("4. Deposit", "Deposit"),
        ("1. 租金每月三千元", "租金每月三千元"),
        ("3.5 litres of water", "3.5 litres of water"),
        ("1850 was a cold year", "1850 was a cold year"),
        ("12 March 2024", "12 March 2024"),
        ("2 persons", "2 persons"),
    ],
)
def test_only_a_clause_number_is_taken_away(text: str, rest: str) -> None:
    assert without_number(text) == rest

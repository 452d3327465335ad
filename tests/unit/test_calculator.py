"""The calculator: exact, bounded, and never fooled by what a model claims."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chains.calculator import CalculationError, calculate, checked, shown

numbers = st.integers(-10_000, 10_000)
signs = st.sampled_from("+-*/")


@given(numbers, signs, numbers, signs, numbers)
def test_it_agrees_with_exact_fractions(a, first, b, second, c):
    text = f"({a} {first} {b}) {second} {c}"
    try:
        inner = {"+": a + b, "-": a - b, "*": a * b}.get(first) if first != "/" else Fraction(a, b)
        expected = (
            {"+": inner + c, "-": inner - c, "*": inner * c}.get(second) if second != "/" else Fraction(inner) / c
        )
    except ZeroDivisionError:
        with pytest.raises(CalculationError):
            calculate(text)
        return
    assert calculate(text) == expected


@given(st.text(max_size=60))
def test_any_text_has_a_value_or_an_error_that_names_it(text):
    try:
        assert isinstance(calculate(text), Fraction)
    except CalculationError as error:
        assert error.message() and error.message("zh")


@given(st.decimals(-10_000, 10_000, places=4))
def test_decimals_are_exact_and_written_as_people_do(value):
    assert calculate(str(value)) == Fraction(value)
    assert Fraction(shown(Fraction(value))) == Fraction(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 + 3 * 4", 14), ("2^3^2", 512), ("-2^2", -4), ("15% of 80", 12), ("200 + 10%", 220), ("80 - 25%", 60),
        ("1,200 × 3 ÷ 2", 1800), ("$5 + $7", 12), ("0.1 + 0.2", Fraction(3, 10)), ("（3＋4）* 2", 14), ("50% * 8", 4),
    ],
)  # fmt: skip
def test_calculations_as_people_write_them(text, value):
    assert calculate(text) == value


@pytest.mark.parametrize(
    "text", ["1/0", "0^-1", "9^9^9", "2^0.5", "(" * 500, "1" * 1000, "__import__('os')", "", "1 +"]
)
def test_what_cannot_be_calculated_is_refused_at_once(text):
    with pytest.raises(CalculationError):
        calculate(text)


@given(st.integers(0, 999), st.integers(0, 999), st.integers(0, 2000))
def test_a_wrong_claim_is_found_and_corrected(a, b, claimed):
    found = list(checked(f"So there are {a} + {b} = {claimed} of them."))
    assert [item.right for item in found] == [a + b == claimed]
    assert found[0].corrected == f"{a} + {b} = {a + b}"


def test_a_rounded_result_is_no_mistake():
    assert [item.right for item in checked("10 / 3 = 3.33 and 10 / 4 = 2.6")] == [True, False]

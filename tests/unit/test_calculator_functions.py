"""Functions of the calculator, and numbers as languages write them; what was read is told."""

from fractions import Fraction
from statistics import mean, median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chains.calculator import CalculationError, calculate, shown, worked_out
from chains.calculator_functions import FUNCTIONS
from chains.toolkits.base import Observation, traits
from chains.toolkits.calculator import calculator_tool, json_number

numbers = st.lists(st.integers(-99_999, 99_999), min_size=1, max_size=20)


@given(numbers, st.sampled_from([",", ", ", " , ", ";", "; "]))
def test_lists_of_plain_numbers_are_taken_apart_however_they_are_separated(values, separator):
    text = separator.join(map(str, values))
    assert calculate(f"sum({text})") == sum(values)
    assert calculate(f"max({text}) - min({text})") == max(values) - min(values)
    assert calculate(f"average({text})") == mean(map(Fraction, values))
    assert calculate(f"median({text})") == median(map(Fraction, values))


@given(st.lists(st.integers(1_000, 9_999_999), min_size=2, max_size=10))
def test_thousands_within_a_list_are_known_by_the_blanks_behind_the_other_commas(values):
    assert calculate(f"sum({', '.join(f'{value:,}' for value in values)})") == sum(values)


@given(st.integers(0, 10**12))
def test_a_root_is_exact_where_there_is_one(value):
    assert calculate(f"sqrt({value}^2)") == value
    assert abs(calculate(f"sqrt({value})^2") - value) < Fraction(1, 10**15)


@given(st.decimals(-1_000, 1_000, places=4), st.integers(0, 3))
def test_rounding_is_as_people_round(value, digits):
    found = calculate(f"round({value}, {digits})")
    unit = Fraction(1, 10**digits)
    assert (found / unit).denominator == 1
    assert abs(found - Fraction(value)) <= unit / 2
    assert abs(found) >= abs(Fraction(value)) or abs(found - Fraction(value)) < unit / 2


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("percent(30, 120)", 25), ("percent_change(80, 100)", 25), ("percent_change(100, 80)", -20), ("abs(3 - 10)", 7),
        ("floor(-2.5)", -3), ("ceil(2.1)", 3), ("mod(17, 5)", 2), ("round(-2.5)", -3), ("round(1234.5, -2)", 1200),
        ("sqrt(9) * max(2, sqrt(16))", 12), ("15 percent of 80", 12), ("3 million / 4", 750_000), ("2.5万 * 3", 75_000),
        ("３ ＋ ４", 7), ("3 x 4", 12), ("√(49)", 7), ("MAX(1; 2)", 2), ("sum($1,250, $300)", 1550),
        ("900 euros * 12", 10_800), ("EUR 900 + 100 EUR", 1000), ("$5 + 7 USD", 12),
    ],
)  # fmt: skip
def test_functions_and_words_as_people_write_them(text, value):
    assert calculate(text) == value


@pytest.mark.parametrize(
    ("text", "language", "value"),
    [
        ("1.250 * 2", "de", 2500), ("1.250 * 2", "en", Fraction(5, 2)), ("1,5 * 2", "de", 3),
        ("1.250,50 * 2", "en", 2501),
        ("1,250.50 * 2", "de", 2501), ("1.234.567", "en", 1_234_567), ("1'250", "de", 1250),
        ("0,125", "en", Fraction(1, 8)),
    ],
)  # fmt: skip
def test_a_number_is_read_as_its_language_writes_it(text, language, value):
    assert calculate(text, language) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("sqrt(-1)", "range"), ("round(1, 0.5)", "range"), ("round(1, 999999)", "range"),
        ("mod(1, 0)", "division_by_zero"),
        ("percent(1, 0)", "division_by_zero"), ("eval(1)", "function"), ("sqrt", "unreadable"),
        ("sqrt(1, 2)", "unreadable"),
        ("sum()", "unreadable"), ("max((1, 2), 3)", "unreadable"), ("0x10", "unreadable"), ("1e5", "unreadable"),
        ("٣ + ٤", "unreadable"), ("1,2,3", "unreadable"), ("$5 + €7", "currencies"), ("5 km * 2", "unreadable"),
        ("1.2.3", "unreadable"),
    ],
)  # fmt: skip
def test_what_has_no_value_says_why(text, code):
    with pytest.raises(CalculationError) as caught:
        calculate(text)
    assert caught.value.code == f"calculator.{code}"


@given(st.text("0123456789.,+-*/^()% xabmsqrtuenil", max_size=60))
def test_what_was_read_has_the_same_value_again(text):
    try:
        value, read = worked_out(text)
    except CalculationError:
        return
    assert worked_out(read)[0] == value


def test_interest_over_many_years_is_worked_out_though_its_fractions_are_long():
    assert shown(calculate("1000 * (1 + 0.05/12)^360")) == "4467.74431401"
    assert shown(calculate("(1 + 1/365)^365")) == "2.71456748202"


def test_every_function_that_there_is_can_be_called_and_stands_in_the_hint():
    hint = CalculationError("calculator.function", expression="x").hint()
    for name, (_, least, _) in FUNCTIONS.items():
        assert isinstance(calculate(f"{name}({', '.join(['4'] * least)})"), Fraction)
        assert name in hint or name in {"avg", "mean"}


def test_the_tool_tells_how_it_read_the_expression_and_gives_the_bare_number():
    tool = calculator_tool()
    message = tool.invoke({"type": "tool_call", "id": "1", "name": "calculate", "args": {"expression": "1,200 × 3"}})
    assert isinstance(message.artifact, Observation)
    assert (message.artifact.text, message.artifact.value) == ("1200 * 3 = 3600", 3600)
    assert traits(tool).kind == "compute"


def test_a_number_that_json_would_change_is_given_as_text():
    assert json_number(Fraction(2**53 + 1)) == str(2**53 + 1)
    assert json_number(Fraction(1, 4)) == 0.25
    assert json_number(Fraction(3**1200, 2)) == shown(Fraction(3**1200, 2))

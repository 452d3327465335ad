"""Conversion of units: exact, there and back, in several languages; money is refused."""

import math
import tomllib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chains.errors import InputError
from chains.toolkits.units import converted, known_units, read_unit, units_tool
from resources import resource

units = st.sampled_from(sorted(set(known_units().values()), key=lambda unit: (unit.quantity, unit.symbol)))
amounts = st.fractions(Fraction(1, 1000), 10**9, max_denominator=10**6)


@given(units, st.data(), amounts)
def test_there_and_back_is_where_one_was(given_unit, data, amount):
    wanted = data.draw(units.filter(lambda unit: unit.quantity == given_unit.quantity))
    assert converted(converted(amount, given_unit, wanted), wanted, given_unit) == amount


@pytest.mark.parametrize(
    ("amount", "given_unit", "wanted", "value"),
    [
        (1, "mi", "km", "1.609344"), (1, "lb", "kg", "0.45359237"), (100, "°C", "°F", "212"), (-40, "°F", "°C", "-40"),
        (0, "K", "°C", "-273.15"), (1, "gal", "l", "3.785411784"), (1, "acre", "m²", "4046.8564224"),
        (1, "kWh", "kJ", "3600"),
        (3, "亩", "m²", "2000"), (1, "斤", "g", "500"), (2, "week", "d", "14"), (1, "GiB", "MB", "1073.741824"),
        (36, "km/h", "m/s", "10"), (5, "l/100km", "km/l", "20"), (18, "month", "year", "1.5"), (1, "ft²", "in²", "144"),
        (1, "m³", "l", "1000"), (90, "°", "turn", "0.25"), (1, "nmi", "m", "1852"), (1, "atm", "hPa", "1013.25"),
    ],
)  # fmt: skip
def test_known_equivalents(amount, given_unit, wanted, value):
    assert converted(Fraction(amount), read_unit(given_unit), read_unit(wanted)) == Fraction(value)


def test_units_that_are_no_fractions_are_near_to_what_they_are():
    assert math.isclose(read_unit("rad").factor, 180 / math.pi, rel_tol=1e-15)
    assert math.isclose(read_unit("hp").factor, 550 * 0.3048 * 0.45359237 * 9.80665, rel_tol=1e-12)
    assert math.isclose(read_unit("psi").factor, 0.45359237 * 9.80665 / 0.0254**2, rel_tol=1e-12)
    assert math.isclose(read_unit("mpg").factor, 1.609344 / 3.785411784, rel_tol=1e-12)
    assert math.isclose(read_unit("imp mpg").factor, 1.609344 / 4.54609, rel_tol=1e-12)


@pytest.mark.parametrize(
    ("text", "language", "symbol"),
    [
        ("Meilen", "de", "mi"), ("Stunden", "de", "h"), ("heures", "fr", "h"), ("libras", "es", "lb"),
        ("公里", "zh", "km"),
        ("平方米", "zh", "m²"), ("KM", "en", "km"), ("Square Feet", "en", "ft²"), (" miles. ", "en", "mi"),
        ("℃", "en", "°C"),
        ("pounds", "en", "lb"), ("MB", "en", "MB"), ("Mb", "en", "Mbit"), ("feet", "zh", "ft"),
        ("kilometers/hour", "en", "km/h"), ("m per sec", "en", "m/s"), ("英里/小时", "zh", "mph"),
        ("sq. ft", "en", "ft²"), ("deg C", "en", "°C"),
    ],
)  # fmt: skip
def test_units_are_known_by_their_names(text, language, symbol):
    assert read_unit(text, language).symbol == symbol


@pytest.mark.parametrize("unit", ["USD", "euro", "dollars", "€", "$", "元", "yen", "gbp"])
def test_money_is_refused_with_the_reason(unit):
    with pytest.raises(InputError) as caught:
        read_unit(unit)
    assert caught.value.code == "tool_units.money"


@pytest.mark.parametrize(
    ("amount", "given_unit", "wanted", "code"),
    [
        (5, "m", "kg", "different"), (3, "years", "days", "different"), (-300, "°C", "K", "impossible"),
        (0, "l/100km", "mpg", "impossible"), (1, "kilomter", "m", "unknown_near"), (1, "\u202e§§", "m", "unknown"),
    ],
)  # fmt: skip
def test_what_cannot_be_converted_says_why(amount, given_unit, wanted, code):
    tool = units_tool()
    with pytest.raises(InputError) as caught:
        tool.invoke({"amount": amount, "from_unit": given_unit, "to_unit": wanted})
    assert caught.value.code == f"tool_units.{code}"


@pytest.mark.parametrize("amount", [float("nan"), float("inf"), 1e300, "10" * 20])
def test_amounts_are_bounded(amount):
    with pytest.raises(ValueError):  # pydantic's own is one
        units_tool().invoke({"amount": amount, "from_unit": "m", "to_unit": "km"})


def test_decimals_are_taken_as_they_were_written():
    message = units_tool().invoke(
        {
            "type": "tool_call",
            "id": "1",
            "name": "convert_units",
            "args": {"amount": 0.1, "from_unit": "m", "to_unit": "mm"},
        }
    )
    assert (message.content, message.artifact.value) == ("0.1 m = 100 mm", 100)


def test_no_spelling_means_two_units():
    spellings = [
        spelling
        for entries in tomllib.loads(resource("units.toml").read_text("utf-8")).values()
        for symbol, entry in entries.items()
        for spelling in (symbol, *entry["names"])
    ]
    assert sorted(spellings) == sorted(set(spellings))

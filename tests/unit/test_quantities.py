"""Numbers come out of a text with their unit, in the way its language writes them."""

import pytest
from babel.numbers import format_currency, format_decimal
from babel.units import format_unit
from hypothesis import given
from hypothesis import strategies as st

from chains.numerals import han_value, words_value
from chains.quantities import Quantity, quantities, read_number, read_quantity

LANGUAGES = ("en", "fr", "de", "es", "it", "pt", "nl", "zh", "ja", "sv", "pl", "ru")
CENTS = st.integers(min_value=-(10**11), max_value=10**11)


@given(cents=CENTS, language=st.sampled_from(LANGUAGES), currency=st.sampled_from(["EUR", "USD", "GBP", "CNY", "CHF"]))
def test_money_as_its_language_writes_it_is_read_back(cents: int, language: str, currency: str) -> None:
    text = format_currency(cents / 100, currency, locale=language)
    found = read_quantity(text, language)
    assert found == Quantity(pytest.approx(cents / 100), currency)


@given(value=st.integers(min_value=0, max_value=10**12), places=st.integers(0, 2), language=st.sampled_from(LANGUAGES))
def test_a_number_as_its_language_writes_it_is_read_back(value: int, places: int, language: str) -> None:
    number = value / 10**places
    text = format_decimal(number, locale=language, format="#,##0.##")
    assert read_number(text, language) == pytest.approx(number)


UNITS = {"duration-month": "month", "area-square-meter": "m²", "length-kilometer": "km", "mass-kilogram": "kg"}


@given(value=st.integers(0, 999), language=st.sampled_from(("en", "fr", "de", "es", "it", "pt", "nl")),
       unit=st.sampled_from(sorted(UNITS)), width=st.sampled_from(["long", "short"]))  # fmt: skip
def test_a_measure_as_its_language_writes_it_is_read_back(value: int, language: str, unit: str, width: str) -> None:
    text = format_unit(value, unit, width, locale=language)  # type: ignore[arg-type] # one of its widths
    if text.endswith(("m.", "M")) or unit in text:
        return  # a short month is a letter that means other things as well; Babel lacks some plurals
    assert read_quantity(text, language) == Quantity(value, UNITS[unit])


def _in_han(number: int) -> str:
    """Chinese numerals up to 99,999, as a bank writes them."""
    digits, units = "零一二三四五六七八九", ["", "十", "百", "千", "万"]
    out, gap = "", False
    text = str(number)
    for place, figure in enumerate(text):
        unit = units[len(text) - 1 - place]
        if figure == "0":
            gap = True
            continue
        out += ("零" if gap and out else "") + digits[int(figure)] + unit
        gap = False
    return out or "零"


@given(st.integers(0, 99_999))
def test_chinese_numerals_are_read_back(number: int) -> None:
    assert han_value(_in_han(number)) == number
    assert read_quantity(f"{_in_han(number)}元整", "zh") == Quantity(number, "CNY")


@pytest.mark.parametrize(
    ("language", "text", "quantity"),
    [
        ("en", "$3.5 million", Quantity(3_500_000, "USD")),
        ("en", "€50k", Quantity(50_000, "EUR")),
        ("en", "5 m", Quantity(5, "m")),
        ("en", "twelve (12) months", Quantity(12, "month")),
        ("en", "three thousand five hundred dollars", Quantity(3500, "USD")),
        ("en", "a 10-day notice", Quantity(10, "day")),
        ("en", "1,200 EUR per month", Quantity(1200, "EUR")),
        ("en", "12 rooms", Quantity(12, "rooms")),
        ("en", "-3.5 °C", Quantity(-3.5, "°C")),
        ("de", "1.200,- €", Quantity(1200, "EUR")),
        ("de", "3,5 Mio. €", Quantity(3_500_000, "EUR")),
        ("de", "fünfunddreißig Tage", Quantity(35, "day")),
        ("de", "95 qm", Quantity(95, "m²")),
        ("fr", "quatre-vingt-dix jours", Quantity(90, "day")),
        ("fr", "1\u202f234,56\u00a0€", Quantity(1234.56, "EUR")),
        ("zh", "三千五百元", Quantity(3500, "CNY")),
        ("zh", "壹万贰仟元整", Quantity(12_000, "CNY")),
        ("zh", "3.5万元", Quantity(35_000, "CNY")),
        ("zh", "1亿2000万美元", Quantity(120_000_000, "USD")),
        ("zh", "百分之三十", Quantity(30, "%")),
        ("zh", "三个半月", Quantity(3.5, "month")),
        ("zh", "三元五角", Quantity(3.5, "CNY")),
        ("zh", "¥３５００", Quantity(3500, "CNY")),
        ("ja", "¥5,000", Quantity(5000, "JPY")),
    ],
)
def test_a_quantity_has_its_unit(language: str, text: str, quantity: Quantity) -> None:
    assert read_quantity(text, language) == quantity


@pytest.mark.parametrize(
    "text", ["version 1.2.3", "room B12", "千万不要百度", "on 5 March 2024", "at 14:30", "one of them"]
)
def test_what_is_no_quantity_is_none(text: str) -> None:
    assert quantities(text) == []


def test_one_sign_before_three_figures_is_told_by_the_language() -> None:
    assert (read_number("1.234", "en"), read_number("1.234", "de")) == (1.234, 1234)
    assert (read_number("1,234", "en"), read_number("1,234", "de")) == (1234, 1.234)
    assert read_number("0,125", "en") == 0.125
    assert read_number("(1,234.00)", "en") == -1234


@given(st.integers(0, 999_999))
def test_english_words_are_read_back(number: int) -> None:
    small = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
             "seventeen eighteen nineteen").split()  # fmt: skip
    tens = "twenty thirty forty fifty sixty seventy eighty ninety".split()

    def words(value: int) -> str:
        if value < 20:
            return small[value]
        if value < 100:
            return tens[value // 10 - 2] + (f"-{small[value % 10]}" if value % 10 else "")
        big, unit = (100, "hundred") if value < 1000 else (1000, "thousand")
        rest = f" and {words(value % big)}" if value % big else ""
        return f"{words(value // big)} {unit}{rest}"

    assert words_value(words(number), "en") == number


@given(st.text(alphabet=st.sampled_from("0123456789.,'- €$%万亿千三十元年kmM²()"), max_size=60) | st.text(max_size=60),
       st.sampled_from(LANGUAGES))  # fmt: skip
def test_any_text_gives_quantities_that_stand_in_it_in_order(text: str, language: str) -> None:
    at = 0
    for found in quantities(text, language):
        assert at <= found.start < found.end <= len(text)
        at = found.end
    read_quantity(text, language)
    read_number(text, language)


@pytest.mark.parametrize("piece", ["1", "1.", "1,111", "三", "1 ", "two ", "9年", "$"])
def test_a_long_text_takes_time_in_proportion(piece: str) -> None:
    assert isinstance(quantities(piece * (60_000 // len(piece))), list)

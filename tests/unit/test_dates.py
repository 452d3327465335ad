"""Dates come out of a text as real dates, in the way its language writes them."""

from datetime import date, datetime

import pytest
from babel.dates import format_date
from hypothesis import given
from hypothesis import strategies as st

from chains.dates import dates, read_date

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31))
LANGUAGES = ("en", "en-GB", "fr", "de", "es", "it", "pt", "nl", "zh", "ja", "ko", "ru", "pl", "sv", "da")


@given(day=DAYS, language=st.sampled_from(LANGUAGES), width=st.sampled_from(["long", "medium"]))
def test_a_day_as_its_language_writes_it_is_read_back(day: date, language: str, width: str) -> None:
    text = format_date(day, format=width, locale=language.replace("-", "_"))
    found = read_date(text, language)
    assert found is not None
    assert found.value == day
    assert found.other is None


@given(
    day=DAYS,
    before=st.sampled_from(["", "Signed on ", "合同于", "x: "]),
    after=st.sampled_from(["", ".", ", in Rome", "签订"]),
)
def test_a_span_is_exactly_what_was_written(day: date, before: str, after: str) -> None:
    for written in (day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day.day} {day:%B} {day.year}"):
        text = f"{before}{written}{after}"
        assert [text[found.start : found.end] for found in dates(text)] == [written]


@pytest.mark.parametrize(
    ("language", "text", "iso"),
    [
        ("fr", "le 1er avril 2021 à 14h30", "2021-04-01T14:30"),
        ("fr", "3 fevrier 2024", "2024-02-03"),
        ("de", "3. März 2024", "2024-03-03"),
        ("de", "03.04.24", "2024-04-03"),
        ("en", "3rd day of March, 2024", "2024-03-03"),
        ("en", "Tuesday, 5 March 2024 at 5 pm", "2024-03-05T17:00"),
        ("en", "12-Mar-24", "2024-03-12"),
        ("en", "2024-03-05 14:30:10Z", "2024-03-05T14:30:10"),
        ("en", "Sept. 2023", "2023-09"),
        ("en", "2024", "2024"),
        ("es", "el 12 de septiembre del 2023", "2023-09-12"),
        ("zh", "二〇二四年三月三日", "2024-03-03"),
        ("zh", "二零二四年十二月廿五日", "2024-12-25"),
        ("zh", "２０２４年３月３日", "2024-03-03"),
        ("zh", "2024年3月3日下午2点30分", "2024-03-03T14:30"),
        ("zh", "民国113年5月1日", "2024-05-01"),
        ("zh", "2024年3月", "2024-03"),
        ("ja", "令和元年5月1日", "2019-05-01"),
    ],
)
def test_a_date_has_the_precision_that_was_given(language: str, text: str, iso: str) -> None:
    found = read_date(text, language)
    assert found is not None
    assert found.iso == iso
    assert found.whole == (len(iso) >= 10)
    assert isinstance(found.value, datetime) == ("T" in iso)


NO_DATES = (
    "30 February 2024|31/04/2024|2023-02-29|version 1.2.34|租期为3年|page 3|call 020 7946 0958|may 12|10.1.2.3|2024 EUR"
)


@pytest.mark.parametrize("text", NO_DATES.split("|"))
def test_what_no_calendar_has_and_what_is_no_date_is_none(text: str) -> None:
    assert dates(text) == []


def test_a_date_of_figures_is_told_by_the_language_or_named_ambiguous() -> None:
    (unsure,) = dates("due 03/04/2024", "en")
    assert (unsure.value, unsure.other) == (date(2024, 3, 4), date(2024, 4, 3))
    for language, value in (("en-GB", date(2024, 4, 3)), ("en-US", date(2024, 3, 4)), ("fr", date(2024, 4, 3))):
        (sure,) = dates("03/04/2024", language)
        assert (sure.value, sure.other) == (value, None)
    assert dates("03/03/2024", "en")[0].other is None


def test_another_date_of_the_text_says_which_comes_first() -> None:
    assert [found.iso for found in dates("From 03/04/2024 to 25/12/2024.", "en")] == ["2024-04-03", "2024-12-25"]
    assert [found.iso for found in dates("From 03/04/2024 to 12/25/2024.", "en")] == ["2024-03-04", "2024-12-25"]
    assert dates("25/12/2024, 12/25/2024, 03/04/2024", "en")[2].other is not None


@given(
    st.text(alphabet=st.sampled_from("0123456789/.-年月日三十〇 :,TZMarch ofthe'"), max_size=60) | st.text(max_size=60)
)
def test_any_text_gives_dates_that_stand_in_it_in_order(text: str) -> None:
    at = 0
    for found in dates(text):
        assert at <= found.start < found.end <= len(text)
        at = found.end


@pytest.mark.parametrize("piece", ["1", "1-", "1.", "9年", "三", "jan ", "1 jan ", "20", "年"])
def test_a_long_text_takes_time_in_proportion(piece: str) -> None:
    assert isinstance(dates(piece * (60_000 // len(piece))), list)

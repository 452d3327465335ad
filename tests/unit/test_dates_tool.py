"""The tools of dates: days and spans as people say them, on a fixed day; working days against counting one by one."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.toolkits.reckoning import CalculatorToolkit, DatesToolkit
from chains.errors import AssistantError, InputError
from chains.toolkits.base import traits
from chains.toolkits.dates import Span, date_tools, read_day, read_span, shifted, working_days

TODAY = date(2026, 11, 21)  # a Saturday
days = st.dates(date(1900, 1, 1), date(2200, 12, 31))


def called(name, language="en", **arguments):
    tool = next(tool for tool in date_tools(language, lambda: TODAY) if tool.name == name)
    return tool.invoke({"type": "tool_call", "id": "1", "name": name, "args": arguments}).artifact


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("today", "en", "2026-11-21"), ("tomorrow", "en", "2026-11-22"), ("next Monday", "en", "2026-11-23"),
        ("this Friday", "en", "2026-11-27"), ("last Friday", "en", "2026-11-20"), ("Saturday", "en", "2026-11-21"),
        ("15 March", "en", "2026-03-15"), ("Dec 24, 2026", "en", "2026-12-24"),
        ("end of the month", "en", "2026-11-30"),
        ("in three weeks", "en", "2026-12-12"), ("two weeks ago", "en", "2026-11-07"),
        ("a week from now", "en", "2026-11-28"),
        ("今天", "zh", "2026-11-21"), ("下周五", "zh", "2026-11-27"), ("周三", "zh", "2026-11-18"),
        ("两周后", "zh", "2026-12-05"),
        ("3月15日", "zh", "2026-03-15"), ("三天前", "zh", "2026-11-18"), ("年底", "zh", "2026-12-31"),
        ("后天", "zh", "2026-11-23"),
        ("morgen", "de", "2026-11-22"), ("vor drei Tagen", "de", "2026-11-18"), ("3. April 2026", "de", "2026-04-03"),
        ("24.12.", "de", "2026-12-24"), ("demain", "fr", "2026-11-22"), ("tomorrow", "zh", "2026-11-22"),
        ("signed on 3 March 2026 in Berlin", "en", "2026-03-03"), ("2026年3月15日", "en", "2026-03-15"),
    ],
)  # fmt: skip
def test_days_as_people_say_them(text, language, day):
    assert read_day(text, language, TODAY).value.isoformat() == day


@pytest.mark.parametrize(
    ("text", "language", "span"),
    [
        ("in three weeks", "en", Span(days=21)), ("10 business days", "en", Span(days=10, working=True)),
        ("ten working days", "en", Span(days=10, working=True)), ("a week", "en", Span(days=7)),
        ("half a year", "en", Span(6)),
        ("1.5 years", "en", Span(18)), ("2 weeks and 3 days", "en", Span(days=17)), ("6 months before", "en", Span(-6)),
        ("-2 months", "en", Span(-2)), ("within thirty (30) days", "en", Span(days=30)),
        ("two quarters", "en", Span(6)),
        ("两周后", "zh", Span(days=14)), ("2026年3月3日之后10个工作日是哪一天？", "zh", Span(days=10, working=True)),
        ("What date is three weeks after 3 March 2026?", "en", Span(days=21)),
        ("Which weekday is it in 100 days?", "en", Span(days=100)), ("5 weekdays", "en", Span(days=5, working=True)),
        ("十个工作日后", "zh", Span(days=10, working=True)),
        ("三个月前", "zh", Span(-3)),
        ("一年半", "zh", Span(18)), ("两个季度", "zh", Span(6)), ("90个自然日", "zh", Span(days=90)),
        ("1年零6个月", "zh", Span(18)),
        ("zehn Werktage", "de", Span(days=10, working=True)), ("einen Monat", "de", Span(1)), ("0 days", "en", Span()),
    ],
)  # fmt: skip
def test_spans_as_people_say_them(text, language, span):
    assert read_span(text, language) == span


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("foo", "unreadable"), ("30 February 2026", "unreadable"), ("March 2026", "no_day"), ("2026", "no_day"),
        ("from 3 March 2026 to 4 March 2026", "several"), ("3 weeks after 3 March 2026", "date_and_span"),
        ("", "unreadable"),
    ],
)  # fmt: skip
def test_what_names_no_day_says_why(text, code):
    with pytest.raises(InputError) as caught:
        read_day(text, "en", TODAY)
    assert caught.value.code == f"tool_dates.{code}"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("soon", "no_span"), ("6 hours", "no_span"), ("1.5 months", "no_whole_days"), ("99999999999 days", "too_far"),
        ("3 business weeks", "no_span"), ("three and a half months", "no_span"), ("9" * 100 + " years", "too_far"),
    ],
)  # fmt: skip
def test_what_is_no_span_says_why(text, code):
    with pytest.raises(InputError) as caught:
        read_span(text)
    assert caught.value.code == f"tool_dates.{code}"


@given(days, st.integers(-800, 800))
def test_working_days_are_those_that_one_counts_one_by_one(start, count):
    end = start + timedelta(days=count)
    step = 1 if count >= 0 else -1
    # The day that is counted from does not count, the one that is counted to does.
    first, last = min(start, end), max(start, end)
    expected = step * sum((first + timedelta(days=n)).weekday() < 5 for n in range(1, (last - first).days + 1))
    assert working_days(start, end) == expected


@given(days, st.integers(-500, 500))
def test_so_many_working_days_on_lie_so_many_working_days_apart(start, count):
    found = shifted(start, Span(days=count, working=True))
    passed, step = 0, 1 if count > 0 else -1
    day = start
    while passed < abs(count):
        day += timedelta(days=step)
        passed += day.weekday() < 5
    assert found == day


@given(days, st.integers(-600, 600))
def test_months_keep_the_day_or_end_with_the_month(start, months):
    found = shifted(start, Span(months=months))
    assert (found.year * 12 + found.month) - (start.year * 12 + start.month) == months
    assert found.day == start.day or (found.day < start.day and (found + timedelta(days=1)).day == 1)


@given(st.text(max_size=40), st.sampled_from(["en", "zh", "de", "fr"]))
def test_any_text_is_a_day_or_an_error_that_names_it(text, language):
    for read in (lambda: read_day(text, language, TODAY), lambda: read_span(text, language)):
        try:
            read()
        except AssistantError as error:
            assert error.message() and error.message("zh")


def test_between_two_dates_days_weeks_months_and_working_days_are_told():
    found = called("days_between", start="2026-03-01", end="June 15, 2026")
    assert found.value == 106
    for part in ("106 days", "15 weeks 1 day", "3 months 14 days", "76 working days", "public holidays"):
        assert part in found.text


def test_before_the_start_is_a_negative_number():
    assert called("days_between", start="today", end="yesterday").value == -1


@pytest.mark.parametrize(
    ("day", "span", "value"),
    [
        ("31 January 2026", "one month", "2026-02-28"), ("today", "10 business days", "2026-12-04"),
        ("2024-02-29", "1 year", "2025-02-28"), ("2026-03-02", "90 days before", "2025-12-02"),
        ("today", "3 weeks ago", "2026-10-31"),
    ],
)  # fmt: skip
def test_a_span_is_added_to_a_date(day, span, value):
    assert called("add_to_date", date=day, span=span).value == value


def test_today_is_what_the_clock_says():
    found = called("weekday", date="today")
    assert "2026-11-21" in found.text
    assert found.value == "Saturday"


def test_the_day_of_the_week_is_told_in_the_language_of_the_task_as_well():
    assert "星期二" in called("weekday", "zh", date="2026年11月24日").text


def test_what_else_a_date_can_mean_is_told():
    assert "2026-04-03" in called("weekday", date="03/04/2026").text
    assert "2026 was supposed" in called("weekday", date="15 March").text


def test_a_span_beyond_the_calendar_is_refused():
    with pytest.raises(InputError):
        called("add_to_date", date="2999-12-31", span="9000 years")


def test_the_toolkits_give_the_tools_of_their_task_and_their_clock():
    context = SimpleNamespace(language="zh")
    assert [tool.name for tool in CalculatorToolkit(context=context).get_tools()] == ["calculate", "convert_units"]
    tools = {tool.name: tool for tool in DatesToolkit(context=context, today=lambda: TODAY).get_tools()}
    assert "2026-11-21" in tools["weekday"].invoke({"date": "今天"})


def test_they_touch_nothing():
    assert {traits(tool).kind for tool in date_tools()} == {"compute"}

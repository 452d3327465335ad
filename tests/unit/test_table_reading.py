"""What a question asks of a sheet, read without a model: conditions, groups, ranks, dates, in English and Chinese."""

import pytest

from chains.tables.finding import sheets
from chains.tables.reading import read
from tests.unit.test_table_finding import table

ORDERS = sheets([table(
    ["order id", "customer", "city", "ordered", "units", "total (EUR)", "paid"],
    ["A1", "Lee", "Paris", "2024-01-05", "3", "120.50", "yes"],
    ["A2", "Ortiz", "Berlin", "2024-02-11", "1", "40", "no"],
    ["A3", "Lee", "Berlin", "2024-03-02", "7", "310", "yes"],
    ["A4", "Brandt", "Paris", "2024-03-20", "2", "80", "no"],
    ["A5", "Ortiz", "Rome", "2024-04-01", "4", "160", "yes"],
    name="orders.csv",
)])[0]  # fmt: skip


REGIONS = sheets([table(
    ["month", "North", "South", "total"],
    ["2024-01", "20", "30", "50"],
    ["2024-02", "25", "15", "40"],
    name="revenue.csv",
)])[0]  # fmt: skip


def sql(question: str) -> str:
    return read(question, ORDERS).queries[0][0].sql


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("What is the total for Berlin?", ['SUM("total (EUR)")', "\"city\" = 'Berlin'"]),
        ("How many orders did Lee place in March?", ["COUNT(*)", "\"customer\" = 'Lee'", "\"ordered\" >= '2024-03'"]),
        ("Which orders are not paid?", ['"order id"', '"paid" = 0']),
        ("List the unpaid orders", ['"paid" = 0']),
        ("Orders over 100 euros", ['"total (EUR)" > 100']),
        ("Orders with at least 3 units", ['"units" >= 3']),
        ("Orders between 50 and 200 EUR", ['"total (EUR)" BETWEEN 50 AND 200']),
        ("How many orders before March 2024?", ["COUNT(*)", "\"ordered\" < '2024-03'"]),
        ("Average units per customer", ['AVG("units")', 'GROUP BY "customer"']),
        ("Which city has the most orders?", ["COUNT(*)", 'GROUP BY "city"', "DESC LIMIT 1"]),
        ("Who spent the most?", ['SUM("total (EUR)")', 'GROUP BY "customer"', "DESC LIMIT 1"]),
        ("Top 2 cities by units", ['SUM("units")', 'GROUP BY "city"', "DESC LIMIT 2"]),
        ("Total by month", ['substr("ordered", 1, 7)', 'SUM("total (EUR)")']),
        ("How many different customers are there?", ['COUNT(DISTINCT "customer")']),
        ("Orders not from Paris", ["\"city\" <> 'Paris'"]),
        ("What share of the orders is paid?", ["100.0", '"paid" = 1']),
        ("Customers with more than 1 order", ['GROUP BY "customer"', "HAVING COUNT(*) > 1"]),
        ("When was the last order?", ['MAX("ordered")']),
        ("Paris 的总金额是多少", ['SUM("total (EUR)")', "\"city\" = 'Paris'"]),
        ("每个城市有多少订单", ["COUNT(*)", 'GROUP BY "city"']),
        ("3月有多少订单", ["COUNT(*)", "\"ordered\" >= '2024-03'"]),
        ("金额最高的两个客户", ['"customer"', "DESC LIMIT 2"]),
        ("巴黎有多少订单", ["COUNT(*)", "\"city\" = 'Paris'"]),
    ],
)
def test_a_question_is_read_as_what_it_asks(question: str, parts: list[str]) -> None:
    found = sql(question)
    assert all(part in found for part in parts), found


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("What is the revenue of the South in 2024?", 'SUM("South")'),
        ("How much revenue did North make?", 'SUM("North")'),
        ("What was the average revenue of the North?", 'AVG("North")'),
        ("What is the total revenue?", 'SUM("total")'),
        ("What is the average revenue per month?", '1.0 * SUM("total") / COUNT(DISTINCT'),
        ("What is the average revenue by month?", "GROUP BY"),
        ("What share of the revenue of January came from the North?", '100.0 * SUM("North") / SUM("total")'),
        ("By what percentage did the total grow from January to February 2024?", "GROUP BY"),
    ],
)
def test_figures_are_those_of_the_column_that_is_named_whole(question: str, part: str) -> None:
    assert part in read(question, REGIONS).queries[0][0].sql


@pytest.mark.parametrize(
    ("question", "part", "whole"),
    [
        ("What share of the total came from Berlin in March 2024?", "city", "ordered"),
        ("What percentage of the orders of Lee were ordered in March 2024?", "ordered", "customer"),
        ("柏林占2024年3月总额的百分之几？", "city", "ordered"),
    ],
)
def test_a_share_is_of_all_in_that_time_unless_the_time_is_asked_for(question: str, part: str, whole: str) -> None:
    query = read(question, ORDERS).queries[0][0]
    assert [condition.column.name for condition in query.select[0].part if condition.column] == [part]
    assert [condition.column.name for condition in query.where if condition.column] == [whole]


def test_a_question_that_no_column_answers_gives_no_query() -> None:
    assert read("How many elephants live in the zoo?", ORDERS).queries == ()


def test_a_name_that_stands_nowhere_is_told() -> None:
    assert read("How many orders did Smith place?", ORDERS).ignored == ("Smith",)


def test_a_question_that_is_mostly_strange_to_a_table_says_by_which_words() -> None:
    assert read("Which city has a swimming pool and a theatre?", ORDERS).ignored == ("swimming", "pool", "theatre")
    assert read("What was the average total by city?", ORDERS).ignored == ()
    assert read("What is the total in week 9?", ORDERS).ignored == ("9",)
    assert read("Orders with more than 3 units", ORDERS).ignored == ()


def test_last_month_is_counted_from_the_data() -> None:
    reading = read("How many orders came last month?", ORDERS)
    assert "'2024-03'" in reading.queries[0][0].sql
    assert reading.relative
    assert reading.last == "2024-04-01"


@pytest.mark.parametrize(
    "question", ["", "?", "'; DROP TABLE x", "最", "how many", "1 2 3", "average", "\ud800", "by by by"]
)
def test_any_text_is_read_without_falling_over(question: str) -> None:
    read(question, ORDERS)


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("What were the sales of bicycles in the North in Q2?", 'SELECT "Bicycles Q2" FROM'),
        ("Which region sold the most parts in Q1?", 'ORDER BY "Parts Q1" DESC'),
    ],
)
def test_a_column_of_a_grouped_header_is_named_by_words_that_stand_apart(question: str, part: str) -> None:
    sheet = sheets([table(
        ["Region", "Bicycles Q1", "Bicycles Q2", "Parts Q1", "Parts Q2"],
        ["North", "120", "98", "21", "18"],
        ["South", "87", "105", "15", "17"],
        name="sales.csv",
    )])[0]  # fmt: skip
    assert part in read(question, sheet).queries[0][0].sql


def test_a_version_is_named_by_its_number_and_an_article_names_no_class() -> None:
    sheet = sheets([table(
        ["version", "codename", "class"],
        ["18.04 LTS", "Bionic", "A"],
        ["20.04 LTS", "Focal", "B"],
        ["20.10", "Groovy", "A"],
        name="releases.csv",
    )])[0]  # fmt: skip
    assert "\"version\" = '20.04 LTS'" in read("What is the codename of 20.04?", sheet).queries[0][0].sql
    assert all("'A'" not in query.sql for query, _ in read("What is the codename of a release?", sheet).queries)
    assert "'A'" in read("Which codenames are of class A?", sheet).queries[0][0].sql

"""A hundred questions on five sheets and the rows that answer each, computed from the records in plain Python."""

# ruff: noqa: E501 - what is written as a table reads better with one entry a line

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.bench.table_sheets import Record

Cells = tuple[str | int | float, ...]
Rows = Sequence[Record]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question.

    Attributes:
        kind: filter, count, sum, group, top or dates.
        truth: the rows of the answer, without order; each cell must stand in the row of the result.
    """

    sheet: str
    kind: str
    text: str
    truth: Callable[[Rows], list[Cells]]


def _sum(rows: Iterable[Record], key: str) -> float:
    return round(sum(float(row[key]) for row in rows), 6)


def _mean(rows: Sequence[Record], key: str) -> float:
    return _sum(rows, key) / len(rows)


def _where(rows: Rows, **given: str | int | float) -> list[Record]:
    return [row for row in rows if all(row[key.replace("_0", " ")] == value for key, value in given.items())]


def _is(rows: Rows, key: str, *values: object) -> list[Record]:
    return [row for row in rows if row[key] in values]


def _in(rows: Rows, key: str, start: str, end: str = "~") -> list[Record]:
    """Those whose date is at or after ``start`` and before ``end``, as ISO texts."""
    return [row for row in rows if start <= str(row[key]) < end]


def _by(rows: Rows, key: str, value: Callable[[list[Record]], float]) -> dict[str | int | float, float]:
    groups: dict[str | int | float, list[Record]] = {}
    for row in rows:
        groups.setdefault(row[key], []).append(row)
    return {name: value(group) for name, group in groups.items()}


def _month(rows: Rows, key: str, size: int = 7) -> list[Record]:
    return [{**row, "month": str(row[key])[:size]} for row in rows]


def _best(found: dict[str | int | float, float], count: int = 1, *, least: bool = False) -> list[Cells]:
    ordered = sorted(found.items(), key=lambda entry: entry[1] if least else -entry[1])
    return [(name, value) for name, value in ordered[:count]]


def _all(found: dict[str | int | float, float]) -> list[Cells]:
    return list(found.items())


def _names(rows: Iterable[Record], *keys: str) -> list[Cells]:
    return [tuple(row[key] for key in keys) for row in rows]


def _most(rows: Rows, key: str, count: int = 1, *, least: bool = False) -> list[Record]:
    return sorted(rows, key=lambda row: float(row[key]) if least else -float(row[key]))[:count]


def _different(rows: Rows, key: str) -> int:
    return len({row[key] for row in rows})


TUNED: tuple[Asked, ...] = (
    Asked("orders", "filter", "Which orders were returned by Marco Rossi?", lambda r: _names(_is(_is(r, "customer", "Marco Rossi"), "status", "returned"), "order_id")),
    Asked("orders", "filter", "List the pending orders from France", lambda r: _names(_is(_is(r, "country", "France"), "status", "pending"), "order_id")),
    Asked("orders", "filter", "Show all orders with a total above 1000 euros", lambda r: _names([x for x in r if float(x["total_eur"]) > 1000], "order_id")),
    Asked("orders", "filter", "What did Eva Novak buy in 2023?", lambda r: _names(_in(_is(r, "customer", "Eva Novak"), "order_date", "2023", "2024"), "product")),
    Asked("orders", "count", "How many orders are there?", lambda r: [(len(r),)]),
    Asked("orders", "count", "How many orders have not been paid?", lambda r: [(len(_is(r, "paid", "no")),)]),
    Asked("orders", "count", "How many different customers come from Germany?", lambda r: [(_different(_is(r, "country", "Germany"), "customer"),)]),
    Asked("orders", "count", "Number of orders for rugs or curtains", lambda r: [(len(_is(r, "product", "Rug", "Curtain")),)]),
    Asked("orders", "sum", "What is the total value of all shipped orders?", lambda r: [(_sum(_is(r, "status", "shipped"), "total_eur"),)]),
    Asked("orders", "sum", "How much did Anna Keller spend in total?", lambda r: [(_sum(_is(r, "customer", "Anna Keller"), "total_eur"),)]),
    Asked("orders", "sum", "How many office chairs were sold?", lambda r: [(_sum(_is(r, "product", "Office chair"), "quantity"),)]),
    Asked("orders", "sum", "What is the average order total in the Lighting category?", lambda r: [(_mean(_is(r, "category", "Lighting"), "total_eur"),)]),
    Asked("orders", "group", "Total sales per country", lambda r: _all(_by(r, "country", lambda g: _sum(g, "total_eur")))),
    Asked("orders", "group", "How many orders does each customer have?", lambda r: _all(_by(r, "customer", len))),
    Asked("orders", "group", "Average quantity by category", lambda r: _all(_by(r, "category", lambda g: _mean(g, "quantity")))),
    Asked("orders", "group", "number of orders by status", lambda r: _all(_by(r, "status", len))),
    Asked("orders", "top", "Which customer spent the most?", lambda r: _best(_by(r, "customer", lambda g: _sum(g, "total_eur")))),
    Asked("orders", "top", "Top 3 products by quantity sold", lambda r: _best(_by(r, "product", lambda g: _sum(g, "quantity")), 3)),
    Asked("orders", "top", "What are the five largest orders by total?", lambda r: _names(_most(r, "total_eur", 5), "total_eur")),
    Asked("orders", "top", "Which country placed the fewest orders?", lambda r: _best(_by(r, "country", len), least=True)),
    Asked("orders", "dates", "How many orders were placed in March 2024?", lambda r: [(len(_in(r, "order_date", "2024-03", "2024-04")),)]),
    Asked("orders", "dates", "Total revenue in the second quarter of 2023", lambda r: [(_sum(_in(r, "order_date", "2023-04", "2023-07"), "total_eur"),)]),
    Asked("orders", "dates", "Revenue by month in 2024", lambda r: _all(_by(_month(_in(r, "order_date", "2024", "2025"), "order_date"), "month", lambda g: _sum(g, "total_eur")))),
    Asked("orders", "dates", "How many orders came in after 1 September 2024?", lambda r: [(len(_in(r, "order_date", "2024-09-02")),)]),
    Asked("orders", "dates", "When was the last order of Tom Baker?", lambda r: [(max(str(x["order_date"]) for x in _is(r, "customer", "Tom Baker")),)]),
    Asked("staff", "filter", "Who works in Finance in Hamburg?", lambda r: _names(_is(_is(r, "Department", "Finance"), "City", "Hamburg"), "Name")),
    Asked("staff", "filter", "List the names of employees older than 55", lambda r: _names([x for x in r if int(x["Age"]) > 55], "Name")),
    Asked("staff", "filter", "Which developers earn less than 40000?", lambda r: _names([x for x in _is(r, "Job title", "Developer") if int(x["Salary (EUR)"]) < 40000], "Name")),
    Asked("staff", "filter", "Who in Berlin works remotely?", lambda r: _names(_is(_is(r, "City", "Berlin"), "Remote", "yes"), "Name")),
    Asked("staff", "count", "How many people work in Munich?", lambda r: [(len(_is(r, "City", "Munich")),)]),
    Asked("staff", "count", "How many employees earn between 50000 and 60000 euros?", lambda r: [(len([x for x in r if 50000 <= int(x["Salary (EUR)"]) <= 60000]),)]),
    Asked("staff", "count", "How many departments are there?", lambda r: [(_different(r, "Department"),)]),
    Asked("staff", "count", "销售部有多少员工在 Berlin？", lambda r: [(len(_is(_is(r, "Department", "Sales"), "City", "Berlin")),)]),
    Asked("staff", "sum", "What is the total salary of the Sales department?", lambda r: [(_sum(_is(r, "Department", "Sales"), "Salary (EUR)"),)]),
    Asked("staff", "sum", "What is the average age in Support?", lambda r: [(_mean(_is(r, "Department", "Support"), "Age"),)]),
    Asked("staff", "sum", "What do we pay in salaries altogether?", lambda r: [(_sum(r, "Salary (EUR)"),)]),
    Asked("staff", "sum", "Hamburg 员工的平均工资是多少？", lambda r: [(_mean(_is(r, "City", "Hamburg"), "Salary (EUR)"),)]),
    Asked("staff", "group", "Average salary per department", lambda r: _all(_by(r, "Department", lambda g: _mean(g, "Salary (EUR)")))),
    Asked("staff", "group", "Headcount by city", lambda r: _all(_by(r, "City", len))),
    Asked("staff", "group", "What is the highest salary in each job title?", lambda r: _all(_by(r, "Job title", lambda g: max(float(x["Salary (EUR)"]) for x in g)))),
    Asked("staff", "group", "每个部门有多少人？", lambda r: _all(_by(r, "Department", len))),
    Asked("staff", "top", "Who is the oldest employee?", lambda r: _names(_most(r, "Age"), "Name")),
    Asked("staff", "top", "Who are the three best paid people in Engineering?", lambda r: _names(_most(_is(r, "Department", "Engineering"), "Salary (EUR)", 3), "Name")),
    Asked("staff", "top", "Which department has the highest average salary?", lambda r: _best(_by(r, "Department", lambda g: _mean(g, "Salary (EUR)")))),
    Asked("staff", "top", "工资最高的五个人是谁？", lambda r: _names(_most(r, "Salary (EUR)", 5), "Name")),
    Asked("staff", "dates", "Who was hired in 2020?", lambda r: _names(_in(r, "Hire date", "2020", "2021"), "Name")),
    Asked("staff", "dates", "How many people joined before 2015?", lambda r: [(len(_in(r, "Hire date", "", "2015")),)]),
    Asked("staff", "dates", "Who joined most recently?", lambda r: _names([max(r, key=lambda x: str(x["Hire date"]))], "Name")),
    Asked("staff", "dates", "How many employees were hired each year?", lambda r: _all(_by(_month(r, "Hire date", 4), "month", len))),
    Asked("staff", "dates", "2018年之前入职的有多少人？", lambda r: [(len(_in(r, "Hire date", "", "2018")),)]),
)  # fmt: skip

# Written before the first run of the others, and not looked at while the reading of questions was worked on: its first
# run gave 38 of 50. What that run showed to be wrong in general was mended after it, so a figure above that is no
# longer one of unseen questions.
UNSEEN: tuple[Asked, ...] = (
    Asked("bookings", "filter", "Give me the booking numbers of everyone who stayed longer than 7 nights.", lambda r: _names([x for x in r if int(x["Nights"]) > 7], "Booking no.")),
    Asked("bookings", "filter", "Which guests took a suite through an agency?", lambda r: sorted(set(_names(_is(_is(r, "Room type", "Suite"), "Channel", "Agency"), "Guest")))),
    Asked("bookings", "filter", "Show every cancelled booking made by phone.", lambda r: _names(_is(_is(r, "Cancelled", "yes"), "Channel", "Phone"), "Booking no.")),
    Asked("bookings", "filter", "What is the room type of booking B2042?", lambda r: _names(_is(r, "Booking no.", "B2042"), "Room type")),
    Asked("bookings", "count", "How many bookings did Tanaka make?", lambda r: [(len(_is(r, "Guest", "Tanaka")),)]),
    Asked("bookings", "count", "How often was a double room booked via the website?", lambda r: [(len(_is(_is(r, "Room type", "Double"), "Channel", "Website")),)]),
    Asked("bookings", "count", "Count the bookings with a rating of at least 4.", lambda r: [(len([x for x in r if int(x["Rating"]) >= 4]),)]),
    Asked("bookings", "sum", "How much money came in from family rooms?", lambda r: [(_sum(_is(r, "Room type", "Family room"), "Amount (USD)"),)]),
    Asked("bookings", "sum", "How many nights were booked overall?", lambda r: [(_sum(r, "Nights"),)]),
    Asked("bookings", "sum", "What rating do suites get on average?", lambda r: [(_mean(_is(r, "Room type", "Suite"), "Rating"),)]),
    Asked("bookings", "sum", "What was the smallest amount paid for a single?", lambda r: [(min(float(x["Amount (USD)"]) for x in _is(r, "Room type", "Single")),)]),
    Asked("bookings", "group", "Break down the income by channel.", lambda r: _all(_by(r, "Channel", lambda g: _sum(g, "Amount (USD)")))),
    Asked("bookings", "group", "Average number of nights for each room type", lambda r: _all(_by(r, "Room type", lambda g: _mean(g, "Nights")))),
    Asked("bookings", "group", "How many cancellations are there per channel?", lambda r: _all(_by(_is(r, "Cancelled", "yes"), "Channel", len))),
    Asked("bookings", "top", "Which guest brought in the most money?", lambda r: _best(_by(r, "Guest", lambda g: _sum(g, "Amount (USD)")))),
    Asked("bookings", "top", "Name the two channels with the most bookings.", lambda r: _best(_by(r, "Channel", len), 2)),
    Asked("bookings", "top", "What was the most expensive booking of Petrov?", lambda r: _names(_most(_is(r, "Guest", "Petrov"), "Amount (USD)"), "Booking no.")),
    Asked("bookings", "dates", "How many guests arrived in the first week of May, from 1 May to 7 May?", lambda r: [(len(_in(r, "Arrival", "2024-05-01", "2024-05-08")),)]),
    Asked("bookings", "dates", "What did we earn in August?", lambda r: [(_sum(_in(r, "Arrival", "2024-08", "2024-09"), "Amount (USD)"),)]),
    Asked("bookings", "dates", "Number of arrivals per month", lambda r: _all(_by(_month(r, "Arrival"), "month", len))),
    Asked("plants", "filter", "In which months did Dune Edge produce less than 60 MWh?", lambda r: _names([x for x in _is(r, "Park", "Dune Edge") if float(x["Output MWh"]) < 60], "Month")),
    Asked("plants", "filter", "Show me the entries where downtime was over 35 hours.", lambda r: _names([x for x in r if int(x["Downtime hours"]) > 35], "Park", "Month")),
    Asked("plants", "filter", "What was the output of Brook Farm in July 2023?", lambda r: _names(_is(_is(r, "Park", "Brook Farm"), "Month", "2023-07"), "Output MWh")),
    Asked("plants", "count", "In how many months did Samir look after Cedar Point?", lambda r: [(len(_is(_is(r, "Park", "Cedar Point"), "Technician", "Samir")),)]),
    Asked("plants", "count", "How many parks are in the table?", lambda r: [(_different(r, "Park"),)]),
    Asked("plants", "count", "How many times did a repair cost more than 1000 euros?", lambda r: [(len([x for x in r if int(x["Repair cost EUR"]) > 1000]),)]),
    Asked("plants", "sum", "Total output of all parks", lambda r: [(_sum(r, "Output MWh"),)]),
    Asked("plants", "sum", "How many hours of downtime did Alder Hill have?", lambda r: [(_sum(_is(r, "Park", "Alder Hill"), "Downtime hours"),)]),
    Asked("plants", "sum", "What did repairs cost us in total at Dune Edge?", lambda r: [(_sum(_is(r, "Park", "Dune Edge"), "Repair cost EUR"),)]),
    Asked("plants", "sum", "What is the mean monthly output of Cedar Point?", lambda r: [(_mean(_is(r, "Park", "Cedar Point"), "Output MWh"),)]),
    Asked("plants", "group", "Output per park", lambda r: _all(_by(r, "Park", lambda g: _sum(g, "Output MWh")))),
    Asked("plants", "group", "What were the repair costs by technician?", lambda r: _all(_by(r, "Technician", lambda g: _sum(g, "Repair cost EUR")))),
    Asked("plants", "top", "Which park generated the least electricity?", lambda r: _best(_by(r, "Park", lambda g: _sum(g, "Output MWh")), least=True)),
    Asked("plants", "top", "In which month was Alder Hill's output highest?", lambda r: _names(_most(_is(r, "Park", "Alder Hill"), "Output MWh"), "Month")),
    Asked("plants", "dates", "How much did all the parks produce between April and June?", lambda r: [(_sum(_in(r, "Month", "2023-04", "2023-07"), "Output MWh"),)]),
    Asked("shop", "filter", "西湖店卖龙井茶的记录有哪些？", lambda r: _names(_is(_is(r, "门店", "西湖店"), "商品", "龙井茶"), "日期", "数量")),
    Asked("shop", "filter", "列出金额超过500元的销售", lambda r: _names([x for x in r if int(x["金额（元）"]) > 500], "日期", "金额（元）")),
    Asked("shop", "filter", "普洱茶的单价是多少？", lambda r: sorted(set(_names(_is(r, "商品", "普洱茶"), "单价（元）")))),
    Asked("shop", "count", "王丽一共卖了多少次？", lambda r: [(len(_is(r, "店员", "王丽")),)]),
    Asked("shop", "count", "一共有几家门店？", lambda r: [(_different(r, "门店"),)]),
    Asked("shop", "sum", "人民路店的总金额是多少？", lambda r: [(_sum(_is(r, "门店", "人民路店"), "金额（元）"),)]),
    Asked("shop", "sum", "绿茶一共卖出多少数量？", lambda r: [(_sum(_is(r, "类别", "绿茶"), "数量"),)]),
    Asked("shop", "sum", "刘洋平均每笔销售的金额是多少？", lambda r: [(_mean(_is(r, "店员", "刘洋"), "金额（元）"),)]),
    Asked("shop", "group", "按门店统计销售金额", lambda r: _all(_by(r, "门店", lambda g: _sum(g, "金额（元）")))),
    Asked("shop", "group", "每种商品卖了多少件？", lambda r: _all(_by(r, "商品", lambda g: _sum(g, "数量")))),
    Asked("shop", "top", "哪位店员的销售额最高？", lambda r: _best(_by(r, "店员", lambda g: _sum(g, "金额（元）")))),
    Asked("shop", "top", "销量前三的商品是什么？", lambda r: _best(_by(r, "商品", lambda g: _sum(g, "数量")), 3)),
    Asked("shop", "dates", "2024年5月的销售总额是多少？", lambda r: [(_sum(_in(r, "日期", "2024-05", "2024-06"), "金额（元）"),)]),
    Asked("shop", "dates", "四月份卖了多少杯茉莉花茶？", lambda r: [(_sum(_in(_is(r, "商品", "茉莉花茶"), "日期", "2024-04", "2024-05"), "数量"),)]),
    Asked("shop", "dates", "每个月的销售金额", lambda r: _all(_by(_month(r, "日期"), "month", lambda g: _sum(g, "金额（元）")))),
)  # fmt: skip

"""Five sheets for the bench of questions on tables: generated, the same each time, as files and as records."""

# ruff: noqa: E501 - what is written as a table reads better with one entry a line

import csv
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.library.readers import delimited, sheets
from assistant.library.readers.draft import Options
from chains.documents import SourceDocument, TextBlock, TextPage

Record = dict[str, str | int | float]


@dataclass(frozen=True, slots=True)
class Sample:
    """One sheet.

    Attributes:
        records: what the truth is computed from: dates as ISO text, truths as "yes" and "no".
        document: the file as Lectern's reader reads it.
    """

    name: str
    records: tuple[Record, ...]
    document: SourceDocument


def samples() -> dict[str, Sample]:
    """All five; ``orders`` and ``staff`` for tuning, the others kept from it."""
    made = [_orders(), _staff(), _bookings(), _plants(), _shop()]
    return {sample.name: sample for sample in made}


def _days(generator: random.Random, first: date, count: int, span: int) -> list[str]:
    return sorted((first + timedelta(generator.randrange(span))).isoformat() for _ in range(count))


def _orders() -> Sample:
    """A web shop's orders over two years."""
    generator = random.Random(41)
    products = {"Desk lamp": ("Lighting", 39.9), "Floor lamp": ("Lighting", 89.0), "Office chair": ("Furniture", 149.0), "Bookshelf": ("Furniture", 119.5), "Rug": ("Textiles", 75.0), "Curtain": ("Textiles", 32.25)}  # fmt: skip
    customers = {"Anna Keller": "Germany", "Marco Rossi": "Italy", "Julie Martin": "France", "Tom Baker": "Ireland", "Eva Novak": "Austria", "Piotr Zielinski": "Poland", "Lena Fischer": "Germany", "Paul Moreau": "France"}  # fmt: skip
    records: list[Record] = []
    for number, day in enumerate(_days(generator, date(2023, 1, 4), 150, 700)):
        product, customer = generator.choice(sorted(products)), generator.choice(sorted(customers))
        category, price = products[product]
        quantity = generator.randint(1, 9)
        records.append({
            "order_id": 1001 + number, "order_date": day, "customer": customer, "country": customers[customer],
            "product": product, "category": category, "quantity": quantity, "unit_price_eur": price,
            "total_eur": round(quantity * price, 2), "status": generator.choice(["shipped", "shipped", "pending", "returned"]),
            "paid": generator.choice(["yes", "yes", "no"]),
        })  # fmt: skip
    return Sample("orders", tuple(records), _csv("orders", records))


def _staff() -> Sample:
    """A company's people, with a row of totals."""
    generator = random.Random(42)
    first = "Ada Ben Carla David Elif Frank Grace Hugo Ines Jonas Klara Liam Mona Nils Olga Peter Rosa Sven Tara Uwe Vera Wim Xenia Yusuf Zoe".split()
    last = "Adler Brandt Costa Dietz Ebert Franke Graf Huber Ito Jansen Kraus Lang Maier Noll Ott Pohl Ritter Sauer Thiel Ulrich".split()
    jobs = {"Engineering": ("Developer", "Tester"), "Sales": ("Account manager", "Sales assistant"), "Finance": ("Accountant", "Controller"), "Support": ("Agent", "Team lead")}  # fmt: skip
    records: list[Record] = []
    names: set[str] = set()
    while len(records) < 48:
        name = f"{generator.choice(first)} {generator.choice(last)}"
        if name in names:
            continue
        names.add(name)
        department = generator.choice(sorted(jobs))
        records.append({
            "Name": name, "Department": department, "Job title": generator.choice(jobs[department]),
            "City": generator.choice(["Berlin", "Hamburg", "Munich"]),
            "Hire date": (date(2012, 1, 1) + timedelta(generator.randrange(4500))).isoformat(),
            "Salary (EUR)": 32000 + 250 * generator.randrange(200), "Age": generator.randint(22, 64),
            "Remote": generator.choice(["yes", "no"]),
        })  # fmt: skip
    total = sum(int(record["Salary (EUR)"]) for record in records)
    return Sample(
        "staff",
        tuple(records),
        _xlsx("staff", {"Staff": [*map(dict, records), {"Name": "Total", "Salary (EUR)": total}]}),
    )


def _bookings() -> Sample:
    """A hotel's bookings, one sheet a quarter."""
    generator = random.Random(43)
    guests = (
        "Okafor Lindqvist Tanaka Alvarez Dubois Hansen Petrov Yilmaz Murphy Kowalski Bianchi Costa Weber Smith".split()
    )
    records: list[Record] = []
    for number, day in enumerate(_days(generator, date(2024, 1, 2), 120, 360)):
        room = generator.choice(["Single", "Double", "Suite", "Family room"])
        nights = generator.randint(1, 8)
        rate = {"Single": 80, "Double": 120, "Suite": 260, "Family room": 175}[room]
        records.append({
            "Booking no.": f"B{2000 + number}", "Guest": generator.choice(guests), "Room type": room, "Arrival": day,
            "Nights": nights, "Amount (USD)": nights * rate + generator.choice([0, 15, 30, 45]),
            "Channel": generator.choice(["Website", "Phone", "Agency", "Walk-in"]), "Rating": generator.randint(1, 5),
            "Cancelled": generator.choice(["no", "no", "no", "yes"]),
        })  # fmt: skip
    quarters: dict[str, list[Record]] = {}
    for record in records:
        quarters.setdefault(f"Q{(int(str(record['Arrival'])[5:7]) + 2) // 3}", []).append(record)
    return Sample("bookings", tuple(records), _xlsx("hotel bookings", quarters))


def _plants() -> Sample:
    """Monthly output of solar parks, with subtotals a park and a grand total; semicolons and decimal commas."""
    generator = random.Random(44)
    records: list[Record] = []
    for park, capacity in (("Alder Hill", 120), ("Brook Farm", 75), ("Cedar Point", 210), ("Dune Edge", 160)):
        for month in range(1, 13):
            sun = 1 - abs(month - 6.5) / 8
            records.append({
                "Park": park, "Month": f"2023-{month:02}", "Output MWh": round(capacity * sun * generator.uniform(0.8, 1.2), 1),
                "Downtime hours": generator.randint(0, 40), "Technician": generator.choice(["Nora", "Samir", "Wei"]),
                "Repair cost EUR": generator.choice([0, 0, 450, 820, 1300]),
            })  # fmt: skip
    rows: list[Record] = []
    for name in dict.fromkeys(record["Park"] for record in records):
        own = [record for record in records if record["Park"] == name]
        rows += [*own, _summed(f"Total {name}", own)]
    rows.append(_summed("Grand total", records))
    lines = [";".join(records[0])]
    lines += [
        ";".join(
            str(row.get(key, "")).replace(".", ",") if isinstance(row.get(key), float) else str(row.get(key, ""))
            for key in records[0]
        )
        for row in rows
    ]
    data = "\n".join(lines).encode()
    return Sample("plants", tuple(records), _document("solar parks.csv", data))


def _summed(label: str, records: Sequence[Record]) -> Record:
    keys = ("Output MWh", "Downtime hours", "Repair cost EUR")
    return {
        "Park": label,
        **{
            key: round(sum(float(record[key]) for record in records), 1)
            if key == "Output MWh"
            else sum(int(record[key]) for record in records)
            for key in keys
        },
    }


def _shop() -> Sample:
    """A Chinese chain of tea shops: every sale of a spring."""
    generator = random.Random(45)
    drinks = {
        "龙井茶": ("绿茶", 38),
        "碧螺春": ("绿茶", 42),
        "普洱茶": ("黑茶", 55),
        "正山小种": ("红茶", 48),
        "茉莉花茶": ("花茶", 26),
    }
    records: list[Record] = []
    for day in _days(generator, date(2024, 3, 1), 110, 120):
        drink = generator.choice(sorted(drinks))
        category, price = drinks[drink]
        count = generator.randint(1, 12)
        records.append({
            "日期": day, "门店": generator.choice(["人民路店", "西湖店", "南京路店", "火车站店"]), "商品": drink, "类别": category,
            "数量": count, "单价（元）": price, "金额（元）": count * price, "店员": generator.choice(["王丽", "李强", "陈晨", "刘洋"]),
        })  # fmt: skip
    return Sample("shop", tuple(records), _csv("茶店销售", records))


# --- files --------------------------------------------------------------------------------------------------------


def _csv(name: str, records: Sequence[Record]) -> SourceDocument:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(records[0]))
    writer.writeheader()
    writer.writerows(records)
    return _document(f"{name}.csv", text.getvalue().encode())


def _xlsx(name: str, pages: dict[str, list[Record]]) -> SourceDocument:
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for label, records in pages.items():
        sheet = book.create_sheet(label)
        sheet.append(list(records[0]))
        for record in records:
            sheet.append([record.get(key) for key in records[0]])
    data = io.BytesIO()
    book.save(data)
    return _document(f"{name}.xlsx", data.getvalue())


def _document(name: str, data: bytes) -> SourceDocument:
    suffix = "." + name.rpartition(".")[2]
    parsed = (sheets if suffix == ".xlsx" else delimited).read(data, Options(name, suffix))
    return SourceDocument(
        name,
        name,
        name,
        parsed.format,
        parsed.text,
        tuple(TextBlock(block.kind, block.start, block.end, block.page, block.level) for block in parsed.blocks),
        tuple(TextPage(page.number, page.start, page.end, page.label, page.source) for page in parsed.pages),
        parsed.paged,
    )

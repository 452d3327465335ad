"""Invented people, companies, places, dates and sums for the generated leases and invoices, in several styles."""

import datetime
import random
from dataclasses import dataclass
from decimal import Decimal

PEOPLE = (
    "Maria Lopez", "John A. Whitfield", "Dr. Ingrid Sørensen", "Tomasz Kowalczyk", "Aoife O'Brien", "Wei Zhang",
    "Priya Raghunathan", "Jean-Luc Moreau", "Hannah Weiß", "Samuel Okafor", "Elena Petrova", "Lucía Fernández Gil",
    "David Ben-Ami", "Marta de Souza", "Noah van der Berg", "Fatima Al-Sayed",
)  # fmt: skip
COMPANIES = (
    "Northgate Properties Ltd", "Blue Anchor Supplies GmbH", "Kestrel & Sons", "Harbour Light Studio",
    "Oakfield Tools Inc.",
    "Lindqvist Papper AB", "Trattoria Al Ponte S.r.l.", "Meridian Freight LLC", "Brightwater Housing Association",
    "Ferrum Metalworks plc", "Atelier Duval SARL", "Greenleaf Office Services",
    "Pixel Forge Limited", "Rowan Dental Care",
)  # fmt: skip
STREETS = (
    "14 Harbour Lane", "7 Mill Road", "221 Elm Street, Apt 5B", "Flat 3, 18 Queen's Crescent", "Lindenstraße 42",
    "9 rue des Tanneurs", "1600 Pine Avenue, Suite 210", "Unit 12, Foundry Yard", "Keizersgracht 88", "33 Orchard View",
)  # fmt: skip
PLACES = (
    "Bristol BS1 4TX", "10115 Berlin", "Portland, OR 97201", "Galway H91 E2K4", "69001 Lyon", "1015 CS Amsterdam",
    "Leeds LS2 8JT", "Austin, TX 78701", "8001 Zürich", "Cork T12 X8N6",
)  # fmt: skip
CHINESE_PEOPLE = ("王建国", "李晓梅", "陈志远", "赵雪", "欧阳明", "周文博", "刘丽华", "孙浩然")
CHINESE_COMPANIES = ("杭州云帆科技有限公司", "上海明德置业有限公司", "北京华信办公用品有限公司", "广州南粤贸易有限公司")
CHINESE_PLACES = (
    "杭州市西湖区文三路128号3幢502室",
    "上海市徐汇区漕溪北路88号1204室",
    "北京市朝阳区建国路17号院6号楼901室",
)
MONTHS = "January February March April May June July August September October November December".split()
GOODS = (
    "Copy paper A4, box", "Steel brackets 40 mm", "Consulting, half day", "Toner cartridge black",
    "Website maintenance",
    "Office chair Model S", "Courier service", "LED panel 60x60", "Translation, 12 pages", "Espresso beans 1 kg",
)  # fmt: skip
CHINESE_GOODS = ("A4复印纸", "激光打印机硒鼓", "办公椅", "网站维护服务", "LED灯具")


@dataclass(frozen=True, slots=True)
class Money:
    """A sum as it is known: what must come out, whatever the style it was written in."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Style:
    """How one document writes its dates and sums."""

    date: int
    money: int
    currency: str


STYLES = {"EUR": (0, 1, 2, 3), "USD": (4, 5), "GBP": (6, 7), "CHF": (8,)}


def style(chance: random.Random) -> Style:
    """One at random."""
    currency = chance.choice(tuple(STYLES))
    # Month before day is written where the dollar is.
    dates = (0, 2) if currency == "USD" else (0, 1, 3, 4) if currency == "EUR" else (0, 1, 4)
    return Style(chance.choice(dates), chance.choice(STYLES[currency]), currency)


def written_date(date: datetime.date, number: int) -> str:
    """``date`` in one of five English styles."""
    month = MONTHS[date.month - 1]
    ending = "th" if 10 <= date.day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(date.day % 10, "th")
    return (
        date.isoformat(),
        f"{date.day} {month} {date.year}",
        f"{month} {date.day}, {date.year}",
        f"{date.day:02}.{date.month:02}.{date.year}",
        f"{date.day}{ending} {month} {date.year}",
    )[number]


def written_money(amount: Decimal, number: int) -> str:
    """``amount`` in one of nine styles."""
    cents = f"{amount:,.2f}"
    short = f"{int(amount):,}" if amount == int(amount) else cents
    continental = cents.replace(",", "_").replace(".", ",").replace("_", ".")
    return (
        f"EUR {cents}", f"€{short}", f"{continental} €", f"{short} euros", f"${cents}", f"USD {short}", f"£{short}",
        f"£{cents}", f"CHF {cents.replace(',', chr(39))}",
    )[number]  # fmt: skip


def address(chance: random.Random) -> str:
    """A street and a place."""
    return f"{chance.choice(STREETS)}, {chance.choice(PLACES)}"


def day(chance: random.Random, first: int = 2019, last: int = 2026) -> datetime.date:
    """A date of those years."""
    return datetime.date(chance.randint(first, last), chance.randint(1, 12), chance.randint(1, 28))

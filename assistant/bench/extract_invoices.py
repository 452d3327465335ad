"""Generated invoices in eight layouts."""

import datetime
import random
from dataclasses import dataclass
from decimal import Decimal

from assistant.bench import extract_values as values
from assistant.bench.extract_pieces import Piece, Truth, columns, heading, say, table
from assistant.bench.extract_values import Money, Style, written_date, written_money

INVOICE_SCHEMA: dict[str, object] = {
    "title": "Invoice",
    "type": "object",
    "properties": {
        "invoice_number": {"type": "string"},
        "supplier": {"type": "string", "description": "who sent the invoice"},
        "customer": {"type": "string", "description": "who has to pay it"},
        "invoice_date": {"type": "string", "format": "date"},
        "due_date": {"type": "string", "format": "date"},
        "net_amount": {"type": "number", "format": "money", "description": "total before tax"},
        "tax_amount": {"type": "number", "format": "money", "description": "VAT"},
        "total": {"type": "number", "format": "money", "description": "what is to be paid"},
    },
}


@dataclass(frozen=True, slots=True)
class Invoice:
    """What one invoice says; None where it says nothing of it."""

    number: str
    supplier: str
    customer: str
    date: datetime.date
    due: datetime.date | None
    rate: int
    lines: tuple[tuple[str, int, Decimal], ...]
    style: Style
    place: str

    @property
    def net(self) -> Decimal:
        """Sum of the lines."""
        return sum((count * price for _, count, price in self.lines), Decimal(0))

    @property
    def tax(self) -> Decimal:
        """Of the net sum, in cents."""
        return (self.net * self.rate / 100).quantize(Decimal("0.01"))

    def day(self, date: datetime.date) -> str:
        """As this document writes it."""
        return written_date(date, self.style.date)

    def money(self, amount: Decimal) -> str:
        """As this document writes it."""
        return written_money(amount, self.style.money)

    def items(self) -> list[tuple[str, ...]]:
        """The rows of its lines."""
        return [(name, str(count), self.money(price), self.money(count * price)) for name, count, price in self.lines]

    def truth(self) -> Truth:
        """The eight fields."""
        currency = self.style.currency
        return {
            "invoice_number": self.number,
            "supplier": self.supplier,
            "customer": self.customer,
            "invoice_date": self.date,
            "due_date": self.due,
            "net_amount": Money(self.net, currency),
            "tax_amount": Money(self.tax, currency),
            "total": Money(self.net + self.tax, currency),
        }


def invoice(chance: random.Random, *, chinese: bool = False) -> Invoice:
    """One at random; every eighth has no due date."""
    supplier, customer = chance.sample(values.CHINESE_COMPANIES if chinese else values.COMPANIES, 2)
    if not chinese and chance.random() < 0.4:
        customer = chance.choice(values.PEOPLE)
    date = values.day(chance, 2020)
    goods = chance.sample(values.CHINESE_GOODS if chinese else values.GOODS, chance.randint(2, 4))
    lines = tuple((name, chance.randint(1, 12), Decimal(chance.randrange(400, 42000, 5)) / 100) for name in goods)
    number = chance.choice(
        (
            f"INV-{date.year}-{chance.randint(100, 9999):04}",
            f"{chance.randint(10000, 99999)}",
            f"RE{date.year}/{chance.randint(10, 999)}",
        )
    )
    return Invoice(
        number,
        supplier,
        customer,
        date,
        None if chance.random() < 0.12 else date + datetime.timedelta(days=chance.choice((14, 30, 45))),
        chance.choice((6, 13)) if chinese else chance.choice((7, 19, 20)),
        lines,
        Style(0, 0, "CNY") if chinese else values.style(chance),
        values.address(chance),
    )


HEAD = ("Description", "Qty", "Unit price", "Amount")


def invoice_lines(given: Invoice, chance: random.Random) -> list[Piece]:
    """Label lines, then the items, then the sums below them."""
    return [
        heading("INVOICE"),
        say(f"From: {given.supplier}"),
        say(f"Bill to: {given.customer}"),
        say(f"Invoice No.: {given.number}"),
        say(f"Invoice date: {given.day(given.date)}"),
        *([say(f"Due date: {given.day(given.due)}")] if given.due else []),
        table(HEAD, *given.items()),
        say(f"Subtotal: {given.money(given.net)}"),
        say(f"VAT {given.rate}%: {given.money(given.tax)}"),
        say(f"Total due: {given.money(given.net + given.tax)}"),
        say("Thank you for your business. Please quote the invoice number with your payment."),
    ]


def invoice_boxed(given: Invoice, chance: random.Random) -> list[Piece]:
    """Everything in tables, the sums as the last rows of the items."""
    due = ("Payment due", given.day(given.due)) if given.due else ("Order no.", str(chance.randint(4000, 9000)))
    return [
        heading(f"Invoice {given.number}"),
        table(("Seller", given.supplier, "Buyer", given.customer), ("Date of issue", given.day(given.date), *due)),
        table(
            HEAD,
            *given.items(),
            ("Net total", "", "", given.money(given.net)),
            (f"VAT ({given.rate}%)", "", "", given.money(given.tax)),
            ("Grand total", "", "", given.money(given.net + given.tax)),
        ),
        say("Bank: First Commerce Bank, IBAN DE89 3704 0044 0532 0130 00"),
    ]


def invoice_columns(given: Invoice, chance: random.Random) -> list[Piece]:
    """Two columns: parties left, dates right."""
    return [
        say(given.supplier),
        say(given.place),
        heading("Tax invoice"),
        columns(
            ("Billed to", "Invoice #"),
            (given.customer, given.number),
            (values.address(chance), ""),
            ("Issued", "Pay by"),
            (given.day(given.date), given.day(given.due) if given.due else "on receipt"),
        ),
        table(HEAD, *given.items()),
        columns(
            ("Subtotal (excl. tax)", given.money(given.net)),
            (f"Sales tax {given.rate}%", given.money(given.tax)),
            ("Amount due", given.money(given.net + given.tax)),
        ),
        say(f"Supplied by {given.supplier}. Goods remain ours until they are paid."),
    ]


def invoice_letter(given: Invoice, chance: random.Random) -> list[Piece]:
    """A letter in prose."""
    first = given.lines[0][0]
    due = f"Please transfer the amount by {given.day(given.due)} at the latest." if given.due else "Please pay soon."
    return [
        say(f"{given.supplier}, {given.place}"),
        say(f"To {given.customer}"),
        say(given.day(given.date)),
        heading(f"Invoice no. {given.number}"),
        say(
            f"For our deliveries ({first} and others) we charge {given.money(given.net)} plus {given.rate}% VAT"
            f" of {given.money(given.tax)}, that is {given.money(given.net + given.tax)} in total."
        ),
        say(due),
        say("Kind regards,"),
        say(given.supplier),
    ]


def invoice_statement(given: Invoice, chance: random.Random) -> list[Piece]:
    """One line of several labels, sums in a sentence and a small table."""
    due = f" | Due: {given.day(given.due)}" if given.due else ""
    return [
        heading(given.supplier),
        say(f"Invoice number {given.number} | Date: {given.day(given.date)}{due}"),
        say(f"Customer: {given.customer}"),
        table(HEAD[:1] + HEAD[3:], *[(row[0], row[3]) for row in given.items()]),
        table(
            ("Total excluding VAT", given.money(given.net)),
            ("VAT", given.money(given.tax)),
            ("Total including VAT", given.money(given.net + given.tax)),
        ),
        say(f"Supplier: {given.supplier}, registered at {given.place}."),
    ]


def chinese_invoice(given: Invoice, chance: random.Random) -> list[Piece]:
    """A Chinese invoice in label lines."""
    due = [say(f"付款截止日期：{given.due.year}年{given.due.month}月{given.due.day}日")] if given.due else []
    return [
        heading("发票"),
        say(f"发票号码：{given.number}"),
        say(f"开票日期：{given.date.year}年{given.date.month}月{given.date.day}日"),
        say(f"销售方：{given.supplier}"),
        say(f"购买方：{given.customer}"),
        *due,
        table(
            ("名称", "数量", "单价", "金额"),
            *[(name, str(n), f"{price}", f"{n * price}") for name, n, price in given.lines],
        ),
        say(f"不含税金额：¥{given.net}"),
        say(f"税额（{given.rate}%）：¥{given.tax}"),
        say(f"价税合计：¥{given.net + given.tax}"),
    ]


def invoice_bare(given: Invoice, chance: random.Random) -> list[Piece]:
    """The currency in the heads of the columns alone, the sums as labelled rows of a table of their own."""
    currency = given.style.currency
    due = (("Payable by", given.day(given.due)),) if given.due else ()
    return [
        heading("Invoice"),
        table(
            ("Invoice ID", given.number), ("Issue date", given.day(given.date)), *due,
            ("Vendor", given.supplier), ("Client", given.customer),
        ),
        table(
            ("Item", "Units", f"Price ({currency})", f"Total ({currency})"),
            *[(name, str(count), f"{price:,.2f}", f"{count * price:,.2f}") for name, count, price in given.lines],
        ),
        table(
            (f"Total before tax ({currency})", f"{given.net:,.2f}"),
            (f"VAT at {given.rate}% ({currency})", f"{given.tax:,.2f}"),
            (f"Total to pay ({currency})", f"{given.net + given.tax:,.2f}"),
        ),
    ]  # fmt: skip


def invoice_mail(given: Invoice, chance: random.Random) -> list[Piece]:
    """An e-mail that tells what the attached bill says."""
    due = f" and is due by {given.day(given.due)}" if given.due else ""
    return [
        say(f"Subject: Your invoice {given.number}"),
        say(f"Dear {given.customer},"),
        say(
            f"on {given.day(given.date)} we issued invoice {given.number} to you. The net amount is "
            f"{given.money(given.net)}. VAT at {given.rate}% adds {given.money(given.tax)}. The total amount due comes "
            f"to {given.money(given.net + given.tax)}{due}."
        ),
        say("Our bank details have not changed. Do write if anything is unclear."),
        say("Best regards,"),
        say(given.supplier),
    ]

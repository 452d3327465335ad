"""Generated leases in eight layouts."""

import datetime
import random
from dataclasses import dataclass
from decimal import Decimal

from assistant.bench import extract_values as values
from assistant.bench.extract_pieces import Piece, Truth, columns, heading, say, table
from assistant.bench.extract_values import Money, Style, written_date, written_money

LEASE_FIELDS = "landlord, tenant, property address, monthly rent, deposit, start date, end date, notice period"


@dataclass(frozen=True, slots=True)
class Lease:
    """What one lease says; None where it says nothing of it."""

    landlord: str
    tenant: str
    place: str
    rent: Decimal
    deposit: Decimal | None
    start: datetime.date
    end: datetime.date
    notice: str
    style: Style

    def date(self, date: datetime.date) -> str:
        """As this document writes it."""
        return written_date(date, self.style.date)

    def money(self, amount: Decimal) -> str:
        """As this document writes it."""
        return written_money(amount, self.style.money)

    def truth(self) -> Truth:
        """The eight fields."""
        currency = self.style.currency
        return {
            "landlord": self.landlord,
            "tenant": self.tenant,
            "property address": self.place,
            "monthly rent": Money(self.rent, currency),
            "deposit": None if self.deposit is None else Money(self.deposit, currency),
            "start date": self.start,
            "end date": self.end,
            "notice period": self.notice,
        }


def lease(chance: random.Random, *, chinese: bool = False) -> Lease:
    """One at random; every seventh has no deposit."""
    people = values.CHINESE_PEOPLE if chinese else values.PEOPLE
    companies = values.CHINESE_COMPANIES if chinese else values.COMPANIES
    tenant, owner = chance.sample(people, 2)
    start = values.day(chance)
    rent = Decimal(chance.randrange(500, 4500, 10)) + (Decimal("0.50") if chance.random() < 0.2 else 0)
    notice = (
        ("一个月", "30天", "两个月", "60日")
        if chinese
        else ("three months", "one month", "60 days", "30 days", "six weeks")
    )
    return Lease(
        chance.choice((owner, chance.choice(companies))),
        tenant,
        chance.choice(values.CHINESE_PLACES) if chinese else values.address(chance),
        rent,
        None if chance.random() < 0.14 else rent * chance.choice((1, 2, 3)),
        start,
        start.replace(year=start.year + chance.choice((1, 2, 3))) - datetime.timedelta(days=1),
        chance.choice(notice),
        Style(0, 0, "CNY") if chinese else values.style(chance),
    )


def lease_labels(given: Lease, chance: random.Random) -> list[Piece]:
    """Label lines."""
    lines = [
        f"Landlord: {given.landlord}",
        f"Tenant: {given.tenant}",
        f"Premises: {given.place}",
        f"Start date: {given.date(given.start)}",
        f"End date: {given.date(given.end)}",
        f"Monthly rent: {given.money(given.rent)}",
    ]
    lines += [f"Security deposit: {given.money(given.deposit)}"] if given.deposit else []
    lines += [f"Notice period: {given.notice}", f"Service charge: {given.money(Decimal(85))} per month"]
    return [
        heading("Residential Tenancy Agreement"),
        *map(say, lines),
        say("The rent is payable in advance on the first day of each month. Pets are allowed with written consent."),
        say(f"Signed on {given.date(given.start - datetime.timedelta(days=20))}."),
    ]


def lease_clauses(given: Lease, chance: random.Random) -> list[Piece]:
    """Prose in numbered clauses."""
    deposit = (
        f"Before moving in, the Tenant pays a deposit of {given.money(given.deposit)}, which is returned within 30 "
        "days after the end of the tenancy."
        if given.deposit
        else "No security is asked for."
    )
    return [
        heading("LEASE AGREEMENT"),
        say(
            f"This lease is made on {given.date(given.start - datetime.timedelta(days=14))} between {given.landlord} "
            f"(the “Landlord”) and {given.tenant} (the “Tenant”)."
        ),
        heading("1. Premises"),
        say(f"The Landlord lets to the Tenant the dwelling at {given.place}, with cellar and one parking space."),
        heading("2. Term"),
        say(
            f"The tenancy begins on {given.date(given.start)} and ends on {given.date(given.end)}. It may be ended "
            f"earlier by either party with {given.notice}' notice in writing."
            if given.notice.endswith("s")
            else f"The tenancy begins on {given.date(given.start)} and ends on {given.date(given.end)}. Either party "
            f"may end it earlier by giving {given.notice} notice in writing."
        ),
        heading("3. Rent"),
        say(
            f"The rent is {given.money(given.rent)} per month, due on the 3rd working day. A late payment costs "
            f"{given.money(Decimal(25))}."
        ),
        heading("4. Deposit"),
        say(deposit),
        heading("5. Use"),
        say("The premises may be used as a home only. Smoking is not permitted in the common areas."),
    ]


def lease_particulars(given: Lease, chance: random.Random) -> list[Piece]:
    """A table of particulars, prose after it."""
    rows = [
        ("Item", "Details"),
        ("Lessor", given.landlord),
        ("Lessee", given.tenant),
        ("Address of the property", given.place),
        ("Commencement date", given.date(given.start)),
        ("Expiry date", given.date(given.end)),
        ("Rent per calendar month", given.money(given.rent)),
        ("Deposit", given.money(given.deposit) if given.deposit else "–"),
        ("Notice period", given.notice),
        ("Permitted occupants", str(chance.randint(1, 5))),
    ]
    return [
        heading("Schedule of Particulars"),
        table(*rows),
        say("The Lessee shall keep the property clean and shall report damage to the Lessor without delay."),
    ]


def lease_letter(given: Lease, chance: random.Random) -> list[Piece]:
    """A letter that offers the lease."""
    deposit = f" We also ask for a security deposit of {given.money(given.deposit)}." if given.deposit else ""
    return [
        say(given.landlord),
        say("Lettings office, 2 Market Square"),
        say(given.date(given.start - datetime.timedelta(days=30))),
        say(f"Dear {given.tenant},"),
        say(
            f"we are glad to let {given.place} to you. Your tenancy will start on {given.date(given.start)} and run "
            f"until {given.date(given.end)}. The rent will be {given.money(given.rent)} a month, payable by standing "
            f"order.{deposit}"
        ),
        say(f"Should you wish to leave earlier, the notice period is {given.notice}."),
        say("Please sign the enclosed copy as tenant and send it back to us."),
        say("Yours sincerely,"),
        say(given.landlord),
        say("Landlord"),
    ]


def lease_columns(given: Lease, chance: random.Random) -> list[Piece]:
    """Two columns, each label above its value."""
    return [
        heading("Tenancy summary"),
        columns(("Landlord", "Tenant"), (given.landlord, given.tenant)),
        columns(("Property", "Notice to quit"), (given.place, given.notice)),
        columns(("Lease begins", "Lease ends"), (given.date(given.start), given.date(given.end))),
        columns(
            ("Monthly rent", "Deposit held"),
            (given.money(given.rent), given.money(given.deposit) if given.deposit else "none"),
        ),
        say("This summary forms part of the lease. Utilities are paid by the tenant directly to the supplier."),
    ]


def chinese_lease(given: Lease, chance: random.Random) -> list[Piece]:
    """A Chinese lease in clauses."""

    def date(day: datetime.date) -> str:
        return f"{day.year}年{day.month}月{day.day}日"

    deposit = f"乙方应于签约时向甲方支付押金人民币{given.deposit}元。" if given.deposit else "本合同不收押金。"
    return [
        heading("房屋租赁合同"),
        say(f"出租方（甲方）：{given.landlord}"),
        say(f"承租方（乙方）：{given.tenant}"),
        say(f"第一条 甲方将位于{given.place}的房屋出租给乙方使用。"),
        say(f"第二条 租赁期限自{date(given.start)}起至{date(given.end)}止。"),
        say(f"第三条 月租金为人民币{given.rent}元，乙方应于每月5日前支付。"),
        say(f"第四条 {deposit}"),
        say(f"第五条 任何一方提前解除合同的，应提前{given.notice}书面通知对方。"),
    ]


def lease_deed(given: Lease, chance: random.Random) -> list[Piece]:
    """A formal deed: the parties listed, the roles defined behind them, sums in words as well."""
    deposit = (
        f"On signing, the Resident shall lodge {given.money(given.deposit)} with the Owner as security for damage."
        if given.deposit
        else "No security is lodged."
    )
    return [
        heading("DEED OF LEASE"),
        say(f"THIS DEED is made on {given.date(given.start - datetime.timedelta(days=9))} BETWEEN"),
        say(f"(1) {given.landlord}, whose office is at 4 Temple Row (hereinafter called “the Owner”); and"),
        say(f"(2) {given.tenant}, at present without a permanent address (hereinafter called “the Resident”)."),
        heading("Recitals"),
        say(f"The Owner is the registered proprietor of the property known as {given.place}."),
        heading("Agreed terms"),
        say(
            f"The property is let for a term commencing on {given.date(given.start)} and expiring on "
            f"{given.date(given.end)}."
        ),
        say(f"The Resident shall pay to the Owner a rent of {given.money(given.rent)} per calendar month in advance."),
        say(deposit),
        say(f"Either side may bring this lease to an end by {given.notice} written notice to the other."),
        say(f"A surcharge of {given.money(Decimal(40))} falls due for each reminder."),
    ]


def lease_form(given: Lease, chance: random.Random) -> list[Piece]:
    """A form with numbered questions as labels."""
    return [
        heading("Rental application and agreement"),
        say(f"1. Name of landlord: {given.landlord}"),
        say(f"2. Name of tenant: {given.tenant}   Number of persons: {chance.randint(1, 6)}"),
        say(f"3. Address of the rented property: {given.place}"),
        say(f"4. Lease term: from {given.date(given.start)} to {given.date(given.end)}"),
        say(f"5. Rent per month: {given.money(given.rent)}   Parking: {given.money(Decimal(55))}"),
        say(f"6. Security deposit: {given.money(given.deposit) if given.deposit else 'none'}"),
        say(f"7. Period of notice: {given.notice}"),
    ]

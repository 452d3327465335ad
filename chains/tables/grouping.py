"""What rows are gathered by: "per region", "by month", "monthly"."""

from chains.tables.clues import Clues
from chains.tables.moments import Moment
from chains.tables.query import Output, period, plain_output

_MONTHS = {1: "month", 3: "quarter", 12: "year"}


def groups(clues: Clues) -> list[Output]:
    """What the rows are gathered by: "per region", "by month", "monthly"."""
    found: list[Output] = []
    ordering = clues.says("max", "min", "top", "bottom", "sort") or any(
        sense.group == "superlatives" for item in clues.items for sense in item.senses
    )
    for at, item in enumerate(clues.items):
        if at in clues.asked.used:
            continue
        shown = at > 0 and clues.items[at - 1].says("list") and item.says("each", "all")
        if item.says("group") and not shown:
            found += _grouped_by(clues, at, ordering)
        elif (unit := clues.period_of(item)) and item.text.casefold().endswith("ly") and clues.dated():
            clues.asked.used.add(at)
            found.append(period(clues.dated()[0], unit))
        elif item.says("trend", group="sequence") and clues.dated() and not found:
            clues.asked.used.add(at)
            found.append(clues.by_date(clues.dated()[0]))
    if not found and clues.growth() and clues.dated():
        found.append(clues.by_date(clues.dated()[0]))  # what it was before, and after
    if not found and clues.says("sides"):
        found = _sides(clues)
    return list({output.sql: output for output in found}.values())


def _unit(span: Moment) -> str:
    """The stretch of time that a span is one of; empty for others."""
    if len(span.low) != 7 or len(span.high) != 7:
        return {4: "year", 10: "day"}.get(len(span.low), "")
    (year, month), (other, behind) = (map(int, text.split("-")) for text in (span.low, span.high))
    return _MONTHS.get(12 * (other - year) + behind - month, "")


def _sides(clues: Clues) -> list[Output]:
    """What is compared: stretches of time, values of a column, or the documents that were read together."""
    spans = [item.moment for item in clues.items if item.moment is not None and item.moment.high]
    units = {_unit(span) for span in spans}
    if len(spans) > 1 and len(units) == 1 and "" not in units and clues.dated():
        return [clues.by_date(clues.dated_near(None), units.pop())]
    several = [c.column for c in clues.where if c.operator == "is" and len(c.values) > 1 and c.column is not None]
    if several:
        return [plain_output(several[0])]
    return [plain_output(clues.sheet.document_column)] if clues.sheet.document_column is not None else []


def _grouped_by(clues: Clues, at: int, ordering: bool) -> list[Output]:
    """The columns behind "per" or "by"; "by" before a number's name says what is ranked."""
    by = clues.items[at].says("by")
    found: list[Output] = []
    place = at + 1
    while place < len(clues.items) and place <= at + 5:
        item = clues.items[place]
        unit = clues.period_of(item)
        column = item.column
        if place in clues.asked.used:
            break
        if found and not any(other.says("or") for other in clues.items[place - 1 : place]) and item.kind == "column":
            break
        if unit and clues.dated() and (column is None or column.kind == "date" or item.columns[0][1] < 1):
            found.append(clues.by_date(clues.dated_near(column), unit))
            clues.asked.used.add(place)
        elif column is not None and item.kind == "column":
            if column.numeric and not clues.countable(column) and (ordering or by or found):
                break
            found.append(clues.by_date(column) if column.kind == "date" else plain_output(clues.grouping(item)))
            clues.asked.used.add(place)
        elif (
            item.kind not in {"stop", "mark"}
            or item.says("max", "min", "sum", "average", "which", "top")
            or (found and not item.says("or", "group"))
        ):
            break
        place += 1
    if found:
        clues.asked.used.add(at)
    return found

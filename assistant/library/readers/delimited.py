"""CSV and TSV: the delimiter is told from the first lines; each record becomes one table row."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import Literal

from assistant.library.parsed import Parsed
from assistant.library.readers.draft import Draft, Options, clean
from assistant.library.readers.encoding import decode
from assistant.library.readers.grid import MAX_COLUMNS, add_rows

_DELIMITERS = ",;\t|"
_FIELD_LIMIT = 10_000_000
MAX_LINES = 500  # of one record: cells with line breaks have a few


def read(data: bytes, options: Options) -> Parsed:
    """One table, whatever its delimiter and encoding."""
    decoded, encoding = decode(data, options.name)
    text = clean(decoded)
    draft = Draft("csv")
    # Some programs say the delimiter in the first line.
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first) == 5:
        delimiter, text = first[4], rest
    else:
        delimiter = _delimiter(text, options.suffix)
    try:
        records = list(_records(text, delimiter, csv.QUOTE_MINIMAL, options))
    except csv.Error:
        records = list(_records(text, delimiter, csv.QUOTE_NONE, options))
        draft.notes.append("a quotation mark is never closed; quotation marks were read as plain characters")
    left_out = add_rows(draft, records)
    if left_out:
        draft.notes.append(f"the last {left_out} of {left_out + MAX_COLUMNS} columns were left out")
    return draft.finish(encoding=encoding)


def _records(text: str, delimiter: str, quoting: Literal[0, 3], options: Options) -> Iterator[list[str]]:
    """The records.

    Raises:
        csv.Error: one has more lines than any cell that was meant: its quotation mark was never closed.
    """
    csv.field_size_limit(_FIELD_LIMIT)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting)
    before = 0
    for number, record in enumerate(reader):
        if number % 10_000 == 0:
            options.cancel.check()
        if reader.line_num - before > MAX_LINES:
            raise csv.Error("a record without end")
        before = reader.line_num
        yield record


def _delimiter(text: str, suffix: str) -> str:
    """The one by which the first lines have the same number of cells, and most of them."""
    sample = text[:50_000]
    best, best_score = "\t" if suffix in (".tsv", ".tab") else ",", 0.0
    for delimiter in _DELIMITERS:
        try:
            widths = [
                len(record)
                for record, _ in zip(
                    csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), range(50), strict=False
                )
                if record
            ]
        except csv.Error:
            continue
        if len(widths) > 2 and len(sample) == 50_000:
            widths.pop()  # cut
        if not widths:
            continue
        width, times = Counter(widths).most_common(1)[0]
        score = times / len(widths) * (1 + min(width, 20) / 100) if width > 1 else 0.0
        if score > best_score:
            best, best_score = delimiter, score
    return best

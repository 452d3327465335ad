"""CSV and TSV: the delimiter is told from the first lines; each record becomes one table row."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

from assistant.library.parsed import Parsed
from assistant.library.readers.draft import Draft, Options, clean
from assistant.library.readers.encoding import decode
from assistant.library.readers.grid import MAX_COLUMNS, add_rows

_DELIMITERS = ",;\t|"
_FIELD_LIMIT = 10_000_000


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
    left_out = add_rows(draft, _records(text, delimiter, options))
    if left_out:
        draft.notes.append(f"the last {left_out} of {left_out + MAX_COLUMNS} columns were left out")
    return draft.finish(encoding=encoding)


def _records(text: str, delimiter: str, options: Options) -> Iterator[list[str]]:
    csv.field_size_limit(_FIELD_LIMIT)
    for number, record in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)):
        if number % 10_000 == 0:
            options.cancel.check()
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

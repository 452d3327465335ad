"""What others read of us as JSON: the documented objects of quotes, receipts, times and errors."""

from dataclasses import asdict

from assistant.events import Receipt, Seconds
from chains.errors import AssistantError
from chains.types import Quote


def quote_object(quote: Quote) -> dict[str, object]:
    """One piece of evidence; ``quote`` is the document's stored text from ``start`` to ``end``."""
    return {
        "document": quote.document_id,
        "path": quote.path,
        "page": quote.page,
        "start": quote.start,
        "end": quote.end,
        "quote": quote.text,
        "score": round(quote.score, 4),
    }


def receipt_object(receipt: Receipt) -> dict[str, object]:
    """Tokens of a turn; those of routing, rewriting and reranking are counted apart and not in it."""
    fields = asdict(receipt)
    del fields["auxiliary"]
    return {**fields, "dropped": [asdict(piece) for piece in receipt.dropped]}


def seconds_object(seconds: Seconds) -> dict[str, float]:
    """Wall-clock seconds, to the millisecond."""
    return {name: round(value, 3) for name, value in asdict(seconds).items()}


def error_object(error: AssistantError, language: str) -> dict[str, str]:
    """An error's ``code``, ``message`` and ``hint``."""
    return {"code": error.code, "message": error.message(language), "hint": error.hint(language)}

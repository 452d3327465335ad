"""Long sentences of the document said in fewer words by the model, where nothing is lost that matters."""

from collections.abc import Generator, Sequence
from dataclasses import replace

from chains.documents import SourceDocument
from chains.kit import Progress
from chains.summarizing.layout import Point
from chains.summarizing.support import keeps_conditions, keeps_order, support
from chains.summarizing.words import Writer
from chains.text import terms
from chains.verify import facts, names

# Shorter sentences are left as they are; a shorter form that saves less is not worth leaving the document's words.
LONG_TERMS, SAVES = 22, 0.85
# Every number stays, and this part of the names.
KEPT_NAMES = 0.6


def shortened(
    document: SourceDocument, points: Sequence[Point], writer: Writer
) -> Generator[Progress, None, list[Point]]:
    """The points; those that are long sentences of the document in the model's words, if these hold up."""
    out = list(points)
    long = [
        place for place, point in enumerate(points) if point.by == "document" and len(terms(point.text)) > LONG_TERMS
    ]
    for number, place in enumerate(long):
        yield Progress("shortening", number, len(long), document.title, writer.kept)
        said = writer.write("summarize_shorten", "ask", 2, (document.id,), "shorten", sentence=points[place].text)
        if said and holds(said[0], document, points[place], writer):
            out[place] = replace(points[place], text=said[0], by="model")
    return out


def holds(text: str, document: SourceDocument, point: Point, writer: Writer) -> bool:
    """Whether ``text`` says shorter what ``point`` says: every word of it there, no figure, name or condition lost."""
    source = point.text
    if len(terms(text)) > SAVES * len(terms(source)) or len(terms(text)) < 5 or text[-1] not in ".!。！":
        return False
    if not facts(source) <= facts(text) or len(set(names(text))) < KEPT_NAMES * len(set(names(source))):
        return False
    start, end = point.spans[0]
    quote = document.quote(start, end)
    judged = support(text, [replace(quote, text=source)], writer.kit.embed)
    return judged.verdict == "yes" and keeps_conditions(text, source) and keeps_order(text, source)

"""The answer of a run, made of what its steps brought: what evidence bears out, results with what they stand on."""

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

from chains.agent.holding import amounts
from chains.agent.run import ANSWER_TOKENS, Finding, OutOfTime, Run
from chains.agent.waiting import outcome, watched
from chains.answer import MAX_TOKENS, composer, opening, speaks
from chains.budget import Placed
from chains.enumeration import without_number
from chains.quantities import quantities
from chains.results import Words
from chains.shelf import ChainCard
from chains.steps import numbers_named
from chains.types import Claim, Quote, Verdict
from chains.verify import facts, verify

# Quotes that a question is answered from.
QUOTES = 2
# From here on a quote holds the answer more often than not.
LIKELY = 0.5
# A prompt with its system message, the task, one step and the question for the answer.
SHORTEST = 5
# Of a result that is told as it is; the trace has all of it.
MOST_CHARACTERS, MOST_CITED = 6000, 12


@dataclass
class Told:
    """An answer while it is being put together.

    Attributes:
        unanswered: the questions that nothing was found for.
    """

    lines: list[str] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Markdown."""
        return "\n\n".join(self.lines)


def told(run: Run, card: ChainCard) -> Generator[Words, None, Told]:
    """The answer to the task of ``run``, as far as it got.

    Each question is answered apart: by the model's words where the evidence bears them out, else by the best quote
    itself; a result that was worked out is told as it is, with the quotes whose numbers went into it.

    Raises:
        Cancelled: a stop was asked for.
    """
    answer = Told()
    if not run.agent.small and run.transcript and (yield from _composed(answer, run)):
        return answer
    joined = {
        side
        for number, part in enumerate(run.parts)
        if part.joins > 1 and _findings(run, number)
        for side in range(number - part.joins, number)
    }
    for number, part in enumerate(run.parts):
        if number in joined:
            continue  # told by the result that it went into
        found = _findings(run, number)
        if not found:
            answer.unanswered.append(part.text)
            denied = next((f.action for f in run.findings if f.part == number and f.action.state == "denied"), None)
            if denied is not None:
                yield from _line(answer, card.words("denied", run.language, tool=denied.tool))
            elif len(run.parts) > 1 and run.findings:
                yield from _line(answer, card.words("unanswered", run.language, question=part.text))
            continue
        last = found[-1]
        if last.kind == "compute" or last.observation.value is not None or not last.observation.quotes:
            yield from _result(answer, run, card, last)
        else:
            yield from _words(answer, run, card, part.text, last)
    if not answer.lines:
        yield from _line(answer, card.words("nothing", run.language))
    return answer


def _findings(run: Run, number: int) -> list[Finding]:
    """What was found for a question; a model that goes its own way has only one."""
    return [
        found
        for found in run.findings
        if found.part == number and found.observation.found and found.action.state in {"done", "repeated"}
    ]


def _line(answer: Told, text: str) -> Generator[Words, None, None]:
    yield Words(("\n\n" if answer.lines else "") + text)
    answer.lines.append(text)


def _result(answer: Told, run: Run, card: ChainCard, last: Finding) -> Generator[Words, None, None]:
    """A result with the quotes that it stands on: its own, or those whose numbers it was worked out from."""
    text = last.observation.text
    if len(text) > MOST_CHARACTERS:
        text = text[:MOST_CHARACTERS].rpartition("\n")[0] + "\n…"
    cited = [number for number in last.action.quotes if f"[{number + 1}]" not in text]
    if last.kind == "compute":
        used = set(numbers_named(last.action.arguments, run.language))
        sources = [found for found in run.findings if found.kind == "read" and found.observation.value is not None]
        tabled = {
            number
            for found in sources
            if used & set(numbers_named(found.observation.text, run.language))
            for number in found.action.quotes
        }
        cited = [
            number
            for number, quote in enumerate(run.quotes)
            if number in tabled or used & set(numbers_named(quote.text, run.language))
        ]
        text = f"**{text}**" if "\n" not in text else text
    cited = cited[:MOST_CITED]
    own = set(numbers_named(run.task, run.language))
    texts = [quote.text for quote in run.quotes] + [found.observation.text for found in run.findings if found != last]
    known = own.union(*(numbers_named(text, run.language) for text in texts))
    sound: Verdict = "yes"
    if last.kind == "compute" and not set(numbers_named(last.action.arguments, run.language)) <= known:
        sound = "partly"  # it reckons with a number that neither the task nor a document names
    answer.claims.append(Claim(_bare(text), sound, tuple(cited)))
    if cited:
        marks = " ".join(f"[{number + 1}]" for number in cited)
        text += "\n\n" + card.words("from", run.language, citations=marks)
    yield from _line(answer, text)


def _words(answer: Told, run: Run, card: ChainCard, question: str, last: Finding) -> Generator[Words, None, None]:
    """The model's words where its evidence bears them out; else the best quote, word for word."""
    numbers = _telling(last.action.quotes, question, run)[:QUOTES]
    quotes = [run.quotes[number] for number in numbers]
    words = ""
    claims: tuple[Claim, ...] = ()
    if speaks(run.kit.languages, run.language):
        words = _written(run, question, quotes)
        verification = verify(words, quotes, question, embed=run.kit.embed, relevance=quotes[0].score)
        claims = verification.claims if verification.supported == "yes" else ()
    if claims:
        cited = sorted({numbers[place] for claim in claims for place in claim.evidence}) or [numbers[0]]
        text = f"{words} {' '.join(f'[{number + 1}]' for number in cited)}"
        answer.claims += [
            Claim(claim.text, claim.verdict, tuple(numbers[place] for place in claim.evidence)) for claim in claims
        ]
    else:
        best = " ".join(quotes[0].text.split())
        # More likely than not it holds the answer; else it is only the nearest there is.
        likely = quotes[0].score >= LIKELY
        text = f"{best} [{numbers[0] + 1}]"
        if not likely:
            text = card.words("nearest", run.language, passage=text)
        answer.claims.append(Claim(best, "yes" if likely else "partly", (numbers[0],)))
    yield from _line(answer, text)


def _telling(numbers: Sequence[int], question: str, run: Run) -> list[int]:
    """The quotes, first those that have what "how much" asks for: a time is no amount, and a count no money."""
    asked = _HOW_MUCH.search(question)
    if asked is None:
        return list(numbers)

    best = run.quotes[numbers[0]].document_id

    def lacks(number: int) -> bool:
        if run.quotes[number].document_id != best:
            return True  # a number of something else
        text = without_number(run.quotes[number].text)
        if asked["money"] or asked["money_zh"]:
            return not any(found.quantity.money for found in quantities(text, run.language))
        in_words = any(fact.isdigit() for fact in facts(re.sub(r"\d", " ", text)))
        return not in_words and not amounts(text, run.language)

    return sorted(numbers, key=lacks)


def _composed(answer: Told, run: Run) -> Generator[Words, None, bool]:
    """A capable model's answer from all that its steps brought; False where none came."""
    from langchain_core.messages import HumanMessage

    asked = HumanMessage(run.prompt.part("answer", task=run.task))
    messages = [*run.prompt.messages(tools="", task=run.task), *run.transcript, asked]
    while len(messages) > SHORTEST and run.kit.count_messages(messages) + ANSWER_TOKENS > run.kit.context_tokens:
        del messages[2:4]  # the oldest call with its observation
    words = run.kit.stream(messages, purpose="answer", max_tokens=ANSWER_TOKENS, cancel=run)
    text = ""
    try:
        run.check()
        for piece in watched(words, run, "answer"):
            text += piece
            yield Words(piece)
    except OutOfTime:
        pass  # what stands there so far is told
    text = text.strip()
    if not text:
        return False
    answer.lines.append(text)
    verification = verify(text, run.quotes, run.task, embed=run.kit.embed, found=bool(run.quotes))
    answer.claims += verification.claims
    return True


def _written(run: Run, question: str, quotes: Sequence[Quote]) -> str:
    """The model's answer to one question from its best quotes; empty once the time is up."""
    from langchain_core.messages import HumanMessage

    prompt = run.kit.prompt("answer", run.language)
    placed = [Placed(quote, number) for number, quote in enumerate(quotes, 1)]
    messages = [*opening(prompt), HumanMessage(composer(prompt)(question, placed))]
    try:
        run.check()
        came = outcome(
            lambda: run.kit.say(messages, purpose="answer", max_tokens=MAX_TOKENS, cancel=run), run, "answer"
        )
        if isinstance(came, BaseException):
            raise came
    except OutOfTime:
        return ""
    return _MARK.sub("", came.text).strip()


_HOW_MUCH = re.compile(r"\bhow (?:much(?P<money> money)?|many)\b|多少(?P<money_zh>钱)?", re.IGNORECASE)
_MARK = re.compile(r"\s*\[\d+\]")


def _bare(text: str) -> str:
    return _MARK.sub("", text).replace("**", "").strip()

"""Step by step: thoughts apart from the answer, arithmetic done by a calculator, several tries put to a vote."""

import re
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from chains.answer import Check, speaks
from chains.calculator import CalculationError, calculate, checked, shown
from chains.errors import InputError
from chains.examples import Example
from chains.facts import Facts, facts
from chains.kit import Chain, ChainEvent, ChainInput, ChainOptions, ChainResult, Note, Progress, Step, Words
from chains.shelf import builtin
from chains.steps import numbers_known, numbers_named, step_grammar
from chains.text import is_stop, sentences, terms
from chains.types import Quote

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

# Of one step under a grammar, of all steps where there is none, and of an answer without steps.
STEP_TOKENS, FREE_TOKENS, DIRECT_TOKENS = 90, 400, 24
# Passages of documents that are put before a question.
PASSAGES = 6
Sampling = dict[str, Any]
# Share of a question's words that a passage must have.
COVERAGE = 0.5


class ReasonOptions(ChainOptions):
    """What may be set for a run."""

    samples: int = Field(
        default=1, ge=1, le=15, description="Tries; above 1 the answer that most of them reach is taken."
    )
    temperature: float = Field(
        default=0.7, ge=0.0, le=2.0, description="How far tries may differ; one try alone takes 0."
    )
    few_shot: bool = Field(default=True, description="Show worked examples to the model.")
    direct: bool = Field(default=False, description="Answer at once, without steps.")
    steps: int = Field(default=8, ge=1, le=30, description="Most steps of one try.")
    context: Literal["auto", "never"] = Field(
        default="auto", description="Whether numbers are taken from the documents where the question lacks them."
    )
    evidence: bool = Field(
        default=False,
        description="Where it lacks them, look it up first, and show the model the few sentences that speak to it.",
    )


@dataclass(slots=True)
class _Try:
    """One way to an answer.

    Attributes:
        used: numbers that its calculations took up, as they were written.
    """

    steps: list[Step] = field(default_factory=list)
    answer: str = ""
    finished: bool = True
    corrected: int = 0
    used: set[str] = field(default_factory=set)


class Reason(Chain[ReasonOptions]):
    """Chain of thought with a calculator and self-consistency.

    Where the model holds to a grammar it writes only what is to be calculated, from numbers that the problem names and
    results that it has; the calculator puts in what comes out. Elsewhere each calculation that it wrote is checked.
    Chain of thought: Wei et al. 2022; self-consistency: Wang et al. 2022.
    """

    Options = ReasonOptions

    def run(self, given: ChainInput, cancel: Check | None = None) -> Iterator[ChainEvent]:
        """See ``Chain.run``."""
        question = given.text.strip()
        notes = [] if speaks(self.kit.languages, given.language) else [Note("language")]
        found = self._facts(question, given, cancel)
        quotes = self._quotes(question, given, cancel) if found is None else list(found.quotes)
        messages, quotes, left_out = self._messages(question, quotes, given.language)
        notes += [*_looked_up(found, quotes), *left_out]
        numbers = numbers_named("\n".join((question, *(quote.text for quote in quotes))), given.language)
        if found is not None:
            numbers += numbers_known(question)  # "in a year" makes a problem of a rent that was looked up
        tries: list[_Try] = []
        for number in range(self.options.samples):
            if cancel is not None:
                cancel.check()
            yield Progress("thinking", number, self.options.samples)
            tries.append((yield from self._try(messages, numbers, number, given.language, cancel)))
        yield Progress("thinking", self.options.samples, self.options.samples)
        result = self._result(tries, quotes, notes, given.language)
        yield Words(result.text)
        yield result

    # --- the prompt ---

    def _messages(
        self, question: str, quotes: Sequence[Quote], language: str
    ) -> tuple[list["BaseMessage"], list[Quote], list[Note]]:
        """The prompt, the quotes that went in, and what did not fit."""
        prompt = self.kit.prompt("reason_direct" if self.options.direct else "reason", language)
        wording = self.kit.prompt("reason", language)
        kept = list(quotes)

        def made(examples: Sequence[Example]) -> "list[BaseMessage]":
            told = "\n".join(
                wording.part("passage", title=quote.title, passage=" ".join(quote.text.split())) for quote in kept
            )
            problem = wording.part("context", passages=told, question=question) if kept else question
            return prompt.messages(examples, problem=problem)

        room = self.kit.context_tokens - self._room()

        def fits(examples: Sequence[Example]) -> bool:
            return self.kit.count_messages(made(examples)) <= room

        # The passages are the matter itself: examples make way for them.
        examples, unshown = self.kit.shown(
            prompt.examples if self.options.few_shot else "", prompt.language, question, fits
        )
        while kept and not examples and not fits(()):
            kept.pop()
        messages = made(examples)
        if not fits(examples):
            raise InputError(
                "budget.question_too_long",
                question_tokens=self.kit.count_messages(messages),
                context_tokens=self.kit.context_tokens,
                room_tokens=max(0, room),
            )
        left_out = [
            Note(code, (("count", count),))
            for code, count in (
                ("left_out", len(quotes) - len(kept)),
                ("examples_left_out", unshown),
            )
            if count
        ]
        return messages, kept, left_out

    def _room(self) -> int:
        """Tokens that the longest way to an answer takes."""
        if self.options.direct:
            return DIRECT_TOKENS
        return max(FREE_TOKENS, self.options.steps * STEP_TOKENS + DIRECT_TOKENS) if self.kit.grammar else FREE_TOKENS

    def _needs(self, question: str, given: ChainInput) -> bool:
        """Whether documents are to be asked: a question with two numbers of its own is a problem of its own."""
        if self.options.context == "never" or not given.documents:
            return False
        return len(numbers_named(question, given.language)) < 2

    def _facts(self, question: str, given: ChainInput, cancel: Check | None) -> Facts | None:
        """What the retriever finds for the question; None where it is not asked."""
        if not self.options.evidence or self.kit.retriever is None or not self._needs(question, given):
            return None
        return facts(self.kit, question, given.documents, cancel)

    def _quotes(self, question: str, given: ChainInput, cancel: Check | None) -> list[Quote]:
        """Sentences of the documents that have most of the words of a question that needs them."""
        if not self._needs(question, given):
            return []
        asked = frozenset(term for term in terms(question) if not is_stop(term))
        found: list[tuple[float, Quote]] = []
        for document in given.documents:
            if cancel is not None:
                cancel.check()
            for start, end in sentences(document.text):
                known = frozenset(terms(document.text[start:end]))
                share = len(asked & known) / max(1, len(asked))
                if share >= COVERAGE:
                    found.append((share, document.quote(start, end, score=share)))
        found.sort(key=lambda item: -item[0])
        return [quote for _, quote in found[:PASSAGES]]

    # --- one try ---

    def _try(
        self,
        messages: Sequence["BaseMessage"],
        numbers: Sequence[str],
        number: int,
        language: str,
        cancel: Check | None,
    ) -> Generator[ChainEvent, None, _Try]:
        varied = self.options.samples > 1
        sampling: Sampling = {"temperature": self.options.temperature if varied else 0.0, "seed": number}
        if self.options.direct:
            return self._at_once(messages, sampling, cancel)
        if self.kit.grammar and len(numbers) > 1:
            return (yield from self._held(messages, numbers, sampling, language, cancel))
        return (yield from self._free(messages, sampling, language, cancel))

    def _at_once(self, messages: Sequence["BaseMessage"], sampling: Sampling, cancel: Check | None) -> _Try:
        answer = self.kit.say(messages, purpose="direct", max_tokens=DIRECT_TOKENS, cancel=cancel, **sampling)
        return _Try(answer=answer.text.strip(), finished=answer.finish == "stop")

    def _held(
        self,
        messages: Sequence["BaseMessage"],
        numbers: Sequence[str],
        sampling: Sampling,
        language: str,
        cancel: Check | None,
    ) -> Generator[ChainEvent, None, _Try]:
        """Step by step under a grammar: the model chooses what is calculated, the calculator does it."""
        ending = self.kit.prompt("reason", language).part("answer")
        operands = [*numbers, *numbers_known(messages[-1].text)]
        made, written, seen = _Try(), "", set[str]()
        results: list[str] = []
        while True:
            may_calculate = len(made.steps) < 2 * self.options.steps
            grammar = step_grammar([*operands, *results], results, ending, may_calculate=may_calculate)
            answer = self.kit.say(
                messages,
                purpose="step",
                max_tokens=STEP_TOKENS,
                cancel=cancel,
                lark=grammar,
                prefix=written,
                stop_loops=False,
                **sampling,
            )
            piece = answer.raw
            if piece.startswith(ending):
                made.answer = piece.removeprefix(ending).strip()
                return made
            thought, _, rest = piece.partition("\n")
            expression = rest.partition("=")[0].strip()
            try:
                value = shown(calculate(expression))
            except CalculationError:
                expression = ""  # cut off by its tokens, or divided by zero
            if not expression or expression in seen:
                made.finished = False
                made.answer = results[-1] if results else ""
                return made
            seen.add(expression)
            made.used |= set(re.findall(r"[\d.]+%?", expression))
            results.append(value)
            for step in (Step("thought", thought.strip()), Step("calculation", f"{expression} = {value}")):
                made.steps.append(step)
                yield step
            written += f"{thought}\n{expression} = {value}\n"

    def _free(
        self, messages: Sequence["BaseMessage"], sampling: Sampling, language: str, cancel: Check | None
    ) -> Generator[ChainEvent, None, _Try]:
        """All steps in the model's own words; each calculation among them is worked out anew."""
        wording = self.kit.prompt("reason", language)
        ending = wording.part("answer").strip()
        zero_shot = "" if len(messages) > 2 else wording.part("first")
        answer = self.kit.say(
            messages, purpose="steps", max_tokens=FREE_TOKENS, cancel=cancel, prefix=zero_shot, **sampling
        )
        made = _Try(finished=answer.finish == "stop")
        told, _, said = answer.raw.partition(ending)
        wrong: dict[str, str] = {}
        for line in filter(None, map(str.strip, told.splitlines())):
            claims = list(checked(line))
            if not claims or any(word.isalpha() for word in re.sub(r"[\d\W]", " ", line).split()):
                made.steps.append(Step("thought", line))
                yield made.steps[-1]
            for claim in claims:
                told_result = f"{claim.expression} = {claim.claimed}"
                step = Step(
                    "calculation", told_result if claim.right else f"{told_result} → {claim.corrected}", claim.right
                )
                if not claim.right:
                    wrong[claim.claimed] = shown(claim.value)
                    made.corrected += 1
                made.used |= set(re.findall(r"[\d.]+%?", claim.expression))
                made.steps.append(step)
                yield step
        made.answer = said.strip().split("\n")[0].strip(" .*")
        if not made.answer and made.steps:
            made.finished = False
            last = [step.text.rpartition("= ")[2] for step in made.steps if step.kind == "calculation"]
            made.answer = last[-1] if last else made.steps[-1].text
        for claimed, value in wrong.items():
            # What rests on a wrong result is wrong as well.
            made.answer = re.sub(rf"(?<![\d.,]){re.escape(claimed)}(?![\d,]|\.\d)", value, made.answer)
        return made

    # --- what is told ---

    def _result(self, tries: Sequence[_Try], quotes: Sequence[Quote], notes: list[Note], language: str) -> ChainResult:
        card = builtin("reason")
        votes = Counter(answer_key(attempt.answer) for attempt in tries if attempt.answer)
        # Of equal votes the first: ``most_common`` keeps the order in which they came.
        best = votes.most_common(1)[0][0] if votes else ""
        chosen = next((attempt for attempt in tries if attempt.answer and answer_key(attempt.answer) == best), tries[0])
        steps = list(chosen.steps)
        told = {key: next(t.answer for t in tries if t.answer and answer_key(t.answer) == key) for key in votes}
        if len(tries) > 1 and votes:
            spread = " · ".join(
                card.words("times", language, answer=told[key], count=count) for key, count in votes.most_common()
            )
            steps.append(Step("sample", spread))
            different, most = len(votes), votes[best]
            notes.append(Note("spread", (("votes", most), ("samples", len(tries)), ("different", different))))
        if chosen.corrected:
            notes.append(Note("corrected", (("count", chosen.corrected),)))
        if chosen.answer and not chosen.finished:
            notes.append(Note("unfinished"))
        cited = [
            number
            for number, quote in enumerate(quotes, 1)
            if not chosen.used or chosen.used & set(numbers_named(quote.text, language))
        ]
        text = card.words("answer", language, answer=chosen.answer) if chosen.answer else card.words("none", language)
        if cited:
            citations = " ".join(f"[{number}]" for number in cited)
            text += "\n\n" + card.words("from", language, citations=citations)
        return ChainResult(
            text,
            quotes=tuple(quotes),
            steps=tuple(steps),
            notes=tuple(notes),
            data={"answer": chosen.answer, "votes": {told[key]: count for key, count in votes.most_common()}},
            usage=self.kit.meter.usage(),
        )


def _looked_up(found: Facts | None, shown: Sequence[Quote]) -> list[Note]:
    """What was read for a question, and what of it the model was shown."""
    if found is None or (found.quotes and not shown):
        return []
    if not found.quotes:
        return [Note("nothing_found", (("passages", len(found.read)),))]
    titles = ", ".join(dict.fromkeys(quote.title for quote in shown))
    return [Note("looked_up", (("titles", titles), ("facts", len(shown)), ("passages", len(found.read))))]


_NUMBER_IN = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


def answer_key(answer: str) -> str:
    """What makes two answers the same: the value of their last number, else their words."""
    numbers = _NUMBER_IN.findall(answer)
    if numbers:
        return str(Fraction(numbers[-1].replace(",", "")))
    return " ".join(re.findall(r"\w+", answer.casefold()))

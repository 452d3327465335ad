"""Measures the whole path on questions of known truth: retrieval, evidence, the model's own words, "not found"."""

import json
import random
import re
import string
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.app import Assistant
from assistant.ask_options import AskOptions
from assistant.cancel import Cancel
from assistant.events import Done, EvidenceFound, Failed
from assistant.throw_away import Progress, add_all, throw_away
from chains.errors import InputError
from chains.types import Passage, Quote, Supported

MOST_ANSWER_TOKENS = 60
MODEL_SAMPLE_FILES = frozenset({".jsonl", ".ndjson"})


@dataclass(frozen=True, slots=True)
class EvalOptions:
    """What to measure.

    Attributes:
        file: SQuAD JSON, or JSON lines of ``{"question", "answers", "document"?}``.
        sample: answerable questions asked, chosen by ``seed``; None for all.
        articles: 1-based, such as ``5-8`` or ``1,3``; empty for all.
        use_model: False leaves out what needs the model's words.
        rerank: order the evidence by the model's query likelihood too.
        overrides: settings for this run, ``group.key`` and value.
    """

    file: Path
    sample: int | None = None
    seed: int = 0
    articles: str = ""
    use_model: bool = True
    rerank: bool = False
    overrides: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One question of known truth; no answers means that the document cannot answer it."""

    text: str
    answers: tuple[str, ...]
    document: str


@dataclass(frozen=True, slots=True)
class Document:
    """One file of the throw-away library."""

    name: str
    text: str | None  # None: the file lies at ``source``
    source: Path | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one question."""

    passages: tuple[Passage, ...]
    quotes: tuple[Quote, ...]
    answer: str
    supported: Supported
    retrieve_seconds: float
    total_seconds: float
    prompt_tokens: int
    answer_tokens: int


def evaluate(
    options: EvalOptions, progress: Progress = lambda *_: None, cancel: Cancel | None = None
) -> dict[str, Any]:
    """Build a throw-away library from ``options.file`` by the real ingest and ask by the real path.

    Args:
        options: what to measure.
        progress: told the phase, how many are done, and of how many.
        cancel: to stop.

    Returns:
        The figures, named as ``assistant eval --help`` explains them; rates in [0, 1], None where nothing was asked.

    Raises:
        InputError: the file is missing or not in a known form.
        Cancelled: ``cancel`` was set.
    """
    documents, questions = read_questions(options.file, options.articles)
    chance = random.Random(options.seed)
    answerable = [question for question in questions if question.answers]
    impossible = [question for question in questions if not question.answers]
    if options.sample is not None:
        answerable = chance.sample(answerable, min(options.sample, len(answerable)))
        impossible = chance.sample(impossible, min(options.sample, len(impossible)))
    cancel = cancel or Cancel()
    with throw_away("eval", {"answer.max_tokens": MOST_ANSWER_TOKENS, **dict(options.overrides)}) as assistant:
        files = _write(documents, assistant.paths.home.parent / "documents")
        add_all(assistant, list(files.values()), progress, cancel)
        base = AskOptions(use_model=options.use_model, rerank=options.rerank, rewrite=False)
        asked = list(_ask(assistant, answerable, base, "questions", progress, cancel))
        bare = replace(base, use_model=False, rerank=False)
        absent = list(_ask(assistant, impossible, bare, "impossible", progress, cancel))
        left_out = list(_left_out(assistant, answerable, files, bare, progress, cancel))
    return _figures(options, answerable, asked, absent, left_out)


def read_questions(file: Path, articles: str = "") -> tuple[list[Document], list[Question]]:
    """The documents and questions of a file; see ``EvalOptions.file``.

    Raises:
        InputError: the file is missing or not in a known form.
    """
    text = text_of(file)
    try:
        if file.suffix.lower() in MODEL_SAMPLE_FILES:
            return _read_lines(file, text, articles)
        return _read_squad(json.loads(text)["data"], articles)
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise InputError("evaluation.format", file=str(file), reason=f"{type(exc).__name__}: {exc}") from exc


def text_of(file: Path) -> str:
    """What stands in a file of questions or tasks.

    Raises:
        InputError: it cannot be read.
    """
    try:
        return file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as exc:
        raise InputError("evaluation.unreadable", file=str(file), reason=str(exc)) from exc


def normalized(text: str) -> str:
    """As SQuAD's own script: lower case, no punctuation, no articles, single blanks (Rajpurkar et al., 2016)."""
    text = "".join(char for char in text.lower() if char not in _PUNCTUATION)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


def contains(text: str, answers: Iterable[str]) -> bool:
    """Whether one of ``answers`` stands in ``text``, both normalised."""
    plain = normalized(text)
    return any(normalized(answer) in plain for answer in answers if normalized(answer))


def f1(text: str, answers: Iterable[str]) -> float:
    """The best token F1 of ``text`` against ``answers``, in [0, 1], as SQuAD's own script has it."""
    said = normalized(text).split()
    best = 0.0
    for answer in answers:
        gold = normalized(answer).split()
        shared = sum((Counter(said) & Counter(gold)).values())
        if shared:
            precision, recall = shared / len(said), shared / len(gold)
            best = max(best, 2 * precision * recall / (precision + recall))
    return best


_PUNCTUATION = frozenset(string.punctuation)


def _chosen(articles: str, count: int) -> list[int]:
    if not articles:
        return list(range(count))
    found: list[int] = []
    for part in articles.split(","):
        first, _, last = part.strip().partition("-")
        found += range(int(first) - 1, min(int(last or first), count))
    return found


def _read_squad(data: Sequence[dict[str, Any]], articles: str) -> tuple[list[Document], list[Question]]:
    documents, questions = [], []
    for place in _chosen(articles, len(data)):
        article = data[place]
        name = f"{place + 1:02d} {article['title']}"
        documents.append(Document(name, "\n\n".join(p["context"] for p in article["paragraphs"])))
        for paragraph in article["paragraphs"]:
            for item in paragraph["qas"]:
                answers = () if item.get("is_impossible") else tuple(a["text"] for a in item["answers"])
                questions.append(Question(item["question"].strip(), answers, name))
    return documents, questions


def _read_lines(file: Path, text: str, articles: str) -> tuple[list[Document], list[Question]]:
    questions = []
    for line in text.splitlines():
        if line.strip():
            item = json.loads(line)
            questions.append(Question(item["question"].strip(), tuple(item["answers"]), item.get("document", "")))
    names = list(dict.fromkeys(question.document for question in questions if question.document))
    names = [names[place] for place in _chosen(articles, len(names))]
    documents = [Document(name, None, file.parent / name) for name in names]
    for document in documents:
        if document.source is None or not document.source.exists():
            raise InputError("evaluation.no_document", file=str(file), document=document.name)
    return documents, [q for q in questions if not q.document or q.document in names]


def _write(documents: Sequence[Document], folder: Path) -> dict[str, Path]:
    """Each document's file: its own, or one made of its text."""
    folder.mkdir(parents=True)
    files = {}
    for document in documents:
        if document.source is not None:
            files[document.name] = document.source
        else:
            file = folder / f"{document.name.replace('/', '_')}.txt"
            file.write_text(document.text or "", "utf-8")
            files[document.name] = file
    return files


def _ask(
    assistant: Assistant,
    questions: Sequence[Question],
    options: AskOptions,
    phase: str,
    progress: Progress,
    cancel: Cancel,
) -> Iterator[Outcome]:
    for place, question in enumerate(questions):
        cancel.check()
        yield _outcome(assistant, question, options, cancel)
        progress(phase, place + 1, len(questions))


def _left_out(
    assistant: Assistant,
    questions: Sequence[Question],
    files: dict[str, Path],
    options: AskOptions,
    progress: Progress,
    cancel: Cancel,
) -> Iterator[Outcome]:
    """Each question asked of the library without its document."""
    if len(files) < 2:
        return
    done = 0
    for name, file in files.items():
        mine = [question for question in questions if question.document == name]
        if not mine:
            continue
        document = assistant.library.resolve(str(file))
        assistant.remove([document.id])
        for question in mine:
            cancel.check()
            yield _outcome(assistant, question, options, cancel)
            done += 1
            progress("left out", done, len(questions))
        add_all(assistant, [file], cancel=cancel)


def _outcome(assistant: Assistant, question: Question, options: AskOptions, cancel: Cancel) -> Outcome:
    passages: tuple[Passage, ...] = ()
    quotes: tuple[Quote, ...] = ()
    for event in assistant.ask(question.text, options, cancel):
        if isinstance(event, EvidenceFound):
            passages, quotes = event.passages, event.quotes
        elif isinstance(event, Failed):
            raise event.error
        elif isinstance(event, Done):
            cancel.check()
            receipt = event.receipt
            # Lectern's own sentence ("not found in your documents") is none of the model's words.
            own = event.answer if receipt.answer else ""
            return Outcome(
                passages,
                quotes,
                own,
                event.supported,
                event.seconds.retrieve,
                event.seconds.total,
                receipt.evaluated + receipt.reused,
                receipt.answer,
            )
    raise AssertionError("a question ends in Done or Failed")


def _figures(
    options: EvalOptions,
    questions: Sequence[Question],
    asked: Sequence[Outcome],
    impossible: Sequence[Outcome],
    left_out: Sequence[Outcome],
) -> dict[str, Any]:
    pairs = list(zip(questions, asked, strict=True))
    figures: dict[str, Any] = {"file": options.file.name, "articles": options.articles, "questions": len(pairs)}
    for k in (1, 4):
        figures[f"hit@{k}"] = _mean(any(contains(p.text, q.answers) for p in o.passages[:k]) for q, o in pairs)
    for k in (1, 2, 3):
        figures[f"evidence@{k}"] = _mean(any(contains(e.text, q.answers) for e in o.quotes[:k]) for q, o in pairs)
    if options.use_model:
        supported = [(q, o) for q, o in pairs if o.supported == "yes"]
        figures["answer_contains"] = _mean(contains(o.answer, q.answers) for q, o in pairs)
        figures["answer_f1"] = _mean(f1(o.answer, q.answers) for q, o in pairs)
        figures["supported"] = _mean(o.supported == "yes" for _, o in pairs)
        figures["supported_precision"] = _mean(contains(o.answer, q.answers) for q, o in supported)
    figures["not_found_rate"] = _mean(o.supported == "not_found" for o in left_out)
    figures["false_not_found_rate"] = _mean(o.supported == "not_found" for o in asked)
    figures["impossible_not_found_rate"] = _mean(o.supported == "not_found" for o in impossible)
    figures["seconds"] = {
        "retrieve": _mean(o.retrieve_seconds for o in asked),
        "retrieve_max": round(max((o.retrieve_seconds for o in asked), default=0.0), 4),
        "total": _mean(o.total_seconds for o in asked),
    }
    figures["tokens"] = {
        "prompt": _mean(o.prompt_tokens for o in asked),
        "answer": _mean(o.answer_tokens for o in asked),
    }
    return figures


def _mean(values: Iterable[float]) -> float | None:
    found = list(values)
    return round(sum(found) / len(found), 4) if found else None


__all__ = ["EvalOptions", "contains", "evaluate", "f1", "normalized", "read_questions"]

"""Measures the agent on tasks of known truth: the right tool, the right arguments, the right answer, steps, seconds."""

import json
import random
import re
import time
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from assistant.app import Assistant
from assistant.cancel import Cancel
from assistant.evaluation import MODEL_SAMPLE_FILES, text_of
from assistant.library.types import Scope
from assistant.samples import sample_files
from assistant.shelf import ChainRequest, ToolCalls
from assistant.throw_away import Progress, add_all, throw_away
from chains.answer import Check
from chains.consent import ConsentRequest, Decision
from chains.errors import AssistantError, InputError
from chains.results import Action, ChainResult
from chains.text import language
from resources import resource

# Stands among a task's documents for all of the sample library; meant, too, where none is named.
SAMPLES = "samples"
# An answer that begins with words is no longer saying that there is nothing.
ABSENT_CHARACTERS = 300


class AgentTask(BaseModel):
    """One task of known truth; what is left out is not judged.

    Attributes:
        task: as it is put to the agent.
        documents: files, from the folder of the tasks' file, or ``samples``; the library that the task is about.
        tool: names of tools of which one must be called first.
        arguments: of that call, by name: a regular expression that must be found in it, in any case.
        answer: texts that must all stand in the answer; see ``says``.
        one_of: texts one of which must.
        not_there: whether the documents do not answer it, and the answer must say so.
        most_steps: calls of tools that it may take.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    task: str = Field(min_length=1)
    documents: tuple[str, ...] = ()
    tool: tuple[str, ...] = ()
    arguments: dict[str, str] = Field(default_factory=dict)
    answer: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()
    not_there: bool = False
    most_steps: int | None = Field(default=None, ge=0)

    @field_validator("documents", "tool", "answer", "one_of", mode="before")
    @classmethod
    def _several(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @field_validator("arguments")
    @classmethod
    def _patterns(cls, value: dict[str, str]) -> dict[str, str]:
        for name, pattern in value.items():
            try:
                re.compile(pattern)
            except re.error as exc:
                raise ValueError(f"{name}: {exc}") from exc
        return value


@dataclass(frozen=True, slots=True)
class AgentEvalOptions:
    """What to measure.

    Attributes:
        file: TOML with ``[[task]]``, or JSON lines of tasks; see ``AgentTask``.
        sample: tasks, chosen by ``seed``; None for all.
        overrides: settings for this run, ``group.key`` and value.
    """

    file: Path
    sample: int | None = None
    seed: int = 0
    overrides: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class TaskOutcome:
    """What came of one task; None where the task does not say what is right.

    Attributes:
        tools: that were called, in order.
        arguments: of the first call, JSON.
        ended: why the run was over; see ``chains.agent.run``; the code of an error, where one ended it.
    """

    task: str
    tools: tuple[str, ...]
    arguments: str
    answer: str
    right_tool: bool | None
    right_arguments: bool | None
    right_answer: bool | None
    within_steps: bool | None
    steps: int
    seconds: float
    ended: str


def evaluate_agent(
    options: AgentEvalOptions, progress: Progress = lambda *_: None, cancel: Cancel | None = None
) -> dict[str, object]:
    """Build a throw-away library by the real ingest and put the tasks to the agent as the person does.

    Args:
        options: what to measure.
        progress: told the phase, how many are done, and of how many.
        cancel: to stop.

    Returns:
        Rates in [0, 1], None where nothing was asked; the mean of steps and seconds; ``each``: all tasks.

    Raises:
        InputError: the file is missing or not in a known form.
        Cancelled: ``cancel`` was set.
    """
    tasks = read_tasks(options.file)
    if options.sample is not None:
        tasks = random.Random(options.seed).sample(tasks, min(options.sample, len(tasks)))
    cancel = cancel or Cancel()
    with throw_away("eval", dict(options.overrides)) as assistant:
        ids = _library(assistant, tasks, options.file, progress, cancel)
        outcomes = []
        for place, task in enumerate(tasks, 1):
            scope = Scope(documents=tuple(dict.fromkeys(key for name in _named(task) for key in ids[name])))
            outcomes.append(outcome(assistant, task, scope, cancel))
            progress("tasks", place, len(tasks))
    return {"file": options.file.name, **sums(outcomes), "each": [asdict(found) for found in outcomes]}


def read_tasks(file: Path) -> list[AgentTask]:
    """The tasks of a file; see ``AgentEvalOptions.file``.

    Raises:
        InputError: it cannot be read, or is not in a known form; says which task is wrong.
    """
    text = text_of(file)
    try:
        if file.suffix.lower() in MODEL_SAMPLE_FILES:
            found = [json.loads(line) for line in text.splitlines() if line.strip()]
        else:
            found = tomllib.loads(text)["task"]
        if not isinstance(found, list) or not found:
            raise ValueError("it has no tasks")
    except KeyError as exc:
        raise InputError("evaluation.tasks", file=str(file), reason="it has no [[task]]") from exc
    except ValueError as exc:
        raise InputError("evaluation.tasks", file=str(file), reason=str(exc)) from exc
    return [_task(file, number, item) for number, item in enumerate(found, 1)]


def _task(file: Path, number: int, item: object) -> AgentTask:
    try:
        return AgentTask.model_validate(item)
    except ValidationError as exc:
        first = exc.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        reason = f"task {number}: {where}: {first['msg']}" if where else f"task {number}: {first['msg']}"
        raise InputError("evaluation.tasks", file=str(file), reason=reason) from exc


def outcome(assistant: Assistant, task: AgentTask, scope: Scope, cancel: Cancel) -> TaskOutcome:
    """One task put to the agent, and what came of it.

    Its tools may keep things in the library, which is thrown away; nobody is there to allow what acts outside it.

    Raises:
        Cancelled: ``cancel`` was set.
    """
    request = ChainRequest("agent", task.task, scope, calls=ToolCalls(_inside))
    actions: dict[int, Action] = {}
    answer, ended = "", ""
    began = time.monotonic()
    try:
        for event in assistant.run(request, cancel):
            if isinstance(event, Action):
                actions[event.number] = event
            elif isinstance(event, ChainResult):
                answer = event.text
                ended = str(event.data.get("ended", "")) if isinstance(event.data, dict) else ""
    except AssistantError as exc:
        ended = exc.code
    return judged(task, tuple(actions.values()), answer, time.monotonic() - began, ended)


def _inside(request: ConsentRequest, cancel: Check | None) -> Decision:
    return "once" if request.kind == "inside" else "deny"


# --- judging ------------------------------------------------------------------------------------------------------


def judged(task: AgentTask, actions: Sequence[Action], answer: str, seconds: float, ended: str = "") -> TaskOutcome:
    """A run set against what is known of its task."""
    first = actions[0] if actions else None
    return TaskOutcome(
        task.task,
        tuple(action.tool for action in actions),
        first.arguments if first else "",
        answer,
        _right_tool(task, first),
        _right_arguments(task, first),
        right_answer(task, answer),
        None if task.most_steps is None else len(actions) <= task.most_steps,
        len(actions),
        round(seconds, 3),
        ended,
    )


def _right_tool(task: AgentTask, first: Action | None) -> bool | None:
    return (first is not None and first.tool in task.tool) if task.tool else None


def _right_arguments(task: AgentTask, first: Action | None) -> bool | None:
    if not task.arguments:
        return None
    if first is None or _right_tool(task, first) is False:
        return False
    given: Mapping[str, object] = json.loads(first.arguments)
    return all(
        name in given and re.search(pattern, _as_text(given[name]), re.IGNORECASE)
        for name, pattern in task.arguments.items()
    )


def _as_text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def right_answer(task: AgentTask, answer: str) -> bool | None:
    """Whether an answer says what it must; None where the task does not say what that is."""
    if task.not_there:
        return says_absent(answer)
    if not task.answer and not task.one_of:
        return None
    return all(says(answer, text) for text in task.answer) and (
        not task.one_of or any(says(answer, text) for text in task.one_of)
    )


def says(answer: str, expected: str) -> bool:
    """Whether ``expected`` stands in ``answer`` as words and numbers of its own, marks and case aside.

    ``1,450`` is ``1450``; ``14`` does not stand in ``1450`` or ``14.5``.
    """
    wanted = _plain(expected)
    return bool(wanted) and bool(
        re.search(rf"(?<![a-z0-9])(?<!\d\.){re.escape(wanted)}(?![a-z0-9]|\.\d)", _plain(answer))
    )


def says_absent(answer: str) -> bool:
    """Whether an answer begins by saying that there is nothing to be found."""
    beginning = " ".join(answer[:ABSENT_CHARACTERS].split())
    return _absent("zh" if language(beginning) == "zh" else "en").search(beginning) is not None


@cache
def _absent(code: str) -> re.Pattern[str]:
    wording = tomllib.loads(resource("agent-evaluation.toml").read_text("utf-8"))
    return re.compile(wording["absent"][code], re.IGNORECASE)


_MARKS = re.compile(r"\[\d+\]|\*\*|__|`")
_THOUSANDS = re.compile(r"(?<=\d)[,\u00a0\u202f'’](?=\d{3}(?!\d))")


def _plain(text: str) -> str:
    return " ".join(_THOUSANDS.sub("", _MARKS.sub("", text)).casefold().split())


def sums(outcomes: Sequence[TaskOutcome]) -> dict[str, object]:
    """Rates and means over all outcomes."""
    return {
        "tasks": len(outcomes),
        "right_tool": rate(found.right_tool for found in outcomes),
        "right_arguments": rate(found.right_arguments for found in outcomes),
        "right_answer": rate(found.right_answer for found in outcomes),
        "within_steps": rate(found.within_steps for found in outcomes),
        "steps": rate(found.steps for found in outcomes),
        "seconds": rate(found.seconds for found in outcomes),
    }


def rate(values: Iterable[float | None]) -> float | None:
    """The mean of what is known; None where nothing is."""
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 4) if known else None


# --- the library --------------------------------------------------------------------------------------------------


def _library(
    assistant: Assistant, tasks: Sequence[AgentTask], file: Path, progress: Progress, cancel: Cancel
) -> dict[str, tuple[str, ...]]:
    """Ids of the documents by each name that tasks have for them, all in the one library."""
    names = dict.fromkeys(name for task in tasks for name in _named(task))
    files = {name: _files(assistant, name, file) for name in names}
    wanted = list(dict.fromkeys(path for paths in files.values() for path in paths))
    add_all(assistant, wanted, progress, cancel)
    return {name: tuple(assistant.library.resolve(str(path)).id for path in paths) for name, paths in files.items()}


def _named(task: AgentTask) -> tuple[str, ...]:
    return task.documents or (SAMPLES,)


def _files(assistant: Assistant, name: str, file: Path) -> list[Path]:
    if name == SAMPLES:
        return sample_files(assistant.paths.samples)
    path = (file.parent / name).resolve()
    if not path.is_file():
        raise InputError("evaluation.no_document", file=str(file), document=name)
    return [path]


__all__ = ["AgentEvalOptions", "AgentTask", "TaskOutcome", "evaluate_agent", "outcome", "read_tasks", "says", "sums"]

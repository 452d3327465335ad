"""A step of an agent in words: its line when it is folded, and what stands in it when it is open."""

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from assistant.arguments import named_values
from assistant.rich_text import Block, Span, visible
from gui.chat.evidence_view import one_line

if TYPE_CHECKING:
    from assistant.made import Action

# How a step ended is told by its sign as well as in words.
SIGNS = {"running": "…", "done": "✓", "failed": "✗", "denied": "⊘", "repeated": "↻"}
STOPPED = "■"
# Of a longer observation the beginning is shown, until all of it is wanted.
FIRST, MOST = 1_000, 40_000
_SUMMARY, _VALUE = 160, 60
_NUMBER = re.compile(r"-?\d[\d.,]*|true|false|null")


def step_line(action: "Action", seconds: float | None = None, *, waits: bool = False, stopped: bool = False) -> str:
    """Number, tool, arguments, outcome and time in one line.

    Args:
        seconds: that a running step has taken so far; None for its own.
        waits: for the person's word.
        stopped: the run was, before the step had ended.
    """
    came = _outcome(action)
    if stopped or waits:
        translate = QCoreApplication.translate
        came = translate("Trace", "stopped") if stopped else translate("Trace", "waits for your word")
    taken = time_text(action.seconds if seconds is None else seconds)
    parts = [str(action.number), one_line(action.tool)[:_VALUE], _arguments(action), came, taken]
    return " · ".join(part for part in parts if part)


def time_text(seconds: float) -> str:
    """Seconds as they are read; empty for none."""
    if not seconds:
        return ""
    return QCoreApplication.translate("Trace", "{:.1f} s").format(seconds)


def step_blocks(action: "Action", quotes: int, *, whole: bool) -> list[Block]:
    """All of a step: thought, call, observation with its evidence, what it cost.

    Args:
        quotes: how many quotes the turn has by now; a citation of one that is still to come cannot be chosen.
        whole: all of the observation, not only its beginning.
    """
    translate = QCoreApplication.translate
    blocks = []
    if action.thought.strip():
        blocks.append(_said(translate("Trace", "Thought"), action.thought[:MOST]))
    blocks.append(_said(translate("Trace", "Tool"), action.tool + _allowed(action)))
    arguments: list[Span] = []
    for name, value in named_values(action.arguments):
        named = one_line(name)[:_VALUE]
        arguments += [Span(f"{named}: " if named else "", bold=True), Span(visible(value[:FIRST].strip()) + "\n")]
    if arguments:
        arguments[-1] = Span(arguments[-1].text.rstrip("\n"))
        blocks.append(Block("paragraph", tuple(arguments), depth=1))
    observed = action.observation[: MOST if whole else FIRST].strip()
    if observed:
        blocks.append(Block("paragraph", (Span(translate("Trace", "Observed"), bold=True),)))
        blocks.append(Block("paragraph", (Span(visible(observed)),), quoted=1))
    cited = [Span(f"[{index + 1}]", cite=index + 1) for index in action.quotes if index < quotes]
    if cited:
        label = Span(translate("Trace", "Evidence") + ": ", bold=True)
        blocks.append(Block("paragraph", (label, *(part for one in cited for part in (one, Span(" "))))))
    return blocks


def is_cut(action: "Action") -> bool:
    """Whether the observation goes on behind its beginning."""
    return len(action.observation) > FIRST


def cost_text(action: "Action") -> str:
    """Time and tokens of a step; empty where nothing is known."""
    translate = QCoreApplication.translate
    parts = [time_text(action.seconds)]
    if action.prompt_tokens is not None:
        text = translate("Trace", "{read} tokens read, {written} written")
        parts.append(text.format(read=f"{action.prompt_tokens:,}", written=f"{action.answer_tokens or 0:,}"))
    if action.observed_tokens:
        parts.append(translate("Trace", "observation: {} tokens").format(f"{action.observed_tokens:,}"))
    if action.cut_tokens:
        parts.append(translate("Trace", "{} more did not fit").format(f"{action.cut_tokens:,}"))
    return " · ".join(part for part in parts if part)


def _said(name: str, value: str) -> Block:
    return Block("paragraph", (Span(f"{name}: ", bold=True), Span(visible(value.strip()))))


def _arguments(action: "Action") -> str:
    values = [" ".join(visible(value[: 4 * _VALUE]).split()) for _, value in named_values(action.arguments)]
    short = [value if len(value) <= _VALUE else value[: _VALUE - 1] + "…" for value in values if value]
    return ", ".join(value if _NUMBER.fullmatch(value) else f"“{value}”" for value in short)[:_SUMMARY]


def _outcome(action: "Action") -> str:
    translate = QCoreApplication.translate
    match action.state:
        case "running":
            return ""
        case "failed":
            return translate("Trace", "failed")
        case "denied":
            return translate("Trace", "denied")
        case "repeated":
            return translate("Trace", "repeated: answered from memory")
    if action.quotes:
        count = len(action.quotes)
        return translate("Trace", "%n passage(s)", "", count)
    line = one_line(action.observation.strip().partition("\n")[0])
    return line if len(line) <= _VALUE else line[: _VALUE - 1] + "…"


def _allowed(action: "Action") -> str:
    translate = QCoreApplication.translate
    texts = {
        "once": translate("Trace", "allowed once"),
        "conversation": translate("Trace", "allowed for this conversation"),
        "before": translate("Trace", "allowed beforehand"),
    }
    said = [texts[action.allowed]] if action.allowed in texts else []
    if action.carried:
        said.append(translate("Trace", "with words of a document in its arguments"))
    return "".join(f" · {text}" for text in said)

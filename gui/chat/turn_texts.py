"""What a turn says about itself, in the person's language."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from assistant.footnotes import OUTLINE
from gui.chat.looks import GLYPHS
from gui.chat.turn_state import AGENT, OFFERS_AGENT, TurnState

if TYPE_CHECKING:
    from chains.types import Claim


def language() -> str:
    """Of errors and of words in footnotes: ``en`` or ``zh``."""
    return "zh" if QLocale().language() == QLocale.Language.Chinese else "en"


def route_names() -> dict[str, tuple[str, str]]:
    """Each way that a question can take: its name, and what is done there."""
    return {
        "fact": (
            QCoreApplication.translate("TurnTexts", "Look it up"),
            QCoreApplication.translate("TurnTexts", "Find the sentences that answer it, and say so in words"),
        ),
        "summarize": (
            QCoreApplication.translate("TurnTexts", "A whole document"),
            QCoreApplication.translate("TurnTexts", "All of it is read, and summed up with its own words"),
        ),
        OUTLINE: (
            QCoreApplication.translate("TurnTexts", "One document as a whole"),
            QCoreApplication.translate("TurnTexts", "Its headings and strongest sentences"),
        ),
        "tables": (
            QCoreApplication.translate("TurnTexts", "The rows of a table"),
            QCoreApplication.translate("TurnTexts", "Counted, added up, filtered and sorted"),
        ),
        "compare": (
            QCoreApplication.translate("TurnTexts", "Compare"),
            QCoreApplication.translate("TurnTexts", "What the documents say differently"),
        ),
        "all": (
            QCoreApplication.translate("TurnTexts", "Everything there is"),
            QCoreApplication.translate("TurnTexts", "Every sentence is read, not only the best passages"),
        ),
        "catalogue": (
            QCoreApplication.translate("TurnTexts", "The list of documents"),
            QCoreApplication.translate("TurnTexts", "Which documents there are, and which mention something"),
        ),
        AGENT: (
            QCoreApplication.translate("TurnTexts", "Agent"),
            QCoreApplication.translate("TurnTexts", "Looks things up and calculates step by step, with its tools"),
        ),
        "talk": (
            QCoreApplication.translate("TurnTexts", "Just talk"),
            QCoreApplication.translate("TurnTexts", "No search in the documents"),
        ),
    }


def verdict_line(state: TurnState) -> tuple[str, str]:
    """The verdict on the whole answer by sign and words, and its colour; empty where there is nothing to judge."""
    if state.route == OUTLINE:
        return QCoreApplication.translate("TurnTexts", "Word for word from the document; not a summary."), "muted"
    if not state.verified or not state.claims or not state.markdown or state.unanswered:
        return "", "muted"
    match state.supported:
        case "yes":
            text = QCoreApplication.translate("TurnTexts", "Supported: each sentence stands in the quotes below.")
            return f"{GLYPHS['yes']} {text}", "positive"
        case "partly":
            text = QCoreApplication.translate("TurnTexts", "Partly supported: compare it with the quotes below.")
            if all(claim.verdict == "yes" for claim in state.claims):
                # True of the documents, and perhaps beside the point; see chains.verify.
                text = QCoreApplication.translate(
                    "TurnTexts", "It stands in the quotes below, but may not be what was asked."
                )
            return f"{GLYPHS['partly']} {text}", "caution"
        case _:
            text = QCoreApplication.translate(
                "TurnTexts", "Not supported: trust the quotes below rather than these words."
            )
            return f"{GLYPHS['no']} {text}", "negative"


def claim_line(claim: "Claim") -> str:
    """What is known of one sentence."""
    match claim.verdict:
        case "yes":
            return QCoreApplication.translate("TurnTexts", "Supported by the quotes that it cites.")
        case "partly":
            text = QCoreApplication.translate("TurnTexts", "Partly supported: the quotes do not say all of it.")
        case "no":
            text = QCoreApplication.translate("TurnTexts", "Not found in the quotes.")
    if claim.missing:
        missing = ", ".join(" ".join(part.split())[:60] for part in claim.missing[:6])
        text += "\n" + QCoreApplication.translate("TurnTexts", "Not in them: {}").format(missing)
    return text


def status_line(state: TurnState) -> str:
    """What is being done, while nothing is written yet."""
    if state.state != "running" or state.answer or state.progress is not None:
        return ""
    if state.by_agent:
        acting = bool(state.actions) and state.actions[-1].state == "running"
        return "" if acting else QCoreApplication.translate("TurnTexts", "Thinking about the next step…")
    if state.by_chain:
        return QCoreApplication.translate("TurnTexts", "Getting ready…")
    if not state.evidence:
        return QCoreApplication.translate("TurnTexts", "Looking in your documents…")
    return QCoreApplication.translate("TurnTexts", "Reading the evidence…")


def stop_line(state: TurnState) -> str:
    """Why the answer did not end by itself; empty where it did."""
    match state.stopped:
        case None:
            return ""
        case "cancelled" if state.by_agent:
            return QCoreApplication.translate("TurnTexts", "Stopped. The steps so far are kept.")
        case "cancelled" if state.by_chain:
            return QCoreApplication.translate(
                "TurnTexts", "Stopped. What was made is kept: asked again, it goes on from there."
            )
        case "cancelled":
            return QCoreApplication.translate("TurnTexts", "Stopped. What was written is kept.")
        case "length":
            return QCoreApplication.translate("TurnTexts", "The answer reached its longest length and ends here.")
        case "loop":
            return QCoreApplication.translate("TurnTexts", "The model began to repeat itself and was stopped.")
        case _:
            return QCoreApplication.translate("TurnTexts", "Lectern was closed before this was answered.")


def note_line(note: str) -> str:
    """A note of ``Done`` in words."""
    if note == OFFERS_AGENT:
        return ""
    if note == "no_words":
        return QCoreApplication.translate(
            "TurnTexts", "The model gave no usable answer; the quotes below stand for themselves."
        )
    if note == "own_prompt":
        return QCoreApplication.translate(
            "TurnTexts", "Your own prompt cannot be used, and the packaged one was taken; see Edit › Prompts."
        )
    if note == "best_passages":
        return QCoreApplication.translate(
            "TurnTexts", "Only the best passages were read, not all there is: write /list to have every sentence read."
        )
    return note


def cost_line(state: TurnState) -> str:
    """Seconds and tokens."""
    receipt, seconds = state.receipt, state.seconds
    if state.state == "running" or not seconds.total:
        return ""
    if not receipt.answer:
        return QCoreApplication.translate("TurnTexts", "{:.1f} s, without the model").format(seconds.total)
    text = QCoreApplication.translate("TurnTexts", "{seconds:.1f} s · {read} tokens read, {written} written")
    return text.format(seconds=seconds.total, read=receipt.evaluated + receipt.reused, written=receipt.answer)

"""A conversation of 2,000 turns: opened, scrolled to its top, and answered on at its end; the longest stall of each."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from assistant.bench.report import Figure, show
from assistant.conversations import Turn
from assistant.events import Done, EvidenceFound, Receipt, Routed, Seconds, Token, Verified
from chains.types import Claim, Quote
from gui.bench.heartbeat import Heartbeat
from gui.chat.turn_list import TurnList
from gui.theme import Themes

BAR_MILLISECONDS = 150
_SENTENCES = (
    "The rent is {n} euros a month.",
    "It is due on the first working day of each month.",
    "The deposit amounts to three months' rent, kept in an account of its own.",
    "The landlord repairs what age has worn, the tenant what carelessness has broken.",
)


def turn(number: int) -> Turn:
    """One turn as a library has them: a few sentences, some with a list or a table, each with evidence."""
    sentences = [sentence.format(n=number) for sentence in _SENTENCES]
    quotes = tuple(
        Quote("d" * 64, f"Lease {number}", "/lease.pdf", place + 1, 0, len(text), text, 0.9, number * 10 + place)
        for place, text in enumerate(sentences)
    )
    answer = " ".join(f"{text[:-1]} [{place}]." for place, text in enumerate(sentences, 1))
    if number % 3 == 0:
        answer = "\n".join(f"- {text}" for text in sentences)
    if number % 10 == 0:
        answer += "\n\n| what | how much |\n|---|---|\n" + "| rent | 900 |\n" * 5
    verdicts = ("yes", "partly", "no", "yes")
    return Turn(
        number,
        "done",
        0.0,
        f"What about the rent of flat {number}, and when is it due?" * (1 + number % 4),
        route="fact",
        answer=answer,
        supported="partly",
        claims=tuple(
            Claim(text, verdicts[place], (place,))  # type: ignore[arg-type] # the four above
            for place, text in enumerate(sentences)
        ),
        evidence=quotes,
        receipt=Receipt(context_tokens=4096, answer=60, evaluated=300, reused=900),
        seconds=Seconds(0.1, 0.5, 2.0),
        placed=tuple((place + 1, place) for place in range(4)),
    )


def answer_events(number: int, words: int) -> Iterator[object]:
    """The events of one more turn, with an answer of so many words."""
    stored = turn(number)
    yield Routed("fact", "")
    yield EvidenceFound(stored.evidence, (), True)
    for place in range(words):
        yield Token(f"word{place} " if place % 60 else f"word{place}.\n\n")
    yield Verified(stored.claims, "partly")
    yield Done(
        "c", number, " ".join(f"word{place}" for place in range(words)), "partly", stored.receipt, stored.seconds
    )


def run_for(milliseconds: int) -> None:
    """Let the event loop run."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def stall_of(act: Callable[[], None]) -> Heartbeat:
    """The stalls while something is done; the heart beats before and after it."""
    heart = Heartbeat()
    heart.start()
    run_for(30)
    act()
    run_for(150)
    heart.stop()
    return heart


def measure(application: QApplication, turns: int) -> list[Figure]:
    """The longest stall of each use."""
    stored = [turn(number) for number in range(1, turns + 1)]
    view = TurnList(Themes(application, "light"))
    view.resize(800, 900)
    view.set_turns(stored[:3])
    view.show()
    run_for(300)
    bar = view.verticalScrollBar()

    def by_pages() -> None:
        while bar.value() > 0:
            bar.setValue(bar.value() - int(0.9 * bar.pageStep()))
            run_for(15)

    def by_lines() -> None:
        for _ in range(400):
            bar.setValue(bar.value() + 60)
            run_for(5)

    def by_jumps() -> None:
        for part in range(20, -1, -1):
            bar.setValue(bar.maximum() * part // 20)
            run_for(40)

    def stream() -> None:
        view.begin("And the rent of the next one?")
        for event in answer_events(turns + 1, 600):
            view.apply(event)  # type: ignore[arg-type] # the events above
            run_for(4)
        view.finish(turn(turns + 1))

    def up_by_pages() -> None:
        view.scroll_to(min(turns, 150))
        by_pages()

    def search() -> None:
        view.find_text(f"flat {turns // 2}")
        view.search.step()

    uses: list[tuple[str, Callable[[], None]]] = [
        (f"opening {turns} turns", lambda: view.set_turns(stored)),
        ("scrolling to the top by the bar", by_jumps),
        ("going on by 400 turns of the wheel", by_lines),
        ("back to the end", lambda: view.scroll_to(turns)),
        ("an answer of 600 words at the end", stream),
        ("another width", lambda: view.resize(500, 900)),
        (f"up to the top by pages from turn {min(turns, 150)}", up_by_pages),
        ("looking for a word", search),
    ]
    figures = []
    for name, act in uses:
        heart = stall_of(act)
        figures.append(
            Figure(
                f"{name}: longest stall",
                f"{heart.longest:.0f} ms",
                f"<= {BAR_MILLISECONDS} ms",
                heart.longest <= BAR_MILLISECONDS,
                f"p99 {heart.percentile(0.99):.0f} ms",
            )
        )
    view.close()
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the bench; 1 if a bar was missed."""
    parser = argparse.ArgumentParser(prog="python -m gui.bench.long_conversation", description=__doc__)
    parser.add_argument("--turns", type=int, default=2000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    return show(measure(QApplication([]), options.turns), as_json=options.json)


if __name__ == "__main__":
    sys.exit(main())

"""The longest stall of the window while an agent runs, asks the person and ends, and among 200 turns of such runs."""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from assistant.app import Assistant
from assistant.bench.report import Figure, show
from assistant.bench.scripted import Scene, ScriptedModels
from assistant.made import Made
from assistant.paths import Paths
from assistant.settings import load_settings
from chains.agent.agent import AgentOptions
from chains.answer import Check
from chains.consent import ConsentRequest
from chains.kit import Chain, ChainEvent, ChainInput, ChainResult, Progress
from chains.results import Action
from chains.types import Claim, Quote
from gui.bench.heartbeat import Heartbeat
from gui.bench.waiting import wait
from gui.bench.windows import application, make_window
from gui.chat.turn_view import TurnView
from gui.main_window import MainWindow

MOST = 100.0
STEPS, OBSERVED, TURNS = 8, 10_000, 200
SECONDS, PAUSE = 30.0, 0.15
_CHAIN = 'entry = "gui.bench.agent_stalls:Busy"\ntakes = "text"\n[purpose]\nen = "Acts as an agent does."\n'
_LINE = "Line {n}: the tenant pays the rent of {n} euros on the first working day of each month.\n"


class Busy(Chain[AgentOptions]):
    """Takes the steps of an agent without a model: eight long observations, one of them after the person's word."""

    Options = AgentOptions
    calls_tools = True

    def run(self, given: ChainInput, cancel: Check | None = None) -> Iterator[ChainEvent]:
        """See ``Chain.run``."""
        assert self.kit.agent is not None
        done: list[Action] = []
        for action in actions():
            yield Progress("thinking", len(done), STEPS)
            time.sleep(PAUSE)
            yield replace(action, observation="", state="running", quotes=())
            if action.tool == "write_file":
                request = ConsentRequest(
                    action.tool,
                    "files",
                    "outside",
                    "carries",
                    action.arguments,
                    ("the tenant pays the rent",),
                    ("Lease",),
                )
                decision = self.kit.agent.consent(request, cancel)
                done.append(replace(action, state="denied" if decision == "deny" else "done", allowed=decision))
            else:
                done.append(action)
            if cancel is not None:
                cancel.check()
            time.sleep(PAUSE)
            yield done[-1]
        yield ChainResult(
            "The rent is 950 euros a month [1].", quotes(), (Claim("The rent is 950 euros a month", "yes", (0,)),),
            actions=tuple(done),
        )  # fmt: skip


def add_chain(paths: Paths) -> None:
    """Let ``/busy`` call it in a home."""
    paths.chains.mkdir(parents=True, exist_ok=True)
    (paths.chains / "busy.toml").write_text(_CHAIN, "utf-8")


def actions() -> list[Action]:
    """The steps of one run."""
    observed = "".join(_LINE.format(n=number) for number in range(OBSERVED // len(_LINE)))[:OBSERVED]
    calls: list[tuple[str, dict[str, object]]] = [
        ("search", {"query": f"the rent of flat {number}", "top": 5}) for number in range(STEPS)
    ]
    calls[STEPS // 2] = "write_file", {"path": "rent.txt", "text": observed}
    return [
        Action(
            number, f"I need the rent of flat {number}. " * 5, tool, json.dumps(given), observed, "done",
            tuple(range(5)), 0.3, 500, 20, 2000, 300,
        )
        for number, (tool, given) in enumerate(calls, 1)
    ]  # fmt: skip


def quotes() -> tuple[Quote, ...]:
    """What the steps found."""
    return tuple(
        Quote(
            "d" * 64, f"Lease {number}", "/l.pdf", number + 1, 0, 30, f"The rent of flat {number} is 950 euros.", 1.0, 0
        )
        for number in range(STEPS)
    )


def figures() -> list[Figure]:
    """Stalls of the UI thread of the real window."""
    application()
    with tempfile.TemporaryDirectory(prefix="lectern-agent-stalls-") as name:
        paths = Paths(Path(name) / "home")
        add_chain(paths)

        def opened() -> Assistant:
            settings = load_settings(paths.settings)
            assistant = Assistant(paths, settings, ScriptedModels(settings, paths.cache, lambda _: Scene(())))
            _stock(assistant)
            return assistant

        window = make_window(paths.home, opened)
        conversation = window.conversation
        _wait(lambda: window.ready and conversation.chains.offers is not None)
        wait(1500)  # the start has its own bench
        found = [_running(window), _opening(window), _among(window)]
        window.close_now()
        window.deleteLater()
        wait(20)
    return found


def _running(window: MainWindow) -> Figure:
    conversation, heart = window.conversation, Heartbeat(window)
    heart.start()
    conversation.ask("/busy everything")
    _wait(lambda: conversation.agent.notice.waits)
    conversation.answer_agent()
    asked = False
    for view in window.findChildren(TurnView):
        if view.agent is not None and view.agent.consent is not None and view.state.asks:
            asked = not view.agent.consent.once.isEnabled()
            _wait(view.agent.consent.once.isEnabled)
            view.agent.consent.once.click()
    _wait(lambda: not conversation.asking and not conversation.open_one.reading)
    wait(300)
    heart.stop()
    turns = conversation.open_one.turns
    made = turns[-1].made if turns else None
    whole = made is not None and len(made.actions) == STEPS and asked
    return _figure(f"stalls while an agent takes {STEPS} steps of {OBSERVED:,} letters and asks once", heart, whole)


def _opening(window: MainWindow) -> Figure:
    views = [view for view in window.findChildren(TurnView) if view.agent is not None]
    heart = Heartbeat(window)
    heart.start()
    trace = views[-1].agent.trace if views and views[-1].agent is not None else None
    if trace is not None:
        trace.open_all.click()
        wait(300)
        for step in trace.steps:
            if step.text is not None:
                step.text.more_wanted.emit()
            wait(60)
        trace.fold_all.click()
        wait(300)
    heart.stop()
    return _figure("stalls while all steps are opened, read to their ends, and folded", heart, trace is not None)


def _among(window: MainWindow) -> Figure:
    conversation, heart = window.conversation, Heartbeat(window)
    assert window.assistant is not None
    long = next(info for info in window.assistant.conversations.find() if info.id != conversation.conversation)
    heart.start()
    conversation.show_conversation(long.id)
    _wait(lambda: len(conversation.open_one.turns) == TURNS and not conversation.turn_list.pending)
    bar = conversation.turn_list.verticalScrollBar()
    for part in range(40, -1, -1):
        bar.setValue(bar.maximum() * part // 40)
        wait(30)
    for _ in range(60):
        bar.setValue(bar.value() + 120)
        wait(10)
    for _ in range(3):
        views = [view for view in window.findChildren(TurnView) if view.agent is not None and view.isVisible()]
        for view in views[:1]:  # those below it leave
            assert view.agent is not None
            view.agent.trace.open_all.click()
            wait(60)
        bar.setValue(bar.value() - bar.pageStep())
        wait(60)
    heart.stop()
    return _figure(
        f"stalls while a conversation of {TURNS} such turns is opened, scrolled and its steps are opened",
        heart,
        len(conversation.open_one.turns) == TURNS,
    )


def _stock(assistant: Assistant) -> None:
    identity: str | None = None
    made = Made("agent", actions=tuple(actions()))
    for number in range(TURNS):
        identity, turn = assistant.conversations.start(identity, f"What about the rent of flat {number}?")
        assistant.conversations.finish(
            replace(turn, state="done", route="agent", answer="950 euros [1].", evidence=quotes(), made=made)
        )


def _figure(name: str, heart: Heartbeat, whole: bool) -> Figure:
    within = whole and heart.longest <= MOST
    work = f"p99 {heart.percentile(0.99):.0f} ms; most work between two beats {heart.most_work:.0f} ms"
    told = work if whole else f"{work}; not all of it happened"
    return Figure(name, f"longest {heart.longest:.0f} ms", f"≤ {MOST:.0f} ms", within, told)


def _wait(fact: Callable[[], bool]) -> None:
    until = time.monotonic() + SECONDS
    while not fact() and time.monotonic() < until:
        wait(10)


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(prog="python -m gui.bench.agent_stalls", description=__doc__)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    return show(figures(), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())

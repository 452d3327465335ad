"""An agent's steps in a turn: live, folded, opened again; what it asks, and that nothing is allowed by accident."""

import json
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from assistant.conversations import Turn
from assistant.events import Done, EvidenceFound, MadeByChain, Receipt, Routed, Seconds
from assistant.made import Action, Made
from chains.consent import ConsentRequest
from chains.types import Quote
from gui.chat.action_texts import FIRST
from gui.chat.consents import Asked
from gui.chat.turn_state import OFFERS_AGENT, TurnState

QUOTES = tuple(Quote("d" * 64, f"Lease {n}", "/l.pdf", n, 0, 9, f"The rent is {n}.", 0.9, n) for n in range(1, 4))
LONG = "\n".join(f"line {number} of a long page" for number in range(500))
ACTIONS = (
    Action(1, "I need the rent.", "search", '{"query": "monthly rent", "top": 3}', "950", "done", (0, 2), 0.4, 310, 18),
    Action(2, "", "read_page", '{"page": 2}', LONG, "done", (), 1.0, 500, 20, 900, 77),
    Action(3, "", "search", '{"query": "rent"}', "<b>950</b>", "repeated", (), 0.1),
    Action(4, "", "write_file", '{"path": "/x"}', "", "denied", (), 0.1),
    Action(5, "", "query", "no json", "boom", "failed", (), 0.1),
)  # fmt: skip
TURN = Turn(
    4, "done", 0.0, "How much is it?", route="agent", answer="950 [1].", supported="yes", evidence=QUOTES,
    seconds=Seconds(0, 0, 1.0), made=Made("agent", actions=ACTIONS),
)  # fmt: skip
OUTSIDE = ConsentRequest(
    "write_file",
    "files",
    "outside",
    "carries",
    json.dumps({"path": "/tmp/a\u202etxt", "text": "Dear all,\n the  rent is due on Monday\t!"}),
    ("rent is due on",),
    ("The lease", "<i>Notes</i>"),
)
INSIDE = ConsentRequest("add_note", "notes", "inside", "inside", '{"text": "x"}')


def running(*events):
    state = TurnState(1, "How much is it?")
    for event in (Routed("agent", ""), *events):
        state.apply(event)
    return state


def begun(action):
    return replace(action, state="running", observation="", quotes=())


def test_a_stored_run_is_folded_to_a_line_each(show):
    trace = show(TURN).agent.trace
    assert len(trace.steps) == len(ACTIONS)
    assert not any(step.opened for step in trace.steps)
    line = trace.steps[0].head.accessibleName()
    for fact in ("1", "search", "monthly rent", "0.4"):
        assert fact in line


@pytest.mark.parametrize(("place", "sign"), [(2, "↻"), (3, "⊘"), (4, "✗")])
def test_how_a_step_ended_is_told_by_sign_and_words(show, place, sign):
    step = show(TURN).agent.trace.steps[place]
    assert sign in step.head.text()
    done = show(TURN).agent.trace.steps[1].head.text()
    assert sign not in done
    assert len(step.head.accessibleName().split("·")) > 3


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_a_step_is_opened_and_folded_by_key(show, qtbot, key):
    view = show(TURN)
    step = view.agent.trace.steps[0]
    qtbot.keyClick(step.head, key)
    assert step.opened
    text = step.text.toPlainText()
    for fact in ("I need the rent.", "query", "monthly rent", "950"):
        assert fact in text
    assert "310" in step.cost.text()
    qtbot.keyClick(step.head, key)
    assert not step.text.isVisible()


def test_all_steps_are_opened_and_folded(show, qtbot):
    trace = show(TURN).agent.trace
    trace.open_all.click()
    qtbot.waitUntil(lambda: all(step.opened for step in trace.steps))
    trace.fold_all.click()
    assert not any(step.opened for step in trace.steps)


def test_a_long_observation_is_cut_until_all_of_it_is_wanted(show):
    step = show(TURN).agent.trace.steps[1]
    step.head.click()
    assert "line 499" not in step.text.toPlainText()
    assert len(step.text.toPlainText()) < 2 * FIRST
    step.text.more_wanted.emit()
    assert "line 499" in step.text.toPlainText()


def test_nothing_observed_is_rich_text(show):
    step = show(TURN).agent.trace.steps[2]
    step.head.click()
    assert "<b>950</b>" in step.text.toPlainText()


def test_a_quote_of_a_step_opens_where_it_stands(show, qtbot):
    view = show(TURN)
    step = view.agent.trace.steps[0]
    step.head.click()
    with qtbot.waitSignal(view.cited) as cited:
        step.text.cited.emit(3)
    assert cited.args == [QUOTES[2], 2]


def test_steps_come_as_they_are_taken_and_fold_at_the_end(show, qtbot):
    state = running(begun(ACTIONS[0]))
    view = show(state)
    step = view.agent.trace.steps[0]
    assert step.opened
    assert "950" not in step.text.toPlainText()
    state.apply(ACTIONS[0])
    state.apply(begun(ACTIONS[1]))
    view.grow()
    qtbot.waitUntil(lambda: all(step.opened for step in view.agent.trace.steps))
    assert "950" in step.text.toPlainText()
    first = view.agent.trace.steps[0]
    assert first is step  # what is shown stays
    for event in (ACTIONS[1], EvidenceFound(QUOTES, (), True), MadeByChain(Made("agent", actions=ACTIONS[:2]))):
        state.apply(event)
    state.apply(Done("c", 1, "950", "yes", Receipt(), Seconds(0, 0, 2.0)))
    view.refresh()
    assert not any(step.opened for step in view.agent.trace.steps)


def test_a_running_step_turns_its_mark_only_while_it_is_seen(show, qtbot):
    state = running(begun(ACTIONS[0]))
    view = show(state)
    head = view.agent.trace.steps[0].head
    before = head.text()
    qtbot.waitUntil(lambda: head.text() != before)
    assert view.agent.trace._wheel.isActive()
    view.hide()
    assert not view.agent.trace._wheel.isActive()


def test_steps_are_copied_with_the_answer_and_alone(show):
    view = show(TURN)
    view.cited_button.click()
    assert "monthly rent" in QGuiApplication.clipboard().text()
    menu = view.menu()
    texts = [action.text() for action in menu.actions()]
    menu.deleteLater()
    assert len([text for text in texts if text]) >= 7
    view.agent._copy()
    assert "\\<b\\>950" in QGuiApplication.clipboard().text()


def test_without_the_agent_and_replayed_from_the_menu(show, qtbot):
    view = show(TURN)
    menu = view.menu()
    without, replay = [action for action in menu.actions() if action.text()][-3:-1]
    with qtbot.waitSignal(view.route_chosen) as chosen:
        without.trigger()
    assert chosen.args == [4, ""]
    with qtbot.waitSignal(view.replay) as wanted:
        replay.trigger()
    assert wanted.args == [4]
    menu.deleteLater()


def test_the_agent_is_offered_where_it_would_do_better(show, qtbot):
    state = TurnState.from_turn(replace(TURN, route="fact", made=None))
    state.notes = (OFFERS_AGENT,)
    view = show(state)
    assert view.agent.offer.isVisible()
    assert not view.note.isVisible()
    with qtbot.waitSignal(view.route_chosen) as chosen:
        view.agent.offer.click()
    assert chosen.args == [4, "agent"]


def test_a_step_that_was_stopped_says_so_and_turns_no_more(show):
    stopped = replace(TURN, state="stopped", stopped="cancelled", made=Made("agent", actions=(begun(ACTIONS[0]),)))
    trace = show(stopped).agent.trace
    assert "■" in trace.steps[0].head.text()
    assert not trace._wheel.isActive()


# --- what it asks ---


def asking(show, request):
    asked = Asked(request)
    state = running(begun(ACTIONS[3]), asked)
    return show(state), asked


def test_what_is_asked_is_shown_letter_for_letter(show):
    view, _ = asking(show, OUTSIDE)
    consent = view.agent.consent
    text = consent.arguments.toPlainText()
    assert "\u202e" not in text
    assert "U+202E" in text
    assert "⏎" in text
    assert "··" in text
    assert "⇥" in text
    assert "rent is due on" in consent.carried.text()
    assert "<i>Notes</i>" in consent.read.text()
    assert "files" in consent.head.text()


def test_words_of_a_document_are_marked_in_the_arguments(show):
    view, asked = asking(show, OUTSIDE)
    (text,) = [argument for argument in asked.arguments if argument.name == "text"]
    assert [text.value[start:end] for start, end in text.carried] == ["rent is due on"]
    cursor = view.agent.consent.arguments.document().find("rent is due")
    assert cursor.charFormat().background().color() != view.agent.consent.arguments.palette().base().color()


def test_no_click_counts_before_it_has_been_in_sight_for_a_moment(show, qtbot):
    view, asked = asking(show, OUTSIDE)
    consent = view.agent.consent
    qtbot.mouseClick(consent.once, Qt.MouseButton.LeftButton)
    assert asked.waiting
    qtbot.waitUntil(consent.once.isEnabled)
    QApplication.sendEvent(consent, QEvent(QEvent.Type.ActivationChange))  # the window has come to the front
    assert not consent.once.isEnabled()
    qtbot.waitUntil(consent.once.isEnabled)
    qtbot.mouseClick(consent.once, Qt.MouseButton.LeftButton)
    assert asked.wait(None) == "once"
    assert not consent.isVisible()


def test_enter_allows_nothing(show, qtbot):
    view, asked = asking(show, INSIDE)
    consent = view.agent.consent
    qtbot.waitUntil(consent.deny.isEnabled)
    consent.take_focus()
    assert consent.deny.hasFocus()
    qtbot.keyClick(consent, Qt.Key.Key_Return)
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert asked.waiting


def test_only_what_acts_inside_the_library_is_allowed_for_a_conversation(show, qtbot):
    view, _ = asking(show, OUTSIDE)
    assert not view.agent.consent.always.isVisible()
    view, asked = asking(show, INSIDE)
    consent = view.agent.consent
    assert consent.always.isVisible()
    qtbot.waitUntil(consent.always.isEnabled)
    consent.always.click()
    assert asked.wait(None) == "conversation"


def test_a_million_letters_are_shown_part_by_part_and_to_their_end(show, qtbot):
    value = "x" * 60_000 + "THE END"
    view, _ = asking(show, replace(OUTSIDE, arguments=json.dumps({"text": value})))
    consent = view.agent.consent
    assert "THE END" not in consent.arguments.toPlainText()
    while consent.more.isVisible():
        consent.more.click()
    assert "THE END" in consent.arguments.toPlainText()


def test_one_argument_cannot_look_like_another(show):
    view, _ = asking(show, replace(OUTSIDE, arguments=json.dumps({"text": "hello\npath\n/etc/passwd"})))
    document = view.agent.consent.arguments.document()
    block, names = document.begin(), []
    while block.isValid():
        if not block.blockFormat().leftMargin():
            names.append(block.text())
        block = block.next()
    assert names == ["text"]


def test_what_a_step_asked_goes_with_the_next_event(show):
    view, _ = asking(show, INSIDE)
    view.state.apply(ACTIONS[3])
    view.grow()
    assert not view.agent.consent.isVisible()


def test_what_an_ended_run_asked_is_not_shown(show):
    asked = Asked(INSIDE)
    asked.answer("deny")
    view = show(running(begun(ACTIONS[3]), asked))
    assert view.agent.consent is None

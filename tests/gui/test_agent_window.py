"""An agent in the window: its mode, its tools, and its questions, which wait in a thread for the person's word."""

import time

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMainWindow

from assistant.app import Assistant
from gui.actions import Actions
from gui.bench.agent_stalls import STEPS, add_chain
from gui.bench.windows import make_window
from gui.chat.turn_view import TurnView
from gui.main_window import MainWindow
from gui.toolkits import Place
from tests.gui.chat import LONG, Desk, says, scripted

RUN = "/busy everything"


@pytest.fixture
def desk(qtbot, themes, stocked_home, tmp_path, monkeypatch):
    monkeypatch.setattr("gui.bench.agent_stalls.PAUSE", 0.01)
    assistant = scripted(stocked_home, tmp_path, says())
    add_chain(assistant.paths)
    desk = Desk(qtbot, assistant, themes)
    yield desk
    desk.close()


def asks(desk):
    """The question of the agent that is shown, if one waits there."""
    for view in desk.pane.findChildren(TurnView):
        consent = None if view.agent is None else view.agent.consent
        if view.state.asks and consent is not None and consent.isVisible():
            return consent
    return None


def wait_for_question(desk, qtbot):
    qtbot.waitUntil(lambda: asks(desk) is not None, timeout=LONG)
    return asks(desk)


def press(desk, qtbot, name):
    """Press a button of the question; views are made anew when the chains are known, and looked for each time."""
    wait_for_question(desk, qtbot)
    qtbot.waitUntil(lambda: getattr(asks(desk), name).isEnabled())
    getattr(asks(desk), name).click()


def test_a_call_is_made_after_the_persons_word(desk, qtbot):
    desk.pane.ask(RUN)
    press(desk, qtbot, "once")
    desk.rest()
    (turn,) = desk.pane.open_one.turns
    assert len(turn.made.actions) == STEPS
    assert [action.allowed for action in turn.made.actions if action.allowed] == ["once"]


def test_denied_the_run_goes_on(desk, qtbot):
    desk.pane.ask(RUN)
    press(desk, qtbot, "deny")
    desk.rest()
    (turn,) = desk.pane.open_one.turns
    assert [action.state for action in turn.made.actions].count("denied") == 1
    assert turn.state == "done"


def test_stopped_while_it_waits_it_ends_at_once(desk, qtbot):
    desk.pane.ask(RUN)
    wait_for_question(desk, qtbot)
    began = time.monotonic()
    desk.pane.stop()
    desk.rest()
    assert time.monotonic() - began < 3
    assert desk.pane.open_one.turns[0].state == "stopped"
    assert asks(desk) is None
    assert not desk.pane.agent.notice.waits


def test_closed_while_it_waits_every_thread_ends(desk, qtbot):
    desk.pane.ask(RUN)
    wait_for_question(desk, qtbot)
    desk.jobs.close()
    assert desk.jobs.wait_all(3)


def test_the_question_stands_in_its_conversation_and_is_there_again_when_that_is_opened(desk, qtbot):
    desk.ask()
    first = desk.pane.conversation
    desk.pane.ask(RUN)
    wait_for_question(desk, qtbot)
    desk.pane.new_conversation()
    qtbot.waitUntil(desk.pane.elsewhere.isVisible)
    assert asks(desk) is None
    desk.pane.answer_agent()
    qtbot.waitUntil(lambda: desk.pane.conversation == first)
    press(desk, qtbot, "deny")
    desk.rest()


def test_a_run_is_replayed_in_its_place_and_asks_again(desk, qtbot):
    desk.pane.ask(RUN)
    press(desk, qtbot, "once")
    desk.rest()
    desk.pane.agent.replay(1)
    press(desk, qtbot, "deny")
    desk.rest()
    (turn,) = desk.pane.open_one.turns
    assert turn.versions == 2
    assert len(turn.made.actions) == STEPS


def test_what_an_old_run_asked_is_not_in_the_new_one(desk, qtbot):
    desk.pane.ask(RUN)
    asked = wait_for_question(desk, qtbot)._asked
    desk.pane.stop()
    desk.rest()
    desk.pane.ask(RUN)
    new = wait_for_question(desk, qtbot)._asked
    assert new is not asked
    asked.answer("once")
    assert new.waiting
    desk.pane.stop()
    desk.rest()


def test_the_keys_lead_to_the_question_and_to_what_does_no_harm(desk, qtbot):
    desk.pane.ask(RUN)
    qtbot.waitUntil(lambda: desk.pane.chains.offers is not None, timeout=LONG)  # turns are made anew then
    consent = wait_for_question(desk, qtbot)
    qtbot.waitUntil(consent.deny.isEnabled)
    assert not consent.deny.hasFocus()
    desk.pane.answer_agent()
    assert consent.deny.hasFocus()
    desk.pane.stop()
    desk.rest()


# --- the mode ---


def test_with_the_agent_on_questions_go_to_it_by_conversation(desk, qtbot):
    composer = desk.pane.composer
    composer.agent.button.click()
    assert composer.agent.tools.isVisible()
    assert not composer.route_chip.isVisible()
    desk.write("how much is it?")
    assert composer.request.route == "agent"
    desk.write("/summarize")
    assert composer.request.route is None
    desk.pane.new_conversation()
    assert not composer.agent.on
    assert composer.request.route is None


def test_the_mode_stays_with_the_conversation_that_has_begun(desk, qtbot):
    desk.ask()
    first = desk.pane.conversation
    desk.pane.composer.agent.button.click()
    desk.pane.new_conversation()
    assert not desk.pane.composer.agent.on
    desk.pane.show_conversation(first)
    assert desk.pane.composer.agent.on


def test_a_turn_that_is_edited_keeps_its_way_and_the_mode_comes_back(desk, qtbot):
    desk.ask()
    agent = desk.pane.composer.agent
    agent.button.click()
    desk.pane.commands.edit_last()
    assert not agent.on
    desk.pane.commands.cancel_edit()
    assert agent.on


def test_the_agents_question_is_answered_by_the_agent(desk, qtbot):
    desk.pane.composer.agent.button.click()
    desk.ask("How much is the deposit, times two?")
    (turn,) = desk.pane.open_one.turns
    assert turn.route == "agent"
    assert desk.pane.composer.agent.on
    assert desk.pane.open_one.repeat(1).route == "agent"


def test_the_mode_stands_in_the_menu(desk, qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    actions = Actions(window)
    desk.pane.register(actions)
    assert actions.clashes() == {}
    actions["conversation.agent"].trigger()
    assert desk.pane.composer.agent.on
    assert actions["conversation.agent"].isChecked()
    assert not actions["conversation.word"].isEnabled()


# --- its tools ---


def test_tools_are_switched_for_a_conversation(desk, qtbot):
    desk.ask()
    toolkits = desk.pane.agent.toolkits
    desk.pane.choose_tools()
    sheet = toolkits.sheet
    qtbot.waitUntil(sheet.isVisible, timeout=LONG)
    box = sheet.boxes["calculator"]
    assert box.isChecked()
    with qtbot.waitSignal(toolkits.listed, timeout=LONG):
        box.click()
    infos = {info.name: info for info in desk.assistant.toolkits(desk.pane.conversation)}
    assert not infos["calculator"].on
    assert sheet.defaults.isVisible()
    with qtbot.waitSignal(toolkits.listed, timeout=LONG):
        sheet.defaults.click()
    assert box.isChecked()
    sheet.close()


def test_tools_chosen_before_a_conversation_begins_are_its_own_when_it_has(desk, qtbot):
    toolkits = desk.pane.agent.toolkits
    desk.pane.choose_tools()
    qtbot.waitUntil(toolkits.sheet.isVisible, timeout=LONG)
    toolkits.sheet.boxes["dates"].click()
    toolkits.sheet.close()
    assert "dates" not in desk.pane.agent.with_tools(desk.pane.composer.request).toolkits
    with qtbot.waitSignal(toolkits.listed, timeout=LONG):
        desk.ask()
    infos = {info.name: info for info in desk.assistant.toolkits(desk.pane.conversation)}
    assert not infos["dates"].on
    assert desk.pane.agent.with_tools(desk.pane.composer.request).toolkits is None


def test_the_sheet_says_what_each_may_touch_and_is_reached_by_key(desk, qtbot):
    desk.pane.composer.agent.button.click()
    qtbot.keyClick(desk.pane.composer.agent.tools, Qt.Key.Key_Space)
    sheet = desk.pane.agent.toolkits.sheet
    qtbot.waitUntil(sheet.isVisible, timeout=LONG)
    assert all(box.accessibleDescription().count("·") for box in sheet.boxes.values())
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


def test_tools_are_switched_for_a_collection(desk, qtbot):
    desk.assistant.library.create_collection("Flat")
    toolkits = desk.pane.agent.toolkits
    toolkits.show_at(Place(collection="Flat"), QPoint(0, 0))
    qtbot.waitUntil(toolkits.sheet.isVisible, timeout=LONG)
    with qtbot.waitSignal(toolkits.listed, timeout=LONG):
        toolkits.sheet.boxes["notes"].click()
    toolkits.sheet.close()
    assert not {info.name: info.on for info in desk.assistant.toolkits(collections=["Flat"])}["notes"]
    assert {info.name: info.on for info in desk.assistant.toolkits()}["notes"]


# --- the whole window ---


@pytest.fixture
def window(qtbot, stocked_home, tmp_path, monkeypatch):
    monkeypatch.setattr("gui.bench.agent_stalls.PAUSE", 0.01)
    assistant = scripted(stocked_home, tmp_path, says())
    add_chain(assistant.paths)
    window = make_window(assistant.paths.home, lambda: assistant)
    qtbot.addWidget(window, before_close_func=MainWindow.close_now)
    qtbot.waitUntil(lambda: window.ready, timeout=LONG)
    return window


def test_the_question_is_found_from_wherever_the_person_looks(window, qtbot):
    window.resize(420, 600)
    window.panes.show_source()
    window.conversation.ask(RUN)
    qtbot.waitUntil(window._asks.isVisible, timeout=LONG)
    assert not window.conversation.isVisible()
    window._asks.click()
    assert window.conversation.isVisible()
    window.conversation.stop()
    qtbot.waitUntil(lambda: not window.conversation.asking, timeout=LONG)
    assert not window._asks.isVisible()


def test_a_window_that_closes_while_the_agent_waits_is_gone_soon(window, qtbot):
    window.conversation.ask(RUN)
    qtbot.waitUntil(window._asks.isVisible, timeout=LONG)
    began = time.monotonic()
    home = window.assistant.paths.home
    window.close_now()
    assert time.monotonic() - began < 3
    with Assistant.open(home) as assistant:
        (info,) = assistant.conversations.find()
        (turn,) = assistant.conversations.turns(info.id)
    assert turn.state == "stopped"

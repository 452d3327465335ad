"""The list of turns makes widgets only for what is in sight, keeps still what is looked at, and follows its end."""

import itertools
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from assistant.events import Condensed, Done, EvidenceFound, Routed, Token, Verified
from gui.bench.long_conversation import turn
from gui.chat.turn_list import TurnList
from gui.chat.turn_view import TurnView
from gui.theme import Themes


@pytest.fixture
def turns(themes: Themes, qtbot: QtBot) -> TurnList:
    view = TurnList(themes)
    qtbot.addWidget(view)
    view.resize(600, 500)
    view.show()
    return view


def settled(turns: TurnList, qtbot: QtBot) -> None:
    """Wait until nothing is left to be made."""
    qtbot.waitUntil(lambda: not turns.pending)


def in_sight(turns: TurnList) -> list[TurnView]:
    """From the top."""
    viewport = turns.viewport().rect()
    views = [view for view in turns.viewport().findChildren(TurnView) if not view.isHidden()]
    return sorted((view for view in views if view.geometry().intersects(viewport)), key=lambda view: view.y())


def shown(turns: TurnList) -> list[int]:
    return [view.state.ordinal for view in in_sight(turns)]


def test_of_many_turns_the_last_are_shown_and_few_are_made(turns, qtbot):
    turns.set_turns([turn(number) for number in range(1, 1001)])
    settled(turns, qtbot)
    assert shown(turns)[-1] == 1000
    assert in_sight(turns)[-1].geometry().bottom() == turns.viewport().rect().bottom()
    assert len(turns.viewport().findChildren(TurnView)) < 15


def test_scrolling_to_the_top_lets_go_of_what_is_far_away(turns, qtbot):
    turns.set_turns([turn(number) for number in range(1, 301)])
    settled(turns, qtbot)
    bar = turns.verticalScrollBar()
    while bar.value() > 0:
        bar.setValue(bar.value() - bar.pageStep())
        qtbot.wait(1)
    settled(turns, qtbot)
    assert shown(turns)[0] == 1
    assert in_sight(turns)[0].y() == 0
    qtbot.waitUntil(lambda: len(turns.viewport().findChildren(TurnView)) < 15)


def test_what_is_looked_at_moves_by_what_was_scrolled_whatever_the_others_measure(turns, qtbot):
    turns.set_turns([turn(number) for number in range(1, 101)])
    turns.scroll_to(60)
    settled(turns, qtbot)
    bar = turns.verticalScrollBar()
    for _ in range(30):
        view = in_sight(turns)[0]
        before = view.y()
        bar.setValue(bar.value() - 37)
        assert view.y() == before + 37
        qtbot.wait(1)
        assert view.y() == before + 37


def test_turns_stand_one_below_the_other(turns, qtbot):
    turns.set_turns([turn(number) for number in range(1, 101)])
    for number in (1, 37, 100):
        turns.scroll_to(number)
        settled(turns, qtbot)
        views = in_sight(turns)
        for above, below in itertools.pairwise(views):
            assert below.y() == above.geometry().bottom() + 1
            assert below.state.ordinal == above.state.ordinal + 1


def test_a_turn_can_be_gone_to(turns, qtbot):
    turns.set_turns([turn(number) for number in range(1, 101)])
    turns.scroll_to(42)
    settled(turns, qtbot)
    assert shown(turns)[0] == 42
    assert in_sight(turns)[0].y() == 0


def answer(turns: TurnList, words: int, pause: Callable[[], None]) -> None:
    stored = turn(4)
    for event in (Condensed("q", "whole q"), Routed("fact", ""), EvidenceFound(stored.evidence, (), True)):
        turns.apply(event)
    for number in range(words):
        turns.apply(Token(f"word{number} " + "\n\n" * (number % 40 == 39)))
        pause()


def test_an_answer_is_followed_while_it_grows(turns, qtbot):
    turns.set_turns([turn(number) for number in range(1, 4)])
    turns.begin("And then?")
    answer(turns, 200, lambda: qtbot.wait(1))
    qtbot.waitUntil(lambda: "word199" in in_sight(turns)[-1].answer.toPlainText())
    settled(turns, qtbot)
    assert in_sight(turns)[-1].geometry().bottom() == turns.viewport().rect().bottom()
    turns.apply(Verified(turn(4).claims, "partly"))
    turns.apply(Done("c", 4, turn(4).answer, "partly", turn(4).receipt, turn(4).seconds))
    turns.finish(turn(4))
    settled(turns, qtbot)
    assert shown(turns)[-1] == 4
    assert in_sight(turns)[-1].state.state == "done"


def test_who_scrolls_up_is_left_there_and_can_jump_to_the_latest(turns, qtbot):
    turns.set_turns([turn(number) for number in range(1, 20)])
    turns.begin("And then?")
    settled(turns, qtbot)
    turns.scroll_to(5)
    settled(turns, qtbot)
    answer(turns, 100, lambda: None)
    qtbot.wait(60)
    settled(turns, qtbot)
    assert shown(turns)[0] == 5
    assert in_sight(turns)[0].y() == 0
    assert turns.latest.isVisible()
    qtbot.mouseClick(turns.latest, Qt.MouseButton.LeftButton)
    settled(turns, qtbot)
    assert shown(turns)[-1] == 20
    assert not turns.latest.isVisible()


def test_a_question_asked_again_takes_the_place_of_its_turn(turns, qtbot):
    turns.set_turns([turn(number) for number in range(1, 6)])
    turns.begin("Again?", 3)
    settled(turns, qtbot)
    assert shown(turns)[-1] == 3
    assert in_sight(turns)[-1].state.question == "Again?"
    turns.finish(replace(turn(3), version=2, versions=2))
    settled(turns, qtbot)
    assert in_sight(turns)[-1].state.versions == 2


def test_a_question_that_became_no_turn_leaves(turns, qtbot):
    turns.set_turns([turn(1)])
    turns.begin("Refused?")
    settled(turns, qtbot)
    turns.finish(None)
    settled(turns, qtbot)
    assert shown(turns) == [1]


def test_events_after_the_end_are_dropped(turns, qtbot):
    turns.set_turns([turn(1)])
    turns.apply(Token("late"))
    settled(turns, qtbot)
    assert "late" not in in_sight(turns)[0].answer.toPlainText()


def test_without_turns_the_placeholder_is_shown(turns, qtbot):
    page = QLabel("Begin")
    turns.set_placeholder(page)
    turns.clear()
    settled(turns, qtbot)
    assert page.isVisible()
    turns.begin("Hello?")
    settled(turns, qtbot)
    assert not page.isVisible()


def test_a_search_counts_marks_and_walks(turns, qtbot):
    turns.set_turns([replace(turn(number), question=f"Number {number}?") for number in range(1, 51)])
    settled(turns, qtbot)
    assert turns.find_text("nUMBER 7?") == 1
    settled(turns, qtbot)
    assert 7 in shown(turns)
    view = next(view for view in in_sight(turns) if view.state.ordinal == 7)
    assert len(view.question.extraSelections()) == 1
    assert turns.find_text("Number") == 50
    assert turns.search.step() == 2
    assert turns.search.step(-1) == 1
    assert turns.search.step(-1) == 50
    settled(turns, qtbot)
    assert 50 in shown(turns)
    assert turns.find_text("") == 0
    assert not any(view.question.extraSelections() for view in in_sight(turns))


def test_keys_go_through_the_conversation(turns, qtbot):
    turns.set_turns([turn(number) for number in range(1, 31)])
    settled(turns, qtbot)
    turns.setFocus()
    qtbot.keyClick(turns, Qt.Key.Key_Home)
    settled(turns, qtbot)
    assert shown(turns)[0] == 1
    qtbot.keyClick(turns, Qt.Key.Key_PageDown)
    settled(turns, qtbot)
    assert turns.verticalScrollBar().value() > 0
    qtbot.keyClick(turns, Qt.Key.Key_End)
    settled(turns, qtbot)
    assert shown(turns)[-1] == 30
    turns.scroll_to(10)
    settled(turns, qtbot)
    in_sight(turns)[0].setFocus()
    qtbot.keyClick(in_sight(turns)[0], Qt.Key.Key_Down)
    settled(turns, qtbot)
    assert in_sight(turns)[0].state.ordinal == 11
    assert in_sight(turns)[0].hasFocus()


def test_what_a_turn_wants_reaches_the_pane(turns, qtbot):
    turns.set_turns([turn(number) for number in range(1, 4)])
    settled(turns, qtbot)
    view = in_sight(turns)[-1]
    for name, arguments in (
        ("edit", [3]), ("again", [3]), ("branch", [3]), ("retry", [3]), ("receipt_wanted", [3]), ("own_words", [3]),
        ("pin", [3, 7]), ("drop", [3, 7]), ("why_wanted", [3, 0]), ("route_chosen", [3, "talk"]),
        ("version_chosen", [3, 2]), ("evidence_chosen", [3, 1]), ("cited", [turn(3).evidence[0], 0]),
    ):  # fmt: skip
        with qtbot.waitSignal(getattr(turns, name)) as got:
            getattr(view, name).emit(*arguments)
        assert got.args == arguments


def test_another_theme_and_another_width_show_the_same_turn(turns, themes, qtbot):
    turns.set_turns([turn(number) for number in range(1, 51)])
    turns.scroll_to(20)
    settled(turns, qtbot)
    themes.choose("dark")
    settled(turns, qtbot)
    assert shown(turns)[0] == 20
    turns.resize(320, 480)
    settled(turns, qtbot)
    assert shown(turns)[0] == 20
    assert all(view.width() == turns.viewport().width() for view in in_sight(turns))


def test_a_part_of_a_turn_that_grows_moves_those_below(turns, qtbot):
    quotes = turn(1).evidence * 5
    turns.set_turns([replace(turn(1), evidence=quotes), turn(2)])
    turns.scroll_to(1)
    settled(turns, qtbot)
    first = in_sight(turns)[0]
    before = first.height()
    first.evidence.show_more()
    settled(turns, qtbot)
    assert first.height() > before
    assert first.mapTo(turns.viewport(), QPoint(0, 0)).y() == 0


def test_tab_goes_through_a_turn_and_then_out(themes, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    before, turns, behind = QLineEdit(), TurnList(themes), QLineEdit()
    for widget in (before, turns, behind):
        column.addWidget(widget)
    window.resize(600, 700)
    window.show()
    turns.set_turns([turn(number) for number in range(1, 31)])
    settled(turns, qtbot)
    turns.scroll_to(10)
    turns.scroll_to(29)
    settled(turns, qtbot)
    window.activateWindow()
    turns.setFocus()
    stops = []
    for _ in range(60):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        stops.append(QApplication.focusWidget())
        if stops[-1] is behind:
            break
    assert stops[-1] is behind
    last = in_sight(turns)[-1]
    assert stops[0] is last
    assert all(last is stop or last.isAncestorOf(stop) for stop in stops[:-1])
    assert stops.index(last.answer) < stops.index(last.evidence.row(0)) < stops.index(last.copy_button)


def test_a_turn_that_leaves_with_the_focus_gives_it_to_the_list(turns, qtbot):
    turns.set_turns([turn(number) for number in range(1, 31)])
    settled(turns, qtbot)
    turns.activateWindow()
    in_sight(turns)[-1].again_button.setFocus()
    turns.set_turns([turn(1)])
    settled(turns, qtbot)
    assert turns.isAncestorOf(QApplication.focusWidget()) or turns.hasFocus()

"""Chains in the conversation, with the real assistant: called, stopped, failing, corrected, saved."""

import json

import pytest
from PySide6.QtCore import Qt

from gui.chat.turn_view import TurnView
from tests.gui.chat import LONG, Desk, says, scripted

# A chain of a person's own that reads each document word by word, and slowly.
SLOW = """
[prompt]
user = "Say something about {text}"
"""


@pytest.fixture
def desk(qtbot, themes, stocked_home, tmp_path):
    assistant = scripted(stocked_home, tmp_path, says("word " * 400, 0.02))
    chains = assistant.paths.chains
    chains.mkdir(parents=True, exist_ok=True)
    (chains / "slow.toml").write_text(SLOW, "utf-8")
    (chains / "broken.toml").write_text("prompt = 3", "utf-8")
    desk = Desk(qtbot, assistant, themes)
    qtbot.waitUntil(lambda: desk.pane.chains.offers is not None, timeout=LONG)
    yield desk
    desk.close()


def last(desk, qtbot) -> TurnView:
    """The view of the last turn, once all of it is shown."""
    qtbot.waitUntil(lambda: not desk.pane.turn_list.pending, timeout=LONG)
    views = [view for view in desk.pane.turn_list.viewport().findChildren(TurnView) if not view.isHidden()]
    return max(views, key=lambda view: view.state.ordinal)


def test_fields_are_extracted_into_a_table_that_is_kept_and_saved(desk, qtbot, tmp_path):
    desk.ask("/extract ask=false deposit, rent")
    (turn,) = desk.pane.open_one.turns
    assert turn.state == "done"
    assert turn.made.chain == "extract"
    table = last(desk, qtbot).made.table
    assert table.grid.cells.columnCount() == len(turn.made.table.columns)
    file = tmp_path / "table.json"
    with qtbot.waitSignal(desk.pane.saving.written, timeout=LONG):
        desk.pane.saving.save(turn, file)
    assert len(json.loads(file.read_text("utf-8"))) == len(turn.made.table.rows)
    quoted = next(cell for row in turn.made.table.rows for cell in row if cell.quotes)
    with qtbot.waitSignal(desk.pane.cited) as cited:
        table.cited.emit(quoted.quotes[0])
    assert cited.args[0] == turn.evidence[quoted.quotes[0]]


def test_a_slow_chain_is_stopped_and_what_it_wrote_is_kept(desk, qtbot):
    desk.send("/slow go on")
    qtbot.waitUntil(lambda: desk.pane.turn_list._states[-1].answer.count("word") > 3, timeout=LONG)
    desk.pane.stop()
    desk.rest()
    (turn,) = desk.pane.open_one.turns
    assert turn.state == "stopped"
    assert "word" in turn.answer
    assert last(desk, qtbot).retry_button.isVisible()


def test_a_chain_that_fails_says_why_in_its_turn(desk, qtbot):
    desk.ask("/compare detail=brief")
    desk.ask("/extract")
    first, second = desk.pane.open_one.turns
    assert first.state == "done"
    assert second.error.code == "chain.extract_no_fields"
    assert last(desk, qtbot).error.isVisible()


def test_own_chains_stand_in_the_list_and_broken_ones_are_told(desk, qtbot):
    field = desk.pane.composer.field
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "/")
    menu = desk.pane.composer.calls.menu
    assert "slow" in {menu.model.offer(row).name for row in range(menu.model.rowCount())}
    assert "broken" in menu.refused.text()
    qtbot.keyClick(field, Qt.Key.Key_Escape)


def test_corrected_sql_stands_in_the_field_in_the_place_of_its_turn(desk, qtbot):
    desk.ask("/compare")
    desk.pane.commands._correct_sql(1, 'SELECT "a" FROM t')
    request = desk.pane.composer.request
    assert request.at == 1
    assert request.question.startswith("/tables sql=")
    assert desk.pane.composer.calls.reading.values["sql"] == 'SELECT "a" FROM t'
    desk.pane.commands.cancel_edit()
    assert desk.pane.composer.request.question == ""


def test_a_call_from_elsewhere_waits_in_the_field_or_is_asked_at_once(desk):
    desk.pane.call("extract")
    assert desk.pane.composer.request.question == "/extract"
    desk.pane.composer.clear()
    desk.pane.call("compare", at_once=True)
    desk.rest()
    assert [turn.route for turn in desk.pane.open_one.turns] == ["compare"]


def test_a_classified_turn_hands_on_its_labels(desk, qtbot):
    desk.ask("/classify votes=0 lease, invoice, letter")
    (turn,) = desk.pane.open_one.turns
    assert {entry.document for entry in turn.made.labels} == {info.id for info in desk.assistant.library.documents()}
    with qtbot.waitSignal(desk.pane.collect_wanted) as wanted:
        last(desk, qtbot).made.table.collect_button.click()
    assert wanted.args == [turn.made.labels]

"""A journey with the real starter model: ask, answer, edit, versions, stop, and a receipt that tells the truth."""

import pytest
from chat import DEPOSIT, Desk

from assistant.app import Assistant
from assistant.events import Token
from gui.chat.receipt_parts import shares

pytestmark = pytest.mark.model

LONG = 120_000


@pytest.fixture
def desk(qtbot, home, themes):
    desk = Desk(qtbot, Assistant.open(home), themes)
    yield desk
    desk.close()


def test_a_person_asks_edits_stops_and_reads_the_receipt(desk, qtbot):
    pane = desk.pane
    desk.write(DEPOSIT)
    with qtbot.waitSignal(pane.receipts.preview.planned, timeout=LONG) as planned:
        pane.receipts.want()
    preview = planned.args[1]
    assert preview.found
    assert pane.bar.parts == shares(preview.receipt)

    with qtbot.waitSignal(pane.answered, timeout=LONG) as answered:
        pane.composer.send_button.click()
    desk.rest()
    done = answered.args[0]
    assert any("2,900 euros" in quote.text for quote in pane.open_one.turns[0].evidence)
    stored = desk.assistant.conversations.turns(done.conversation)[0]
    assert stored.receipt == done.receipt
    assert pane.bar.parts == shares(stored.receipt, written=True)
    # What was planned while the question was typed is what the model then got.
    assert preview.receipt.pieces == stored.receipt.pieces
    assert stored.receipt.evaluated + stored.receipt.reused == pane.bar.parts.prompt
    pane.toggle_receipt()
    assert stored.question in pane.view.prompt.toPlainText()

    pane.turn_list.edit.emit(1)
    desk.send("How much is the pet deposit in the lease?")
    qtbot.waitUntil(lambda: desk.is_idle(), timeout=LONG)
    assert pane.open_one.turns[0].versions == 2
    pane.turn_list.version_chosen.emit(1, 1)
    qtbot.waitUntil(lambda: desk.questions() == [DEPOSIT], timeout=LONG)

    desk.send("Tell me in many words what the tenants must do before the keys are handed over.")
    qtbot.waitUntil(
        lambda: pane.asker.run is None or any(isinstance(event, Token) for event in pane.asker.run.events),
        timeout=LONG,
    )
    was_writing = pane.asking
    pane.stop()
    qtbot.waitUntil(lambda: desk.is_idle(), timeout=LONG)
    last = pane.open_one.turns[-1]
    assert not was_writing or last.state in {"stopped", "done"}
    assert last.answer
    assert desk.errors == []

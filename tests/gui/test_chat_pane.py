"""The conversation's pane with a real library and real widgets; only the model follows a script."""

import pytest
from accessible import nameless, unreachable
from chat import ANSWER, DEPOSIT, LONG, Desk, says, scripted
from PySide6.QtCore import Qt

from assistant.bench.scripted import Scene
from assistant.library.types import Scope, Span


@pytest.fixture
def desk_of(qtbot, themes, stocked_home, tmp_path):
    made = []

    def make(script):
        desk = Desk(qtbot, scripted(stocked_home, tmp_path, script), themes)
        made.append(desk)
        return desk

    yield make
    for desk in made:
        desk.close()


@pytest.fixture
def desk(desk_of):
    return desk_of(says())


@pytest.fixture
def slow(desk_of):
    """Its model takes its time, and can be watched."""
    return desk_of(says("one two three four five six seven eight nine ten " * 20, 0.02))


def test_a_question_becomes_a_stored_turn_and_the_field_is_free_again(desk, qtbot):
    with qtbot.waitSignal(desk.pane.answered, timeout=LONG) as done:
        desk.send()
    assert desk.pane.composer.field.toPlainText() == ""
    desk.rest()
    stored = desk.assistant.conversations.turns(done.args[0].conversation)
    assert [turn.question for turn in stored] == desk.questions() == [DEPOSIT]
    assert stored[0].answer == done.args[0].answer != ""
    assert desk.pane.open_one.last_question == DEPOSIT
    assert not desk.pane.asking


def test_a_follow_up_goes_into_the_same_conversation(desk):
    desk.ask()
    first = desk.pane.conversation
    desk.ask("Who lives in the flat of the lease?")
    assert desk.pane.conversation == first
    assert len(desk.questions()) == 2
    assert [info.turns for info in desk.assistant.conversations.find()] == [2]


def test_escapes_action_stops_the_answer_and_keeps_what_was_written(slow, qtbot):
    slow.send()
    qtbot.waitUntil(lambda: any(type(e).__name__ == "Token" for e in slow.pane.asker.run.events), timeout=LONG)
    slow.pane.stop()
    assert not slow.pane.composer.stop_button.isEnabled()  # it was heard at once
    slow.rest()
    turn = slow.pane.open_one.turns[-1]
    assert turn.state == "stopped"
    assert turn.stopped == "cancelled"
    assert turn.answer.startswith("one")
    assert not slow.pane.composer.stop_button.isVisible()


def test_one_question_waits_and_a_second_stays_in_the_field(slow):
    slow.send()
    slow.send("And the second question about the lease?")
    assert "second" in slow.pane.waiting.label.text()
    slow.send("And a third one?")
    assert slow.pane.composer.field.toPlainText() == "And a third one?"
    assert slow.pane.composer.hint.isVisible()
    slow.pane.waiting.buttons[0].click()
    assert slow.pane.asker.waiting is None
    slow.pane.stop()
    slow.rest()
    assert slow.questions() == [DEPOSIT]


def test_the_question_that_waits_is_asked_when_the_answer_has_ended(desk):
    desk.send()
    desk.send("Who attended the meeting?")
    desk.rest()
    assert desk.questions() == [DEPOSIT, "Who attended the meeting?"]


def test_an_edited_question_becomes_a_version_and_the_earlier_one_can_be_shown(desk, qtbot):
    desk.ask()
    desk.write("half a thought")
    desk.pane.turn_list.edit.emit(1)
    assert desk.pane.composer.banner.isVisible()
    assert desk.pane.composer.field.toPlainText() == DEPOSIT
    desk.pane.composer.cancel_button.click()
    assert desk.pane.composer.field.toPlainText() == "half a thought"
    desk.pane.turn_list.edit.emit(1)
    desk.ask("How high is the pet deposit?")
    turn = desk.pane.open_one.turns[0]
    assert (turn.question, turn.version, turn.versions) == ("How high is the pet deposit?", 2, 2)
    assert not desk.pane.composer.banner.isVisible()
    desk.pane.turn_list.version_chosen.emit(1, 1)
    qtbot.waitUntil(lambda: desk.questions() == [DEPOSIT], timeout=LONG)
    assert len(desk.assistant.conversations.find()) == 1


def test_editing_in_the_middle_leaves_what_is_below_to_the_earlier_version(desk):
    desk.ask()
    desk.ask("Who attended the meeting?")
    desk.pane.turn_list.edit.emit(1)
    desk.ask("How high is the pet deposit?")
    assert desk.questions() == ["How high is the pet deposit?"]
    desk.pane.turn_list.version_chosen.emit(1, 1)
    desk.rest()
    assert desk.questions() == [DEPOSIT, "Who attended the meeting?"]


def test_asking_again_keeps_what_was_chosen_for_the_turn(desk):
    desk.ask()
    chunks = [quote.chunk_id for quote in desk.pane.open_one.turns[0].evidence]
    desk.pane.turn_list.drop.emit(1, chunks[0])
    desk.rest()
    assert chunks[0] not in [quote.chunk_id for quote in desk.pane.open_one.turns[0].evidence]
    desk.pane.commands.again_last()
    desk.rest()
    turn = desk.pane.open_one.turns[0]
    assert chunks[0] not in [quote.chunk_id for quote in turn.evidence]
    assert turn.versions == 3
    desk.pane.turn_list.pin.emit(1, chunks[0])
    desk.rest()
    assert chunks[0] in [quote.chunk_id for quote in desk.pane.open_one.turns[0].evidence]


def test_another_route_is_taken_when_it_is_chosen(desk):
    desk.ask()
    desk.pane.turn_list.route_chosen.emit(1, "talk")
    desk.rest()
    assert desk.pane.open_one.turns[0].route == "talk"


def test_words_of_a_document_join_the_evidence_of_the_last_question(desk):
    desk.ask()
    quote = desk.pane.open_one.turns[0].evidence[-1]
    span = Span(quote.document_id, quote.start, quote.start + 12)
    desk.pane.use_as_evidence(span, "my words")
    desk.rest()
    places = [(quote.start, quote.end) for quote in desk.pane.open_one.turns[0].evidence]
    assert (span.start, span.end) in places


def test_words_of_a_document_wait_for_the_first_question(desk):
    desk.pane.use_as_evidence(Span("d", 0, 5), "my words")
    assert [label for _, label in desk.pane.composer.request.spans] == ["my words"]


def test_a_branch_is_opened_and_the_first_conversation_stays(desk, qtbot):
    desk.ask()
    desk.ask("Who attended the meeting?")
    first = desk.pane.conversation
    desk.pane.turn_list.branch.emit(1)
    qtbot.waitUntil(lambda: desk.pane.conversation != first and desk.questions() == [DEPOSIT], timeout=LONG)
    assert len(desk.assistant.conversations.turns(first)) == 2


def test_an_answer_goes_on_while_another_conversation_is_open_and_is_found_again(slow, qtbot):
    slow.send()
    qtbot.waitUntil(lambda: len(slow.pane.asker.run.events) > 3, timeout=LONG)
    slow.pane.new_conversation()
    assert slow.pane.elsewhere.isVisible()
    assert slow.pane.asking
    assert slow.questions() == []
    slow.pane.drawer.refresh()
    qtbot.waitUntil(lambda: bool(slow.pane.drawer.model.conversations), timeout=LONG)
    slow.pane.elsewhere.buttons[0].click()
    qtbot.waitUntil(lambda: slow.pane.open_one.run is slow.pane.asker.run, timeout=LONG)
    assert slow.pane.open_one.last_question == DEPOSIT
    assert not slow.pane.elsewhere.isVisible()
    slow.pane.stop()
    slow.rest()
    assert slow.questions() == [DEPOSIT]


def test_the_end_of_an_answer_elsewhere_does_not_touch_what_is_shown(desk, qtbot):
    desk.send()
    desk.pane.new_conversation()
    qtbot.waitUntil(lambda: not desk.pane.asking, timeout=LONG)
    assert desk.pane.conversation is None
    assert desk.questions() == []
    assert len(desk.assistant.conversations.find()) == 1


def test_each_conversation_keeps_its_draft(desk):
    desk.ask()
    first = desk.pane.conversation
    desk.write("unfinished")
    desk.pane.new_conversation()
    assert desk.pane.composer.field.toPlainText() == ""
    desk.pane.show_conversation(first)
    assert desk.pane.composer.field.toPlainText() == "unfinished"
    desk.rest()


def test_a_model_that_dies_is_shown_in_the_turn_and_the_next_question_is_answered(desk_of):
    scenes = [Scene(["half"], dies=True)]
    desk = desk_of(lambda messages: scenes.pop() if scenes else Scene(ANSWER.split()))
    desk.ask()
    assert desk.pane.open_one.turns[0].state == "failed"
    assert desk.pane.open_one.turns[0].error.code == "model.died"
    assert desk.errors == []
    desk.pane.turn_list.retry.emit(1)
    desk.rest()
    assert desk.pane.open_one.turns[0].state == "done"


def test_a_question_that_is_refused_goes_back_into_the_field_and_the_reason_stands_there(desk):
    desk.pane.set_scope(type("Choice", (), {"scope": Scope(documents=("nowhere",)), "ticked": 1, "total": 2}))
    desk.ask()
    assert desk.pane.composer.field.toPlainText() == DEPOSIT
    assert "no longer in the library" in desk.pane.composer.hint.text()
    assert desk.errors == []
    assert desk.assistant.conversations.find() == []


def test_up_brings_the_last_question_back(desk, qtbot):
    desk.ask()
    qtbot.keyClick(desk.pane.composer.field, Qt.Key.Key_Up)
    assert desk.pane.composer.field.toPlainText() == DEPOSIT


def test_a_citation_names_its_quote_and_the_others_of_its_turn(desk, qtbot):
    desk.ask()
    evidence = desk.pane.open_one.turns[0].evidence
    with qtbot.waitSignal(desk.pane.cited) as cited:
        desk.pane.turn_list.evidence_chosen.emit(1, 1)
    assert cited.args == [evidence[1], (evidence[0], *evidence[2:])]


def test_a_question_asked_while_the_conversation_is_being_read_comes_after_it(desk):
    desk.ask()
    first = desk.pane.conversation
    desk.pane.new_conversation()
    desk.pane.show_conversation(first)
    desk.send("Who attended the meeting?")
    desk.rest()
    assert desk.pane.conversation == first
    assert desk.questions() == [DEPOSIT, "Who attended the meeting?"]


def test_a_conversation_that_is_gone_leaves_an_empty_one(desk, qtbot):
    desk.pane.show_conversation("no such thing")
    desk.rest()
    assert desk.pane.conversation is None


def test_deleting_the_conversation_that_is_answered_stops_the_answer(slow, qtbot):
    slow.send()
    qtbot.waitUntil(lambda: len(slow.pane.asker.run.events) > 3, timeout=LONG)
    slow.pane.stop()
    slow.rest()
    slow.send("And the pet deposit of the lease?")
    qtbot.waitUntil(lambda: slow.pane.drawer.info(slow.pane.conversation) is not None, timeout=LONG)
    slow.pane.drawer.delete(slow.pane.drawer.info(slow.pane.conversation))
    assert slow.pane.conversation is None
    assert slow.pane.undo.isVisible()
    slow.rest()
    slow.pane.undo.buttons[0].click()
    assert not slow.pane.undo.isVisible()
    assert len(slow.assistant.conversations.find()) == 1


def test_escape_leaves_the_edited_turn_as_it_is(desk, qtbot):
    desk.ask()
    desk.pane.commands.edit_last()
    qtbot.keyClick(desk.pane.composer.field, Qt.Key.Key_Escape)
    assert not desk.pane.composer.banner.isVisible()
    assert desk.pane.composer.request.question == ""


def test_what_is_typed_while_an_answer_is_written_is_planned_after_it(desk, qtbot):
    desk.send()
    desk.write("Who attended the meeting?")
    with qtbot.waitSignal(desk.pane.receipts.preview.planned, timeout=LONG) as planned:
        desk.rest()
    assert planned.args[0].question == "Who attended the meeting?"
    desk.write("")
    assert desk.pane.bar.parts.written  # the last answer's own receipt is back


def test_the_bar_shows_the_stored_receipt_of_the_last_answer(desk):
    desk.ask()
    receipt = desk.pane.open_one.turns[0].receipt
    parts = desk.pane.bar.parts
    assert (parts.context, parts.prompt) == (
        receipt.context_tokens,
        receipt.instructions + receipt.history + receipt.evidence,
    )
    assert parts.answer == receipt.answer


def test_words_are_found_in_the_turns(desk, qtbot):
    desk.ask()
    desk.pane.start_find()
    desk.pane.find_bar.field.setText("deposit")
    qtbot.waitUntil(lambda: desk.pane.find_bar.count.text() != "", timeout=LONG)
    assert desk.pane.find_bar.next.isEnabled()
    desk.pane.end_find()
    assert not desk.pane.find_bar.isVisible()


def test_the_list_folds_away_when_the_person_goes_on_elsewhere(desk, qtbot):
    desk.pane.activateWindow()
    desk.pane.toggle_list()
    assert desk.pane.drawer.isVisible()
    desk.pane.fold_list()
    assert not desk.pane.drawer.isVisible()
    assert not desk.pane.list_button.isChecked()


def test_every_action_has_its_entry_and_no_shortcut_is_taken_twice(desk, qtbot):
    from PySide6.QtWidgets import QMainWindow

    from gui.actions import Actions

    window = QMainWindow()
    qtbot.addWidget(window)
    actions = Actions(window)
    desk.pane.register(actions)
    assert not actions.clashes()
    assert not actions["conversation.stop"].isEnabled()
    for menu, action in actions.all():
        assert menu == "conversation"
        action.trigger()
    desk.pane.fold_list()


def test_every_control_has_a_name_and_is_reached_by_tab(desk):
    desk.ask()
    desk.pane.toggle_receipt()
    desk.pane.commands.edit_last()
    assert nameless(desk.pane) == []
    assert unreachable(desk.pane) == []

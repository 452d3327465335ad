"""The receipt: its parts sum up to the window, its bar says in words what it draws, its buttons ask again."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from assistant.events import DroppedPiece, Piece, Receipt
from gui.chat.receipt_bar import ReceiptBar
from gui.chat.receipt_parts import PARTS, lines, shares
from gui.chat.receipt_view import TOKENS, ReceiptView, Shown
from gui.chat.request import Request
from gui.theme import Themes

RECEIPT = Receipt(
    context_tokens=2048,
    instructions=20,
    history=150,
    evidence=120,
    answer_reserved=256,
    answer=31,
    evaluated=140,
    reused=150,
    dropped=(DroppedPiece("evidence", "Lease, 4", 60, "no room", 9), DroppedPiece("history", "Old?", 80, "compacted")),
    pieces=(
        Piece("instructions", "", 20),
        Piece("history", "Who?", 90),
        Piece("history", "When?", 55, state="reduced"),
        Piece("evidence", "Lease, 2", 70, 5),
        Piece("evidence", "Notes", 0, 6, "repeated"),
        Piece("question", "", 50),
    ),
)
OLD = Receipt(context_tokens=2048, instructions=20, history=10, evidence=120, answer_reserved=256)


@pytest.mark.parametrize("receipt", [RECEIPT, OLD])
@pytest.mark.parametrize("written", [True, False])
def test_parts_and_lines_sum_up_to_the_whole_window(receipt, written):
    parts = shares(receipt, written)
    assert sum(parts.of(part) for part in PARTS) == receipt.context_tokens
    found = lines(receipt, written)
    assert sum(line.tokens for line in found) == receipt.context_tokens
    for part in PARTS:
        assert sum(line.tokens for line in found if line.part == part) == parts.of(part)
    assert parts.prompt == receipt.instructions + receipt.history + receipt.evidence


def test_an_answer_that_has_ended_takes_what_it_took():
    assert shares(RECEIPT).answer == 256
    assert shares(RECEIPT, written=True).answer == 31


@pytest.fixture
def bar(qtbot, qapp):
    bar = ReceiptBar(Themes(qapp, "light"))
    qtbot.addWidget(bar)
    bar.resize(300, bar.sizeHint().height())
    bar.show()
    return bar


def test_the_bar_says_all_its_figures_in_words(bar):
    bar.show_receipt(RECEIPT, written=True)
    told = bar.accessibleDescription()
    for figure in ("2,048", "321", "20", "150", "70", "50", "31", "1,727", "140"):
        assert figure in told
    assert bar.total.startswith("321")


def test_each_part_has_its_place_in_the_bar(bar):
    bar.show_receipt(RECEIPT, written=False)
    seen = [bar.part_at(x) for x in range(2, 298)]
    assert list(dict.fromkeys(part for part in seen if part)) == list(PARTS)
    bar.grab()


def test_where_the_model_is_not_asked_the_bar_says_so(bar):
    bar.show_receipt(RECEIPT, written=True)
    bar.show_receipt(Receipt(), written=True)
    assert bar.parts is None
    assert bar.accessibleDescription()
    bar.grab()


def test_the_bar_opens_by_mouse_and_by_keyboard(bar, qtbot):
    with qtbot.waitSignal(bar.opened):
        qtbot.mouseClick(bar, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(bar.opened):
        qtbot.keyClick(bar, Qt.Key.Key_Return)


@pytest.fixture
def view(qtbot, qapp):
    view = ReceiptView(Themes(qapp, "light"))
    qtbot.addWidget(view)
    view.resize(500, 400)
    view.show()
    view.show_receipt(Shown(RECEIPT, Request("Why?", at=2), True, "system: be kind\n\nhuman: Why?"))
    return view


def tokens(item):
    return int(item.text(TOKENS).replace(",", ""))


def test_the_opened_receipt_lists_every_part_and_they_sum_up(view):
    heads = [view.tree.topLevelItem(row) for row in range(view.tree.topLevelItemCount())]
    parts, total, dropped = heads[: len(PARTS)], heads[len(PARTS)], heads[len(PARTS) + 1]
    assert sum(tokens(item) for item in parts) == tokens(total) == 2048
    for head in (*parts, dropped):
        if head.childCount():
            assert sum(tokens(head.child(row)) for row in range(head.childCount())) == tokens(head)
    assert dropped.childCount() == 2
    assert "system: be kind" in view.prompt.toPlainText()


def button(view, act, chunk):
    found = [one for one in view.tree.findChildren(QToolButton) if one.property("act") == act]
    return next(one for one in found if one.property("passage").chunk == chunk)


def test_what_is_pinned_dropped_and_added_is_asked_again(view, qtbot):
    assert not view.again_button.isEnabled()
    button(view, "drop", 5).click()
    button(view, "pin", 9).click()
    with qtbot.waitSignal(view.again_wanted) as again:
        view.again_button.click()
    request = again.args[0]
    assert (request.question, request.at) == ("Why?", 2)
    assert [one.chunk for one in request.pin] == [9]
    assert [one.chunk for one in request.drop] == [5]


def test_a_choice_taken_back_is_no_choice(view):
    button(view, "pin", 5).click()
    button(view, "drop", 5).click()
    assert not button(view, "pin", 5).isChecked()
    button(view, "drop", 5).click()
    assert view.request == Request("Why?", at=2)
    assert not view.again_button.isEnabled()


def test_another_theme_keeps_what_is_shown(view, qapp):
    view._themes.choose("dark")
    assert view.tree.topLevelItemCount() == len(PARTS) + 2
    assert view.prompt.toPlainText()

"""What a chain has made, in its turn: table, chart, steps, notes, how far it is, and what can be done with them."""

import random
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester

from assistant.collecting import Labelled
from assistant.conversations import Turn
from assistant.events import EvidenceFound, MadeByChain, Piece, Receipt, Routed, Seconds, Token
from assistant.made import Cell, Chart, Made, Note, Progress, Step, Table
from chains.types import Quote
from gui.chat.chart_view import MOST, ChartView, drawn
from gui.chat.receipt_view import ReceiptView, Shown
from gui.chat.request import Request
from gui.chat.run import thinned
from gui.chat.table_model import TableModel
from gui.chat.turn_list import TurnList
from gui.chat.turn_state import TurnState
from gui.chat.turn_view import TurnView

QUOTES = tuple(Quote("d" * 64, f"Lease {n}", "/l.pdf", n, 0, 9, f"The rent is {n}.", 0.9, n) for n in range(1, 4))
TABLE = Table(
    ("Tenant", "Rent"),
    (
        (Cell("Anna", "Anna", (0,), "yes"), Cell("950 €", 950, (1,), "partly")),
        (Cell("", None), Cell("1,100 €", 1100, (2,), "yes")),
        (Cell("Bo", "Bo"), Cell("", None)),
    ),
    ("Rent",),
)
STEPS = (Step("thought", "first"), Step("calculation", "2 + 2 = 5", False), Step("sql", 'SELECT "a" FROM t'))
MADE = Made("tables", TABLE, Chart("bar", "Tenant", "Rent"), STEPS, (Note("cut", (("rows", 3),)),), (2, 3))
TURN = Turn(
    4, "done", 0.0, "/tables how much", route="tables", answer="It is 950 [2].", supported="yes", evidence=QUOTES,
    seconds=Seconds(0, 0, 1.0), made=MADE,
)  # fmt: skip


def column(model, number):
    return [model.data(model.index(row, number)) for row in range(model.rowCount())]


def test_the_table_is_a_model_whatever_order_it_is_in(qapp):
    model = TableModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(TABLE)
    model.sort(1, Qt.SortOrder.AscendingOrder)
    assert column(model, 1) == ["950 €", "1,100 €", ""]
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert column(model, 1) == ["1,100 €", "950 €", ""]
    model.sort(0, Qt.SortOrder.AscendingOrder)
    assert column(model, 0) == ["Anna", "Bo", ""]
    model.sort(-1)
    assert column(model, 0) == ["Anna", "", "Bo"]
    assert model.data(QModelIndex()) is None


def test_sorting_five_hundred_rows_loses_none(qapp):
    random.seed(1)
    rows = tuple((Cell(str(value), value if value % 7 else None),) for value in random.sample(range(1000), 500))
    model = TableModel()
    model.show(Table(("n",), rows, ("n",)))
    for order in Qt.SortOrder:
        model.sort(0, order)
        assert sorted(column(model, 0)) == sorted(cell.text for (cell,) in rows)


def test_a_verdict_is_told_in_words_and_the_empty_cell_too(qapp):
    model = TableModel()
    model.show(TABLE)
    said = model.data(model.index(0, 1), Qt.ItemDataRole.AccessibleTextRole)
    assert "950" in said
    assert "~" in said
    assert len(model.data(model.index(2, 1), Qt.ItemDataRole.ToolTipRole)) > 0


def test_a_cell_with_evidence_opens_its_quote_by_mouse_and_by_key(show, qtbot):
    view = show(TURN)
    grid = view.made.table.grid
    cell = grid.visualRect(grid.model().index(1, 1)).center()
    with qtbot.waitSignal(view.cited) as cited:
        qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert cited.args == [QUOTES[2], 2]
    grid.setCurrentIndex(grid.model().index(0, 0))
    with qtbot.waitSignal(view.cited) as cited:
        qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert cited.args == [QUOTES[0], 0]
    with qtbot.assertNotEmitted(view.cited):
        grid._open(grid.model().index(2, 0))


def test_the_table_is_copied_as_a_spreadsheet_takes_it(show):
    view = show(TURN)
    view.made.table.grid.cells.sort(1, Qt.SortOrder.DescendingOrder)
    view.made.table.copy_button.click()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0] == "Tenant\tRent"
    assert lines[1] == "\t1,100 €"
    assert len(lines) == 4


def test_copied_with_citations_the_table_has_footnotes(show):
    view = show(TURN)
    view.cited_button.click()
    text = QGuiApplication.clipboard().text()
    assert "| Anna [^1] | 950 € ~ [^2] |" in text
    assert "[^3]: Lease 3" in text


def test_steps_are_folded_until_they_are_wanted_and_wrong_ones_are_marked(show, qtbot):
    view = show(TURN)
    steps = view.made.steps
    assert "✗" in steps.head.text()
    assert not steps.text.isVisible()
    steps.head.click()
    assert steps.text.isVisible()
    assert "2 + 2 = 5" in steps.text.toPlainText()
    assert view.state.steps_open


def test_the_sql_can_be_corrected(show, qtbot):
    view = show(TURN)
    with qtbot.waitSignal(view.sql_wanted) as wanted:
        view.made.steps.correct.click()
    assert wanted.args == [4, STEPS[2].text]


def test_what_was_read_and_what_must_be_known_is_said(show):
    view = show(TURN)
    assert view.made.read.text().startswith("~")
    assert "3" in view.made.notes.text()
    whole = show(replace(TURN, made=replace(MADE, read=(3, 3))))
    assert whole.made.read.text().startswith("✓")


def test_a_chain_that_is_gone_still_shows_what_it_made(show):
    view = show(replace(TURN, question="/mine x", route="mine", made=replace(MADE, chain="mine")))
    assert view.made.table.isVisible()
    assert view.made.notes.text()
    assert "mine" in view.chips.route.text()


def test_a_turn_without_a_chain_has_none_of_it(show):
    assert show(replace(TURN, made=None, question="How much?", route="fact")).made is None


def test_a_running_chain_says_how_far_it_is(show):
    state = TurnState(1, "/summarize")
    view = show(state)
    assert view.status.text()
    for event in (Routed("summarize", ""), Progress("reading", 3, 41, "Rent", 2), Token("Some words")):
        state.apply(event)
    view.grow()
    assert view.progress.isVisible()
    assert "3" in view.progress.line.text()
    assert "Rent" in view.progress.line.text()
    assert not view.status.isVisible()
    for event in (EvidenceFound(QUOTES, (), True), MadeByChain(MADE)):
        state.apply(event)
    state.state = "done"
    view.refresh()
    assert not view.progress.isVisible()
    assert view.made.table.isVisible()
    assert state.numbers == {1: 0, 2: 1, 3: 2}


def test_a_question_that_goes_on_to_the_text_shows_no_bar_of_the_tables(show):
    state = TurnState(1, "How much did they pay?")
    view = show(state)
    for event in (Routed("tables", ""), Progress("finding", 1, 3)):
        state.apply(event)
    view.grow()
    assert view.progress.isVisible()
    state.apply(Routed("fact", ""))
    view.refresh()
    assert not view.progress.isVisible()


@pytest.mark.parametrize("count", [1, MOST + 1])
def test_a_chart_of_too_few_or_too_many_points_is_none(count):
    rows = tuple((Cell(str(n), str(n)), Cell(str(n), n)) for n in range(count))
    assert drawn(Made("tables", Table(("a", "b"), rows), Chart("bar", "a", "b"))) is None


@pytest.mark.parametrize("kind", ["bar", "line"])
@pytest.mark.parametrize("values", [(1, 2), (0, 0), (-5, 7, 3.5), tuple(range(30)), (1e12, 1)])
def test_charts_are_painted_at_any_width_and_tell_their_values(qtbot, themes, kind, values):
    rows = tuple((Cell(f"label {n}", f"label {n}"), Cell(str(value), value)) for n, value in enumerate(values))
    chart = drawn(Made("tables", Table(("a", "b"), rows), Chart(kind, "a", "b")))
    view = ChartView(chart, themes.current)
    qtbot.addWidget(view)
    for width in (40, 300, 1500):
        view.resize(width, view.sizeHint().height())
        assert not view.grab().isNull()
    assert all(str(value) in view.accessibleDescription() for value in values)


def test_progress_is_thinned_and_its_last_step_is_told():
    events = [Progress("reading", n, 1000) for n in range(1000)] + [Token("x"), Progress("writing", 1, 1)]
    told = list(thinned(iter(events), seconds=60))
    assert told == [events[0], events[999], events[1000], events[1001]]


def test_another_way_is_asked_without_the_chain(show):
    menu = show(TURN).chips.menu()
    ways = {action.text() for action in menu.actions()}
    alone = show(replace(TURN, question="/summarize", route="summarize")).chips.menu()
    # Nothing was written that could be looked up.
    assert len(ways) > len([action for action in alone.actions() if action.text()])
    for made in (menu, alone):
        made.deleteLater()


def test_the_list_of_turns_renames_them_when_the_chains_are_known(qtbot, themes, offers):
    turns = TurnList(themes)
    qtbot.addWidget(turns)
    turns.resize(600, 700)
    turns.show()
    turns.set_turns([replace(TURN, question="/extract rent", route="extract")])
    qtbot.waitUntil(lambda: not turns.pending)
    turns.set_offers(offers)
    qtbot.waitUntil(lambda: not turns.pending)
    views = [view for view in turns.viewport().findChildren(TurnView) if not view.isHidden()]
    assert offers.offer("extract").card.title("en") in views[-1].chips.route.text()


def test_a_receipt_of_calls_lists_them_and_the_examples(qtbot, themes):
    pieces = (Piece("call", "map × 12", 900), Piece("call", "reduce × 1", 100), Piece("example", "rent?", 40))
    receipt = Receipt(context_tokens=4096, answer=77, evaluated=1000, pieces=pieces)
    view = ReceiptView(themes)
    qtbot.addWidget(view)
    view.show()
    view.show_receipt(Shown(receipt, Request("/summarize", at=1), True))
    heads = [view.tree.topLevelItem(row) for row in range(view.tree.topLevelItemCount())]
    assert [head.text(1) for head in heads] == ["1,000", "77", "40"]
    assert [heads[0].child(row).text(0) for row in range(2)] == ["map × 12", "reduce × 1"]
    assert "1,000" in view.summary.text()


def test_labels_can_be_put_into_collections_once_the_turn_is_finished(show, qtbot):
    labels = (Labelled("a" * 64, ("Invoice",)), Labelled("b" * 64, ()))
    turn = replace(TURN, question="/tag Invoice", route="tag", made=replace(MADE, chain="tag", labels=labels))
    view = show(turn)
    with qtbot.waitSignal(view.collect_wanted) as wanted:
        view.made.table.collect_button.click()
    assert wanted.args == [4]
    assert not show(replace(turn, state="running")).made.table.collect_button.isEnabled()


def test_a_table_without_labels_offers_no_collections(show):
    assert not show(TURN).made.table.collect_button.isVisible()
    none = replace(MADE, chain="classify", labels=(Labelled("a" * 64, ()),))
    assert not show(replace(TURN, made=none)).made.table.collect_button.isVisible()

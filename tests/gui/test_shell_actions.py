"""Menus, the command palette and the sheet of shortcuts, all made from one list of actions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QMainWindow

from gui.actions import Actions, menu_bar, plain_text
from gui.fuzzy import fit
from gui.palette import CommandPalette, Entry, PaletteModel, entries_of
from gui.shortcuts import ShortcutSheet
from gui.theme import Themes


@pytest.fixture
def window(qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    return window


@pytest.fixture
def done():
    return []


@pytest.fixture
def actions(window, done):
    actions = Actions(window)
    actions.add("file.add", "file", "&Add files …", lambda: done.append("add"), shortcut="Ctrl+O", symbol="add")
    actions.add(
        "view.zoom", "view", "Zoom &in", lambda: done.append("zoom"), shortcut="Ctrl+=", more_shortcuts=("Ctrl++",)
    )
    actions.add("file.quit", "file", "&Quit", lambda: done.append("quit"), separated=True)
    actions.add("conversation.new", "conversation", "新对话(&N)…", lambda: done.append("new"))
    return actions


@pytest.fixture
def palette(actions, window, qapp):
    return CommandPalette(actions, Themes(qapp, "light"), window)


def test_menus_stand_in_the_order_of_the_bar_and_actions_in_the_order_of_adding(actions, window):
    bar = menu_bar(actions, window)
    menus = [action.menu() for action in bar.actions()]
    assert [menu.objectName() for menu in menus] == ["menu.file", "menu.view", "menu.conversation"]
    names = [action.objectName() for action in menus[0].actions() if not action.isSeparator()]
    assert names == ["file.add", "file.quit"]
    assert [action.isSeparator() for action in menus[0].actions()] == [False, True, False]


def test_a_text_is_read_without_its_marks(actions):
    assert plain_text(actions["file.add"]) == "Add files"
    assert plain_text(actions["conversation.new"]) == "新对话"


def test_a_shortcut_that_two_claim_is_found(actions):
    assert actions.clashes() == {}
    actions.add("edit.other", "edit", "Other", lambda: None, shortcut="Ctrl++")
    assert actions.clashes() == {"Ctrl++": ["view.zoom", "edit.other"]}


def test_a_button_says_what_it_does_and_shows_the_symbol(actions, qapp, qtbot):
    button = actions.button("file.add")
    qtbot.addWidget(button)
    actions.paint(Themes(qapp, "light").current)
    assert button.accessibleName() == "Add files"
    assert "Ctrl+O" in button.toolTip()
    assert not button.icon().isNull()


def test_the_palettes_model_keeps_qts_contract(actions):
    model = PaletteModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.offer(entries_of(actions))
    model.search("zo")
    model.search("nothing at all fits this")
    model.search("")
    assert model.rowCount() == 4
    assert tester.model() is model


def test_typing_finds_and_enter_runs(palette, qtbot, done):
    palette.offer()
    qtbot.keyClicks(palette.field, "adfi")
    with qtbot.waitSignal(palette.ran) as ran:
        qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert (done, ran.args) == (["add"], ["file.add"])
    assert not palette.isVisible()


def test_arrows_go_round_and_escape_closes(palette, qtbot, done):
    palette.offer()
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    assert palette.list.currentIndex().row() == palette.model.rowCount() - 1
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentIndex().row() == 0
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert done == []


def test_what_was_used_of_late_comes_first(palette):
    palette.offer(recent=["conversation.new", "file.quit"])
    assert [palette.model.entry(row).key for row in range(2)] == ["conversation.new", "file.quit"]


def test_what_cannot_be_run_now_is_shown_last_and_does_nothing(palette, actions, qtbot, done):
    actions["file.add"].setEnabled(False)
    palette.offer([Entry("Add up the invoices", lambda: done.append("entry"), "a conversation")])
    qtbot.keyClicks(palette.field, "add")
    assert [palette.model.entry(row).enabled for row in range(palette.model.rowCount())] == [True, False]
    assert not palette.model.index(1, 0).flags() & Qt.ItemFlag.ItemIsEnabled
    palette.list.clicked.emit(palette.model.index(1, 0))
    assert palette.isVisible()
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)  # goes round what cannot be run
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == ["entry"]


def test_a_screen_reader_hears_the_shortcut(palette):
    palette.offer()
    said = palette.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Add files" in said
    assert "Ctrl+O" in said


def test_nothing_that_fits_says_so(palette, qtbot):
    palette.offer()
    qtbot.keyClicks(palette.field, "qqqq")
    assert palette.nothing.isVisible()
    assert not palette.list.isVisible()
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_the_sheet_has_every_shortcut_and_can_be_filtered(actions, qapp, window, qtbot):
    sheet = ShortcutSheet(actions, Themes(qapp, "light"), window, more=[("Question", [("New line", "Shift+Enter")])])
    lines = dict(sheet.visible_lines())
    assert lines.keys() == {"Add files", "Zoom in", "New line"}
    assert "Ctrl++" in lines["Zoom in"]
    sheet.field.setText("zoom")
    assert [text for text, _ in sheet.visible_lines()] == ["Zoom in"]


@pytest.mark.parametrize(
    ("typed", "better", "worse"),
    [
        ("add", "Add files", "Open an address"),
        ("nc", "New conversation", "Panel concert"),
        ("tog", "Toggle the library", "To go on"),
        ("导出", "导出对话", "把对话导出到文件"),
    ],
)
def test_starts_of_words_fit_better(typed, better, worse):
    first, second = fit(typed, better), fit(typed, worse)
    assert first is not None
    assert second is None or first.score > second.score


def test_letters_strewn_over_a_text_do_not_fit():
    assert fit("xyz", "Add files") is None
    assert fit("dls", "Add files") is None


@given(typed=st.text(max_size=8), text=st.text(max_size=30))
def test_positions_are_letters_of_the_text(typed, text):
    found = fit(typed, text)
    assert found is None or all(0 <= place < len(text) for place in found.positions)


@given(text=st.text(st.characters(categories=["Ll", "Lu", "Lo"]), min_size=1, max_size=30))
def test_a_text_fits_itself(text):
    assert fit(text, text) is not None

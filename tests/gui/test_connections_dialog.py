"""The connections dialog: its rows, its switches, and the ways to it; what a page does has a file of its own."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester

from assistant.app import Assistant
from gui.bench.windows import make_window
from gui.connections.dialog import ConnectionsDialog
from gui.connections.page import Page
from gui.connections.rows import Row, RowsModel
from gui.main_window import MainWindow
from gui.toolkits import Place
from tests.gui.accessible import nameless, unreachable
from tests.gui.dialogs import LONG, settle

pytestmark = pytest.mark.usefixtures("memory")


@pytest.mark.parametrize("page", ["mcp", "api"])
def test_every_control_has_a_name_and_an_empty_page_says_what_to_do(connections, page):
    connections.show_page(page)
    assert nameless(connections) == []
    assert unreachable(connections) == []
    shown_page: Page = getattr(connections, page)
    assert shown_page.names.empty.isVisibleTo(connections)
    assert not shown_page.right.isVisibleTo(connections)


def test_the_rows_are_a_sound_model_for_qt(qtbot):
    model = RowsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.replace([Row("a", "A", "first", False), Row("b", "B", "second", True, fixed=True), Row("c", "C", "")])
    free, fixed, plain = (model.index(row) for row in range(3))
    checked, role = Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole
    with qtbot.waitSignal(model.ticked) as said:
        assert model.setData(free, checked, role)
    assert said.args == ["a", True]
    assert not model.setData(fixed, Qt.CheckState.Unchecked, role)
    assert not model.setData(plain, checked, role)
    model.replace([])
    assert model.rowCount() == 0
    del tester


@pytest.mark.parametrize("page", ["mcp", "api"])
def test_the_tick_below_switches_the_toolkit_for_all_conversations(qtbot, connections, assistant, jobs, page):
    connections.show_page(page)
    switch = getattr(connections, page).switch
    assert (switch.isChecked(), page in assistant.settings.agent.toolkits) == (False, False)
    switch.click()
    settle(qtbot, jobs)
    assert (switch.isChecked(), page in assistant.settings.agent.toolkits) == (True, True)
    switch.click()
    settle(qtbot, jobs)
    assert (switch.isChecked(), page in assistant.settings.agent.toolkits) == (False, False)


def test_a_switch_that_the_environment_fixes_stays_and_says_why(qtbot, tmp_path, themes, jobs, monkeypatch):
    monkeypatch.setenv("LECTERN_AGENT__TOOLKITS", '["notes"]')
    with Assistant.open(tmp_path / "home") as fixed:
        dialog = ConnectionsDialog(fixed, jobs, themes)
        qtbot.addWidget(dialog)
        dialog.show()
        settle(qtbot, jobs)
        dialog.mcp.switch.click()
        settle(qtbot, jobs)
        assert not dialog.mcp.switch.isChecked()
        assert "LECTERN_AGENT__TOOLKITS" in dialog.mcp.outcome.toPlainText()
        dialog.close()


def test_menu_and_sheet_of_tools_lead_to_the_connections(qtbot, tmp_path):
    window = make_window(tmp_path / "home")
    qtbot.addWidget(window, before_close_func=MainWindow.close_now)
    qtbot.waitUntil(lambda: window.ready, timeout=120_000)
    window.actions_["edit.connections"].trigger()
    dialog = window.findChild(ConnectionsDialog)
    assert dialog.isVisible()
    dialog.close()
    toolkits = window.conversation.agent.toolkits
    toolkits.show_at(Place(), QPoint(0, 0))
    qtbot.waitUntil(toolkits.sheet.isVisible, timeout=LONG)
    links = {str(button.property("toolkit")): button for button in toolkits.sheet.links}
    assert set(links) == {"mcp", "api"}
    links["api"].click()
    assert not toolkits.sheet.isVisible()
    dialog = next(one for one in window.findChildren(ConnectionsDialog) if one.isVisible())
    assert dialog.tabs.currentWidget() is dialog.api
    dialog.close()
    assert window.actions_.clashes() == {}

"""What the window remembers, also where the file is damaged or the screen has gone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QSplitter, QWidget

from gui.state import RECENT_KEPT, ZOOMS, WindowState, bring_back


def test_what_was_kept_is_there_the_next_day(tmp_path):
    state = WindowState(tmp_path)
    state.set_theme("dark")
    state.set_zoom(150)
    state.set_folded("library", True)
    state.set_conversation("c-1")
    state.add_recent("actions", "file.add")
    assert state.zoom == 150
    assert state.save()
    again = WindowState(tmp_path)
    assert (again.theme, again.zoom, again.conversation) == ("dark", 150, "c-1")
    assert again.folded("library")
    assert not again.folded("source")
    assert again.recent("actions") == ["file.add"]


def test_an_empty_home_has_defaults(tmp_path):
    state = WindowState(tmp_path / "none yet")
    assert (state.theme, state.zoom, state.conversation) == ("system", 100, None)
    assert state.recent("actions") == []
    assert state.sizes("panes", 3) == []


def test_what_was_used_of_late_stands_once_and_first(tmp_path):
    state = WindowState(tmp_path)
    for number in [*range(30), 28, 25]:
        state.add_recent("actions", f"a,{number}")
    state.save()
    recent = WindowState(tmp_path).recent("actions")
    assert recent[:4] == ["a,25", "a,28", "a,29", "a,27"]
    assert len(recent) == RECENT_KEPT


@given(garbage=st.binary(max_size=400))
def test_a_damaged_file_reads_as_something_usable(garbage, tmp_path_factory, qapp):
    home = tmp_path_factory.mktemp("home")
    heads = b"[look]\ntheme=%b\nzoom=%b\n[splitters]\npanes=%b\n[window]\ngeometry=@ByteArray(%b)\n[recent]\nx=%b\n"
    (home / "window.ini").write_bytes(garbage + heads % (garbage, garbage, garbage, garbage, garbage))
    state = WindowState(home)
    assert state.theme in {"system", "light", "dark"}
    assert state.zoom in ZOOMS
    assert state.sizes("panes", 3) == [] or len(state.sizes("panes", 3)) == 3
    assert all(isinstance(name, str) for name in state.recent("x"))
    state.folded("library")
    widget = QWidget()
    state.restore_window(widget)
    widget.deleteLater()


def test_sizes_of_panes_come_back_and_are_not_lost_while_one_is_folded(tmp_path, qtbot):
    splitter = QSplitter(Qt.Orientation.Horizontal)
    qtbot.addWidget(splitter)
    for name in "abc":
        splitter.addWidget(QLabel(name))
    splitter.resize(900, 200)
    splitter.show()
    splitter.setSizes([200, 500, 190])
    state = WindowState(tmp_path)
    state.save_splitter("panes", splitter)
    kept = splitter.sizes()
    splitter.widget(0).hide()
    state.save_splitter("panes", splitter)
    state.save()
    assert WindowState(tmp_path).sizes("panes", 3) == kept
    assert WindowState(tmp_path).sizes("panes", 2) == []


def test_geometry_comes_back(tmp_path, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(30, 40, 420, 310)
    state = WindowState(tmp_path)
    state.save_window(window)
    state.save()
    other = QWidget()
    qtbot.addWidget(other)
    assert WindowState(tmp_path).restore_window(other)
    assert other.size() == window.size()


@pytest.mark.parametrize("place", [QPoint(9000, 9000), QPoint(-5000, 40), QPoint(50, -4000)])
def test_a_window_off_every_screen_is_brought_back(place, qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(5000, 300)
    window.move(place)
    bring_back(window)
    room = window.screen().availableGeometry()
    assert room.contains(window.frameGeometry().topLeft())
    assert window.width() <= room.width()


def test_a_window_that_can_be_reached_stays(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(400, 300)
    window.move(10, 20)
    bring_back(window)
    assert window.pos() == QPoint(10, 20)

"""The one presenter of errors: what happened, what to do, nothing hidden and nothing said twice."""

import pytest
from accessible import nameless, unreachable
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from chains.errors import InputError
from gui.banner import LONGEST_TEXT, SHOWN_AT_MOST, Banners, Button
from gui.plain_text import PlainText
from gui.theme import Themes


@pytest.fixture
def window(qtbot, qapp):
    window = QWidget()
    qtbot.addWidget(window)
    window.banners = Banners(Themes(qapp, "light"), "en")
    layout = QVBoxLayout(window)
    layout.addWidget(window.banners)
    layout.addStretch()
    window.resize(600, 500)
    window.show()
    return window


@pytest.fixture
def banners(window):
    return window.banners


def button(banner, text):
    return next(found for found in banner.findChildren(QPushButton) if found.text() == text)


def test_there_is_nothing_until_something_is_said(banners):
    assert not banners.isVisible()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_error_says_what_happened_and_what_to_do(language, qapp, qtbot):
    banners = Banners(Themes(qapp, "light"), language)
    qtbot.addWidget(banners)
    error = InputError("document.missing", path="tax 2023.pdf")
    banner = banners.show_error(error)
    shown = [text.toPlainText() for text in banner.findChildren(PlainText)]
    assert shown == [error.message(language), error.hint(language)]
    assert "tax 2023.pdf" in shown[0]


def test_the_same_message_is_counted(banners):
    first = banners.show_message("warning", "The disk is nearly full.", "Delete something.")
    assert banners.show_message("warning", "The disk is nearly full.", "Delete something.") is first
    assert banners.banners == [first]
    assert first.count == 2
    assert any("2" in label.text() for label in first.findChildren(QLabel))
    assert banners.show_message("warning", "Another thing.") is not first


def test_five_hundred_failures_leave_a_window(banners, window, qtbot):
    for number in range(500):
        banners.show_message("error", f"{number}.pdf could not be read.", "It is encrypted.")
    assert [banner.text for banner in banners.banners] == [f"{n}.pdf could not be read." for n in (499, 498, 497)]
    assert len(banners.banners) == SHOWN_AT_MOST
    qtbot.waitUntil(lambda: banners.height() < window.height() * 2 // 3)
    banners.clear()
    assert not banners.isVisible()


def test_a_button_acts_and_closes(banners, qtbot):
    done = []
    banner = banners.show_message("info", "2 documents removed.", buttons=[Button("Undo", lambda: done.append(1))])
    qtbot.mouseClick(button(banner, "Undo"), Qt.MouseButton.LeftButton)
    assert done == [1]
    assert banners.banners == []


def test_the_cross_closes_by_keyboard(banners, qtbot):
    banner = banners.show_message("info", "Done.")
    cross = banner.findChild(QToolButton)
    cross.setFocus()
    qtbot.keyClick(cross, Qt.Key.Key_Space)
    assert banners.banners == []
    banners.close_message(banner)  # again: nothing to do


def test_a_bug_is_owned_and_its_details_can_be_copied(banners, qtbot):
    banner = banners.show_bug("Traceback\n  line 1\nZeroDivisionError")
    details = banner.findChild(QPlainTextEdit)
    assert not details.isVisible()
    qtbot.mouseClick(button(banner, "Details"), Qt.MouseButton.LeftButton)
    assert details.isVisible()
    assert "ZeroDivisionError" in details.toPlainText()
    qtbot.mouseClick(button(banner, "Copy details"), Qt.MouseButton.LeftButton)
    assert "ZeroDivisionError" in QGuiApplication.clipboard().text()
    assert banners.banners == [banner]


def test_markup_and_megabytes_are_shown_as_text_and_cut(banners):
    banner = banners.show_message("error", '<img src="file:///etc/passwd"><b>x</b>' + "y" * 10_000_000)
    text = banner.findChild(PlainText)
    assert text.toPlainText().startswith("<img src=")
    assert len(text.toPlainText()) <= LONGEST_TEXT + 2


def test_a_long_name_without_blanks_wraps(banners, window, qtbot):
    window.resize(300, 500)
    banner = banners.show_message("error", "a" * 400 + ".pdf")
    text = banner.findChild(PlainText)
    qtbot.waitUntil(lambda: text.height() > 4 * text.fontMetrics().height())
    assert window.width() == 300
    assert text.document().size().height() <= text.height() + 1


def test_everything_in_it_has_words_and_is_reached_by_tab(banners, window):
    banners.show_bug("Traceback")
    banners.show_message("warning", "Something.", "Do something.", buttons=[Button("Try again", lambda: None)])
    assert nameless(window) == []
    assert unreachable(window) == []

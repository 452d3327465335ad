"""The field a question is written in, and what is chosen beside it."""

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl

from assistant.library.types import Span
from gui.chat.composer import Composer
from gui.chat.question_field import MOST_CHARACTERS, MOST_LINES
from gui.chat.request import Chosen, Request
from gui.theme import Themes


@pytest.fixture
def composer(qtbot, qapp):
    composer = Composer(Themes(qapp, "light"))
    qtbot.addWidget(composer)
    composer.resize(420, 200)
    composer.show()
    composer.set_ready(True)
    return composer


def test_enter_asks_and_shift_enter_begins_a_line(composer, qtbot):
    composer.field.setFocus()
    qtbot.keyClicks(composer.field, "one")
    qtbot.keyClick(composer.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(composer.field, "two")
    with qtbot.waitSignal(composer.asked) as asked:
        qtbot.keyClick(composer.field, Qt.Key.Key_Return)
    assert asked.args[0].question == "one\ntwo"


def test_an_empty_question_is_not_asked(composer, qtbot):
    composer.field.setPlainText("  \n ")
    with qtbot.assertNotEmitted(composer.asked):
        qtbot.keyClick(composer.field, Qt.Key.Key_Return)
    assert not composer.send_button.isEnabled()


def test_nothing_is_asked_before_the_library_is_open(composer, qtbot):
    composer.field.setPlainText("What?")
    composer.set_ready(False)
    with qtbot.assertNotEmitted(composer.asked):
        qtbot.keyClick(composer.field, Qt.Key.Key_Return)
    assert composer.field.isReadOnly()


def test_the_field_grows_with_its_lines_up_to_its_limit(composer, qtbot):
    def height(lines):
        composer.field.setPlainText("\n".join("x" for _ in range(lines)))
        return composer.field.sizeHint().height()

    assert height(1) < height(3) < height(MOST_LINES) == height(40)
    composer.field.setPlainText("long words " * 30)
    assert composer.field.sizeHint().height() > height(1)


def test_ten_megabytes_are_cut_with_a_word(composer, qtbot):
    mime = QMimeData()
    mime.setText("wort " * 2_000_000)
    composer.field.insertFromMimeData(mime)
    assert len(composer.field.toPlainText()) <= MOST_CHARACTERS
    assert composer.hint.isVisible()
    composer.field.insertFromMimeData(mime)
    assert len(composer.field.toPlainText()) <= MOST_CHARACTERS


def test_files_are_left_to_the_window(composer, tmp_path):
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path))])
    mime.setText("file")
    assert not composer.field.canInsertFromMimeData(mime)
    composer.field.insertFromMimeData(mime)
    assert composer.field.toPlainText() == ""


def test_each_choice_has_a_chip_that_takes_it_away(composer, qtbot):
    request = Request("What?").pinned(Chosen(1, "Lease & more")).dropped(Chosen(2, "Notes"))
    request = request.with_span(Span("d", 1, 2), "words")
    composer.set_request(request)
    assert len(composer._chips) == 3
    for chip in list(composer._chips):
        assert chip.accessibleName()
    while composer._chips:
        composer._chips[0].click()
    assert composer.request == Request("What?")


def test_a_passage_is_pinned_or_dropped_never_both():
    passage = Chosen(7, "p")
    assert Request().pinned(passage).dropped(passage) == Request(drop=(passage,))
    assert Request().dropped(passage).pinned(passage).freed(passage) == Request()


def test_the_route_is_part_of_the_request(composer):
    composer._routes["summarize"].trigger()
    assert composer.request.route == "summarize"
    composer.clear()
    assert composer.request.route is None


def test_the_scope_is_told_in_figures(composer, qtbot):
    composer.set_scope(3, 14)
    assert composer.narrowed
    assert "3" in composer.scope_chip.text()
    assert "14" in composer.scope_chip.text()
    composer.set_scope(14, 14)
    assert not composer.narrowed


def test_a_hint_stays_and_a_remark_goes_with_the_next_word(composer, qtbot):
    composer.set_hint("stays")
    composer.tell("goes")
    assert composer.hint.text() == "goes"
    qtbot.keyClicks(composer.field, "x")
    assert composer.hint.text() == "stays"


def test_markup_in_a_chosen_title_stays_text(composer):
    composer.set_request(Request("q").pinned(Chosen(1, "<img src='file:///etc/passwd'>")))
    assert "<img" not in composer._chips[0].toolTip().replace("&lt;", "")

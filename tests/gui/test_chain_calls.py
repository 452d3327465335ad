"""Calling a chain from the field: offered while one types, options in a form, what is wrong told before it is asked."""

import pytest
from PySide6.QtCore import QLocale, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QComboBox, QLabel, QVBoxLayout, QWidget

from assistant.chain_offers import Offers
from chains.errors import InputError
from chains.shelf import Shelf
from gui.chat.chain_menu import ChainModel
from gui.chat.composer import Composer


@pytest.fixture
def composer(qtbot, themes, offers):
    window = QWidget()
    composer = Composer(themes)
    layout = QVBoxLayout(window)
    layout.addStretch()
    layout.addWidget(composer)
    qtbot.addWidget(window)
    window.resize(600, 600)
    window.show()
    qtbot.waitExposed(window)
    composer.set_ready(True)
    composer.set_offers(offers)
    composer.field.setFocus()
    qtbot.waitUntil(composer.field.hasFocus)
    yield composer  # nothing else keeps the window


def text(composer):
    return composer.field.toPlainText()


def test_a_slash_offers_the_chains_and_letters_narrow_them(composer, qtbot):
    menu = composer.calls.menu
    qtbot.keyClicks(composer.field, "/")
    assert menu.isVisible()
    everything = menu.model.rowCount()
    qtbot.keyClicks(composer.field, "sum")
    assert 0 < menu.model.rowCount() < everything
    assert menu.model.offer(0).name == "summarize"
    assert "summarize" in composer.field.accessibleDescription()
    qtbot.keyClicks(composer.field, "zzz")
    assert not menu.isVisible()
    assert composer.hint.isVisible()


def test_enter_takes_the_chain_and_says_what_may_be_written(composer, qtbot):
    qtbot.keyClicks(composer.field, "/sum")
    with qtbot.assertNotEmitted(composer.asked):
        qtbot.keyClick(composer.field, Qt.Key.Key_Return)
    assert text(composer) == "/summarize "
    assert composer.field._ghost
    assert not composer.calls.menu.isVisible()
    with qtbot.waitSignal(composer.asked) as asked:
        qtbot.keyClick(composer.field, Qt.Key.Key_Return)
    assert asked.args[0].question == "/summarize"


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Enter])
def test_keys_and_mouse_choose(composer, qtbot, key):
    menu = composer.calls.menu
    qtbot.keyClicks(composer.field, "/")
    qtbot.keyClick(composer.field, Qt.Key.Key_Down)
    name = menu.model.offer(1).name
    qtbot.keyClick(composer.field, key)
    assert text(composer) == f"/{name} "
    composer.clear()
    composer.calls.slash_chip.click()
    index = menu.model.index(2)
    qtbot.mouseClick(menu.view.viewport(), Qt.MouseButton.LeftButton, pos=menu.view.visualRect(index).center())
    assert text(composer) == f"/{menu.model.offer(2).name} "


def test_up_goes_round_and_escape_leaves_what_was_written(composer, qtbot):
    menu = composer.calls.menu
    qtbot.keyClicks(composer.field, "/")
    qtbot.keyClick(composer.field, Qt.Key.Key_Up)
    assert menu.view.currentIndex().row() == menu.model.rowCount() - 1
    with qtbot.assertNotEmitted(composer.edit_cancelled):
        qtbot.keyClick(composer.field, Qt.Key.Key_Escape)
    assert not menu.isVisible()
    assert text(composer) == "/"


def test_the_chip_puts_a_chain_before_what_is_written(composer, qtbot):
    qtbot.keyClicks(composer.field, "the deposit")
    composer.calls.slash_chip.click()
    qtbot.keyClick(composer.field, Qt.Key.Key_Return)
    assert text(composer).endswith(" the deposit")
    assert composer.calls.reading.text == "the deposit"


def test_the_form_writes_into_the_field_and_shows_what_is_written_there(composer, qtbot):
    qtbot.keyClicks(composer.field, "/summarize the deposit")
    calls = composer.calls
    calls.options_chip.click()
    length = calls.form.fields["length"].control
    assert isinstance(length, QComboBox)
    length.setCurrentIndex(length.findData("short"))
    assert text(composer) == "/summarize length=short the deposit"
    composer.field.setPlainText("/summarize length=long pages=2-4 the deposit")
    assert length.currentData() == "long"
    assert calls.form.fields["pages"].value == "2-4"
    calls.form.defaults.click()
    assert text(composer) == "/summarize the deposit"
    calls.form.hide()


def test_the_form_describes_each_option_in_the_persons_language(composer, qtbot, offers):
    before = QLocale()
    QLocale.setDefault(QLocale("zh_CN"))
    try:
        qtbot.keyClicks(composer.field, "/summarize the deposit")
        composer.calls.options_chip.click()
        form = composer.calls.form
        texts = {label.text().replace("\u200b", "") for label in form.findChildren(QLabel)}
        for option in offers.offer("summarize").options:
            assert {option.label("zh"), option.description("zh")} <= texts
        form.hide()
    finally:
        QLocale.setDefault(before)


def test_a_value_that_cannot_be_is_told_in_the_form_and_below_the_field(composer, qtbot):
    qtbot.keyClicks(composer.field, "/summarize ")
    calls = composer.calls
    calls.options_chip.click()
    calls.form.fields["part_tokens"].control.setValue(3)
    assert calls.form._wrong.isVisible()
    assert calls.form.fields["part_tokens"].value == 3
    calls.form.hide()
    assert composer.hint.isVisible()
    with qtbot.assertNotEmitted(composer.asked):
        composer.send_button.click()


@pytest.mark.parametrize("question", ["/sumarize it", "/summarize lenght=short it", "/classify"])
def test_what_cannot_be_asked_is_not_asked_and_says_why(composer, qtbot, question):
    composer.field.setPlainText(question)
    with qtbot.assertNotEmitted(composer.asked):
        composer.send_button.click()
    assert composer.hint.isVisible()
    assert text(composer) == question


def test_a_plain_question_is_asked_as_ever(composer, qtbot):
    qtbot.keyClicks(composer.field, "What is 5/6?")
    assert not composer.calls.menu.isVisible()
    assert composer.route_chip.isVisible()
    with qtbot.waitSignal(composer.asked):
        composer.send_button.click()


def test_own_files_that_cannot_be_used_are_told_in_the_list(composer, qtbot, offers):
    refused = InputError("chain.file", file="<b>mine</b>.toml", reason="a typo")
    composer.set_offers(Offers.of(Shelf(offers.shelf.cards, (refused,))))
    qtbot.keyClicks(composer.field, "/")
    assert composer.calls.menu.refused.isVisible()
    assert composer.calls.menu.refused.textFormat() == Qt.TextFormat.PlainText


def test_the_list_of_chains_is_a_model(offers, qapp):
    model = ChainModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(offers.offers)
    model.show(offers.matching("/su"))
    assert model.data(model.index(0), Qt.ItemDataRole.AccessibleTextRole)
    model.show(())
    assert model.rowCount() == 0

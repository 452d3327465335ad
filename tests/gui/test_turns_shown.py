"""A turn shows its question, its way, its answer with verdicts and citations, its evidence, and what went wrong."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QTextDocument
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from assistant.conversations import Turn
from assistant.errors import InputError
from assistant.events import Done, EvidenceFound, Failed, Receipt, Routed, Seconds, Token, Verified
from chains.types import Claim, Quote
from gui.chat.links import LinkQuestion, shown
from gui.chat.looks import Looks
from gui.chat.quote_tip import QuoteTip
from gui.chat.text_view import TextView
from gui.chat.turn_state import TurnState
from gui.chat.turn_view import TurnView
from gui.theme import Themes

QUOTES = (
    Quote("d", "Lease", "/x", 3, 0, 9, "The rent is 900 euros.", 0.9, 11),
    Quote("d", "Notes", "/y", None, 0, 9, "Due on the <b>first</b>.", 0.8, 12),
)
TURN = Turn(
    4,
    "done",
    0.0,
    "What is the rent?",
    route="fact",
    answer="The rent is 900 euros [1]. It is due on the first. Pets are allowed.",
    supported="partly",
    claims=(
        Claim("The rent is 900 euros.", "yes", (0,)),
        Claim("It is due on the first.", "partly", (1,), ("first",)),
        Claim("Pets are allowed.", "no"),
    ),
    evidence=QUOTES,
    receipt=Receipt(context_tokens=4096, answer=20),
    seconds=Seconds(0.1, 0.4, 1.5),
    placed=((1, 0), (2, 1)),
)


@pytest.fixture
def holder(qtbot: QtBot) -> QWidget:
    holder = QWidget()
    qtbot.addWidget(holder)
    return holder


@pytest.fixture
def tip(holder: QWidget) -> QuoteTip:
    return QuoteTip(holder)


Show = Callable[[Turn | TurnState], TurnView]


@pytest.fixture
def show(themes: Themes, tip: QuoteTip, holder: QWidget) -> Show:
    def show(turn: Turn | TurnState) -> TurnView:
        state = turn if isinstance(turn, TurnState) else TurnState.from_turn(turn)
        view = TurnView(state, Looks(themes.current, holder.font()), tip, holder)
        view.resize(600, 600)
        view.show()
        return view

    holder.show()
    return show


def anchors(view: TextView) -> list[str]:
    found = []
    block = view.document().begin()
    while block.isValid():
        fragments = block.begin()
        while not fragments.atEnd():
            look = fragments.fragment().charFormat()
            if look.isAnchor():
                found.append(look.anchorHref())
            fragments += 1
        block = block.next()
    return found


def test_verdicts_and_citations_stand_at_their_sentences(show):
    view = show(TURN)
    assert anchors(view.answer) == ["cite:1", "claim:0", "cite:2", "claim:1", "claim:2"]
    text = view.answer.document().toPlainText()
    assert text.index("✓") < text.index("~") < text.index("✗")
    assert view.verdict.text().startswith("~")


def test_a_citation_gives_its_quote(show, qtbot):
    view = show(TURN)
    with qtbot.waitSignal(view.cited) as cited, qtbot.waitSignal(view.evidence_chosen) as chosen:
        view.answer.anchorClicked.emit(QUrl("cite:2"))
    assert cited.args == [QUOTES[1], 1]
    assert chosen.args == [4, 1]


def test_a_citation_shows_its_words_as_plain_text_while_it_is_pointed_at(show, tip):
    view = show(TURN)
    view.answer.highlighted.emit(QUrl("cite:2"))
    assert tip.isVisible()
    assert tip.words.text() == "Due on the <b>first</b>."
    assert tip.words.textFormat() == Qt.TextFormat.PlainText
    view.answer.highlighted.emit(QUrl())
    assert not tip.isVisible()


def test_a_verdict_tells_what_is_missing(show, tip):
    view = show(TURN)
    view.answer.highlighted.emit(QUrl("claim:1"))
    assert "first" in tip.words.text()


def test_evidence_is_listed_with_its_place_and_can_be_pinned(show, qtbot):
    view = show(replace(TURN, answer="", claims=(), supported="no"))
    row = view.evidence.row(0)
    assert row is not None
    assert "Lease" in row.accessibleName()
    assert "3" in row.accessibleName()
    with qtbot.waitSignal(view.evidence_chosen) as chosen:
        qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert chosen.args == [4, 0]
    menu = row.menu()
    pin = menu.actions()[1]
    with qtbot.waitSignal(view.pin) as pinned:
        pin.trigger()
    assert pinned.args == [4, 11]
    menu.deleteLater()


def test_what_is_not_in_the_documents_looks_different_and_lists_the_nearest(show):
    view = show(replace(TURN, supported="not_found", claims=(), answer="Not found."))
    assert view.box.property("kind") == "not-found"
    assert view.lacking.isVisibleTo(view)
    assert not view.verdict.isVisibleTo(view)
    assert view.evidence.isVisibleTo(view)
    found = show(TURN)
    assert found.box.property("kind") == "answer"
    assert found.evidence.head.text() != view.evidence.head.text()


def test_a_failure_shows_message_and_hint_and_can_be_tried_again(show, qtbot):
    error = InputError("conversation.none", reference="x", count=0)
    view = show(replace(TURN, state="failed", error=error, answer="", claims=()))
    assert error.message() in view.error_text.text()
    assert error.hint() in view.error_text.text()
    with qtbot.waitSignal(view.retry) as retried:
        view.retry_button.click()
    assert retried.args == [4]


@pytest.mark.parametrize("reason", ["cancelled", "length", "loop", "interrupted"])
def test_a_turn_that_did_not_end_by_itself_says_why(reason, show):
    state = "stopped" if reason in {"cancelled", "interrupted"} else "done"
    view = show(replace(TURN, state=state, stopped=reason))
    assert view.note.isVisibleTo(view)
    assert view.retry_button.isVisibleTo(view)


def test_the_way_taken_can_be_changed(show, qtbot):
    view = show(TURN)
    menu = view.chips.menu()
    assert [action.isChecked() for action in menu.actions()] == [True, *[False] * (len(menu.actions()) - 1)]
    with qtbot.waitSignal(view.route_chosen) as chosen:
        menu.actions()[1].trigger()
    assert chosen.args == [4, "summarize"]
    menu.deleteLater()


def test_a_rewritten_question_is_shown_and_can_be_refused(show, qtbot):
    view = show(replace(TURN, rewritten="What is the <i>rent</i> of the lease?"))
    assert "<i>rent</i>" in view.chips.searched.accessibleName()
    with qtbot.waitSignal(view.own_words) as own:
        view.chips.own.click()
    assert own.args == [4]
    assert not show(TURN).chips.searched.isVisibleTo(view)


def test_versions_can_be_walked_through(show, qtbot):
    view = show(replace(TURN, version=2, versions=3))
    with qtbot.waitSignal(view.version_chosen) as later:
        view.chips.after.click()
    assert later.args == [4, 3]
    last = show(replace(TURN, version=3, versions=3))
    assert not last.chips.after.isEnabled()


@pytest.mark.parametrize("name", ["edit", "again", "branch"])
def test_what_can_be_done_with_a_turn_names_it(name, show, qtbot):
    view = show(TURN)
    with qtbot.waitSignal(getattr(view, name)) as done:
        getattr(view, f"{name}_button").click()
    assert done.args == [4]


def test_copies_are_plain_or_have_their_sources(show):
    view = show(TURN)
    view.copy_button.click()
    assert QGuiApplication.clipboard().text() == TURN.answer
    view.cited_button.click()
    assert "[^1]: Lease" in QGuiApplication.clipboard().text()


def test_code_and_tables_are_copied_as_they_are(show):
    view = show(replace(TURN, answer="```\na  b\nc\n```\n\n|x|y|\n|-|-|\n|1|2|", claims=()))
    view.answer.anchorClicked.emit(QUrl("copy:0"))
    assert QGuiApplication.clipboard().text() == "a  b\nc"
    view.answer.anchorClicked.emit(QUrl("copy:1"))
    assert QGuiApplication.clipboard().text() == "x\ty\n1\t2"


def test_a_stream_is_shown_as_the_stored_turn_is(show):
    state = TurnState(4, TURN.question)
    view = show(state)
    for event in (Routed("fact", ""), EvidenceFound(QUOTES, (), True)):
        state.apply(event)
        view.refresh()
    for word in ("First **bold** ", "paragraph.\n\nSecond ", "`code`.\n\nThird"):
        state.apply(Token(word))
        view.grow()
    assert view.answer.document().toPlainText().split("\n") == ["First bold paragraph.", "Second code.", "Third"]
    state.apply(Token("."))
    for event in (
        Verified(TURN.claims, "partly"),
        Done("c", 4, TURN.answer, "partly", TURN.receipt, TURN.seconds),
    ):
        state.apply(event)
    view.state = TurnState.from_turn(TURN)
    view.refresh()
    whole = show(TURN)
    assert view.answer.document().toPlainText() == whole.answer.document().toPlainText()
    assert view.foot.isVisibleTo(view)


def test_a_state_follows_a_failure():
    state = TurnState(1, "q")
    error = InputError("conversation.none", reference="x", count=0)
    state.apply(Token("half"))
    state.apply(Failed(error, "c", 7))
    assert (state.state, state.error, state.answer, state.ordinal) == ("failed", error, "half", 7)


def test_a_long_answer_is_shown_in_part_and_then_further(show, qtbot):
    view = show(replace(TURN, answer="word " * 5_000, claims=()))
    before = view.answer.document().characterCount()
    assert anchors(view.answer) == ["more:0"]
    with qtbot.waitSignal(view.resized):
        view.answer.anchorClicked.emit(QUrl("more:0"))
    assert view.answer.document().characterCount() > 2 * before


def test_a_text_view_loads_nothing_and_goes_nowhere(qtbot):
    view = TextView()
    qtbot.addWidget(view)
    kind = QTextDocument.ResourceType.ImageResource.value
    assert not view.document().resource(kind, QUrl.fromLocalFile(__file__))
    assert not view.openLinks()
    assert not view.openExternalLinks()
    assert view.isReadOnly()


def test_a_link_is_opened_only_after_its_address_was_confirmed(qtbot, show):
    view = show(replace(TURN, answer="[a](https://example.org/x)", claims=()))
    with qtbot.waitSignal(view.link_activated) as got:
        view.answer.anchorClicked.emit(QUrl("link:0"))
    assert got.args == ["https://example.org/x"]
    question = LinkQuestion("https://example.org/x")
    qtbot.addWidget(question)
    assert question.openable
    assert "https://example.org/x" in question.text()
    assert question.textFormat() == Qt.TextFormat.PlainText
    assert question.defaultButton() is question.button(QMessageBox.StandardButton.Cancel)


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "smb://x/y"])
def test_other_addresses_can_only_be_copied(address, qtbot):
    question = LinkQuestion(address)
    qtbot.addWidget(question)
    assert not question.openable
    assert all(question.buttonRole(button) != QMessageBox.ButtonRole.AcceptRole for button in question.buttons())


def test_a_host_in_other_letters_is_shown_in_both_spellings():
    assert "xn--" in shown("https://аpple.com/")
    assert "\u202e" not in shown("https://a.b/\u202egpj.exe")


def test_a_turn_is_as_high_as_its_parts(show):
    view = show(TURN)
    wide, narrow = view.heightForWidth(800), view.heightForWidth(250)
    assert narrow > wide
    view.setGeometry(0, 0, 250, narrow)
    assert view.foot.mapTo(view, QPoint(0, view.foot.height())).y() <= narrow

"""The source pane over a real library: cited words are highlighted, searched, selected, explained and given back."""

from collections.abc import Iterator
from importlib.resources import as_file
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMainWindow
from pytestqt.qtbot import QtBot

from assistant.app import Assistant
from assistant.library.types import DocumentInfo, Scope, Span
from chains.types import Quote
from gui.actions import Actions
from gui.bench.source import is_drawn
from gui.jobs import Jobs
from gui.theme import Themes
from gui.viewer import outside
from gui.viewer.pane import SourcePane
from resources import resource

ASTRAL = "Before it stands 𝄞, and 𠮷 after it. The second sentence is quoted here. A third one follows."


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    files = home / "files"
    files.mkdir()
    (files / "astral.txt").write_text(ASTRAL, "utf-8")
    (files / "long.txt").write_text("\n\n".join(f"Paragraph {n} of a long text. It is dull." for n in range(20_000)))
    with as_file(resource("demo")) as demo:
        for name in ("manual.pdf", "meeting-notes.md", "sales.xlsx"):
            (files / name).write_bytes((demo / name).read_bytes())
    with Assistant.open(home) as assistant:
        assert all(step.error is None for step in assistant.add([files]))
    return home


@pytest.fixture(scope="module")
def assistant(home: Path) -> Iterator[Assistant]:
    with Assistant.open(home) as opened:
        yield opened


class Stage:
    """A pane in a window, and the clicks of a person."""

    def __init__(self, qtbot: QtBot, assistant: Assistant) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.qtbot, self.assistant = qtbot, assistant
        self.jobs = Jobs()
        self.trouble: list[object] = []
        self.jobs.failed.connect(self.trouble.append)
        self.jobs.broken.connect(self.trouble.append)
        self.themes = Themes(application, "light")
        self.window = QMainWindow()
        self.pane = SourcePane(self.jobs, self.themes)
        self.actions = Actions(self.window)
        self.pane.register(self.actions)
        self.pane.open(assistant)
        self.window.setCentralWidget(self.pane)
        self.window.resize(640, 800)
        qtbot.addWidget(self.window)
        self.window.show()

    def document(self, name: str) -> DocumentInfo:
        return self.assistant.library.resolve(name)

    def quote(self, name: str, words: str) -> Quote:
        info = self.document(name)
        start = self.assistant.library.text(info.id).index(words)
        return Quote(info.id, info.title, info.path, None, start, start + len(words), words, 1.0, 0)

    def show(self, quote: Quote, *others: Quote) -> None:
        with self.qtbot.waitSignal(self.pane.shown, timeout=20_000):
            self.pane.show_quote(quote, others)

    def open(self, name: str) -> None:
        with self.qtbot.waitSignal(self.pane.shown, timeout=20_000):
            self.pane.show_document(self.document(name).id)

    def close(self) -> None:
        self.pane.clear()
        self.jobs.close()
        assert self.jobs.wait_all(10)
        assert self.trouble == []


@pytest.fixture
def stage(qtbot: QtBot, assistant: Assistant) -> Iterator[Stage]:
    stage = Stage(qtbot, assistant)
    yield stage
    stage.close()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("manual", "Pull the plug before you clean the machine, and never put it into water."),
        ("meeting", "| Other | 226 | 21 % | 6 h |"),
        ("sales.xlsx", "2024-09-01 | 26,111 | 17,747"),
        ("astral", "and 𠮷 after it. The second sentence"),
        ("long", "Paragraph 19990 of a long text."),
    ],
)
def test_the_highlighted_words_are_the_quoted_ones(stage: Stage, name: str, words: str) -> None:
    stage.show(stage.quote(name, words))
    assert stage.pane.highlighted_text == words


def test_a_quote_over_several_lines_of_a_page_is_highlighted_whole(stage: Stage) -> None:
    words = "Children of eight years and more may use it when an adult has shown them how."
    stage.show(stage.quote("manual", words))
    assert stage.pane.highlighted_text == words
    stage.actions["source.as_text"].trigger()
    assert not stage.pane.view.as_pages
    assert stage.pane.highlighted_text == words


def test_the_other_quotes_of_an_answer_are_stepped_through_across_documents(stage: Stage) -> None:
    first = stage.quote("manual", "Wash the water tank")
    second = stage.quote("astral", "The second sentence")
    stage.show(first, first, second)
    with stage.qtbot.waitSignal(stage.pane.shown, timeout=20_000):
        stage.actions["source.citation_next"].trigger()
    assert stage.pane.highlighted_text == second.text
    assert stage.pane.header.citation.text() == "2/2"
    with stage.qtbot.waitSignal(stage.pane.shown, timeout=20_000):
        stage.actions["source.citation_before"].trigger()
    assert stage.pane.highlighted_text == first.text


def test_pages_are_drawn_sharply_and_kept_in_bounds(stage: Stage) -> None:
    stage.open("manual")
    stage.qtbot.waitUntil(lambda: is_drawn(stage.pane), timeout=20_000)
    before = stage.pane.view.factor
    stage.actions["source.larger"].trigger()
    assert stage.pane.view.factor > before
    stage.qtbot.waitUntil(lambda: is_drawn(stage.pane), timeout=20_000)
    stage.pane.header.page.setValue(4)
    assert stage.pane.view.page == 4
    stage.qtbot.waitUntil(lambda: is_drawn(stage.pane), timeout=20_000)
    assert 0 < stage.pane.view.pages.images.bytes < 200_000_000


def test_words_are_found_counted_and_gone_to(stage: Stage) -> None:
    stage.open("manual")
    stage.actions["source.find"].trigger()
    stage.pane.find_bar.field.setText("WATER")
    stage.qtbot.waitUntil(lambda: stage.pane.search.count > 5, timeout=20_000)
    text = stage.assistant.library.text(stage.document("manual").id).lower()
    assert stage.pane.search.count == text.count("water")
    first = stage.pane.search.current
    stage.actions["source.find_next"].trigger()
    assert stage.pane.search.current != first
    stage.actions["source.find_before"].trigger()
    assert stage.pane.search.current == first
    stage.qtbot.keyClick(stage.pane.find_bar.field, Qt.Key.Key_Escape)
    assert not stage.pane.find_bar.isVisible()
    stage.qtbot.waitUntil(lambda: stage.pane.search.count == 0, timeout=20_000)


def test_words_dragged_over_on_a_page_are_copied_as_they_are_stored(stage: Stage) -> None:
    words = "Pull the plug before you clean the machine"
    quote = stage.quote("manual", words)
    stage.show(quote)
    pages = stage.pane.view.pages
    rects = stage.assistant.library.rectangles(quote.document_id, quote.start, quote.end)
    place = pages._geometry.on_widget(rects[0].page - 1, rects[0]).translated(-QPointF(pages._offset()))
    viewport, middle = pages.viewport(), place.center().y()
    stage.qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=QPointF(place.left() + 0.5, middle).toPoint())
    stage.qtbot.mouseMove(viewport, QPointF(place.right(), middle).toPoint())
    stage.qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=QPointF(place.right(), middle).toPoint())
    assert stage.pane.selection == Span(quote.document_id, quote.start, quote.end)
    stage.actions["source.copy"].trigger()
    assert QGuiApplication.clipboard().text() == words


def test_selected_text_counts_code_points(stage: Stage) -> None:
    quote = stage.quote("astral", "second sentence")
    stage.show(quote)
    edit = stage.pane.view.text.edit
    edit.moveCursor(QTextCursor.MoveOperation.Start)
    assert edit.find("second sentence")
    assert stage.pane.selection == Span(quote.document_id, quote.start, quote.end)


def test_why_not_this_says_where_the_words_stood_and_gives_them_as_evidence(stage: Stage) -> None:
    quote = stage.quote("manual", "Pull the plug before you clean the machine")
    stage.show(quote)
    span = Span(quote.document_id, quote.start, quote.end)
    stage.pane.view.pages._select((span.start, span.end))
    stage.actions["source.why"].trigger()
    assert "No question" in stage.pane.why.verdict.text()
    stage.pane.set_question("Which sheet has the revenue of the East?", Scope())
    stage.actions["source.why"].trigger()
    stage.qtbot.waitUntil(lambda: stage.pane.why.use_button.isEnabled(), timeout=30_000)
    assert stage.pane.why.verdict.text().startswith("✗")
    with stage.qtbot.waitSignal(stage.pane.use_as_evidence) as told:
        stage.qtbot.mouseClick(stage.pane.why.use_button, Qt.MouseButton.LeftButton)
    assert told.args == [span]


def test_a_file_that_is_gone_leaves_its_text_and_the_quote(stage: Stage, home: Path) -> None:
    words = "Wash the water tank"
    file = home / "files" / "manual.pdf"
    file.rename(home / "elsewhere.pdf")
    try:
        stage.show(stage.quote("manual", words))
        stage.qtbot.waitUntil(lambda: not stage.pane.view.as_pages, timeout=20_000)
        assert stage.pane.note.isVisible()
        assert "manual.pdf" in stage.pane.note.text()
        assert stage.pane.highlighted_text == words
        assert not stage.actions["source.outside"].isEnabled()
    finally:
        (home / "elsewhere.pdf").rename(file)


def test_a_document_that_is_not_in_the_library_is_said_to_be_gone(stage: Stage) -> None:
    stage.pane.show_document("0" * 64)
    stage.qtbot.waitUntil(lambda: stage.pane.message.property("kind") == "negative", timeout=20_000)
    assert stage.pane.opened is None
    assert not stage.actions["source.find"].isEnabled()


def test_a_long_text_is_laid_out_in_part_and_reached_as_a_whole(stage: Stage) -> None:
    stage.open("long")
    view = stage.pane.view.text
    assert view.edit.document().characterCount() < 100_000
    assert view.bar.isVisible()
    last = len(stage.assistant.library.text(stage.document("long").id))
    view.bar.setValue(last - 1000)
    assert abs(view.position - last) < 5000
    top = view.position
    for _ in range(40):  # up over the edge of what is laid out, without a jump
        view.edit.verticalScrollBar().setValue(view.edit.verticalScrollBar().value() - 400)
        assert 0 <= top - view.position < 5000
        top = view.position


def test_the_list_of_thumbnails_is_a_sound_model(stage: Stage) -> None:
    stage.open("manual")
    stage.actions["source.thumbnails"].trigger()
    model = stage.pane.view.thumbnails.pages
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert model.rowCount() == 5
    stage.qtbot.waitUntil(lambda: stage.pane.view.pages.images.has(*model.wish(1)), timeout=20_000)
    stage.pane.view.thumbnails.chosen.emit(3)
    assert stage.pane.view.page == 3
    stage.open("astral")
    assert tester.model() is model
    assert not stage.pane.view.thumbnails.isVisible()


@pytest.mark.parametrize(("name", "opens"), [("a.pdf", True), ("a.PNG", True), ("a.sh", False), ("a.desktop", False)])
def test_only_what_is_named_as_a_document_is_opened(name: str, opens: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(outside.QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) is None)
    assert outside.open_file(f"/folder/{name}")
    assert opened == [f"/folder/{name}" if opens else "/folder"]


def test_every_control_has_a_name_and_no_shortcut_clashes(stage: Stage) -> None:
    from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QLineEdit

    stage.open("manual")
    stage.actions["source.find"].trigger()
    for kind in (QAbstractButton, QAbstractSpinBox, QLineEdit):
        for control in stage.pane.findChildren(kind):
            if control.isVisible() and not isinstance(control.parent(), QAbstractSpinBox | QLineEdit):
                assert control.accessibleName() or getattr(control, "text", str)(), control
    assert stage.actions.clashes() == {}


def test_a_file_that_came_back_is_shown_as_pages_again(stage: Stage, home: Path) -> None:
    file = home / "files" / "manual.pdf"
    file.rename(home / "elsewhere.pdf")
    try:
        stage.open("manual")
        stage.qtbot.waitUntil(lambda: not stage.pane.view.as_pages, timeout=20_000)
    finally:
        (home / "elsewhere.pdf").rename(file)
    stage.actions["source.as_text"].trigger()
    stage.qtbot.waitUntil(lambda: is_drawn(stage.pane), timeout=20_000)

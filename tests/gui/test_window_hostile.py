"""A window full of hostile names: a document, a model file and a link are data, wherever they are shown or lead."""

import os
import struct
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QMimeData, QModelIndex, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QTextDocument
from PySide6.QtWidgets import QApplication, QLabel, QSplitter, QTextEdit, QWidget

from assistant.app import Assistant
from assistant.bench.scripted import Scene, ScriptedModels
from assistant.paths import Paths
from assistant.settings import load_settings
from gui.bench.windows import make_window
from gui.chat.links import LinkQuestion, shown
from gui.dropped import local_files
from gui.library.failures import FailuresDialog
from gui.library.report import ReportDialog
from gui.main_window import MainWindow
from gui.models.chooser import ModelChooser
from gui.plain_text import PlainText
from gui.state import WindowState
from gui.viewer import outside
from gui.viewer.zoom import FIT_PAGE, FIT_WIDTH, LARGEST, SMALLEST

LONG = 60_000
BAIT = "http://127.0.0.1:9/x"
TAGS = f'<img src="{BAIT}"><b>bold</b> &amp; <a href="{BAIT}">go</a>'
HOSTILE = f"{TAGS} \u202egnp.txt \x07\x1b[31m\n<h1>second</h1> " + "w" * 10_000
# What a tooltip may be made of: escaped text that keeps its lines.
HARMLESS_TAGS = {"qt", "p", "br"}


def gguf(pairs: dict[str, str | int]) -> bytes:
    """A model file that is nothing but a header."""

    def text(value: str) -> bytes:
        return struct.pack("<Q", len(value.encode())) + value.encode()

    body = b"".join(
        text(key) + (struct.pack("<I", 8) + text(value) if isinstance(value, str) else struct.pack("<IQ", 10, value))
        for key, value in pairs.items()
    )
    return b"GGUF" + struct.pack("<IQQ", 3, 1, len(pairs)) + body + text("w") + struct.pack(
        "<I4QIQ", 4, *[2**63] * 4, 0, 0
    )  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library in which every name is hostile."""
    home = tmp_path_factory.mktemp("hostile")
    files = home / "files"
    files.mkdir()
    for number, name in enumerate(
        ("<img src=x onerror=a> & <b>b.md", "-rf \u202egnp.exe\n<b>two.txt", "&copy; &<u>\x1b[31m.txt", "<b>torn.pdf")
    ):
        words = f"# {TAGS}\n\nThe deposit of <b>hut</b> {number} is 900 euros. {TAGS}\n" + f"{TAGS} hut. " * 20
        (files / name).write_text(words, "utf-8")
    (home / "models").mkdir()
    numbers = ("context_length", "block_count", "attention.head_count", "attention.key_length", "embedding_length")
    claims = {f"general.{key}": HOSTILE for key in ("name", "license", "license.link", "author", "organization")}
    known = {f"llama.{key}": 2**63 for key in numbers}
    (home / "models" / "<b>claims.gguf").write_bytes(gguf({**claims, "general.architecture": "llama", **known}))
    os.mkfifo(home / "models" / "<i>pipe.gguf")
    with Assistant.open(home) as assistant:
        list(assistant.add(sorted(files.iterdir()), collection=f'<img src="{BAIT}"> & <b>A'))
        for info in assistant.library.documents()[:2]:
            assistant.rename(info.id, TAGS)
    return home


@pytest.fixture
def window(home: Path, qtbot) -> Iterator[MainWindow]:
    paths = Paths(home)
    settings = load_settings(paths.settings, {})

    def script(_: object) -> Scene:
        return Scene([f"The deposit is 900 euros [1]. {TAGS} ![x]({BAIT}) ", HOSTILE], 0.0)

    made = make_window(home, lambda: Assistant(paths, settings, ScriptedModels(settings, paths.cache, script)))
    qtbot.addWidget(made, before_close_func=MainWindow.close_now)
    qtbot.waitUntil(lambda: made.ready and bool(made.library.documents), timeout=LONG)
    yield made


class _Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.add(tag)


def acts(text: str) -> bool:
    """Whether Qt, which decides by itself what is HTML, could make more of a text than words."""
    return not _Tags(text).found <= HARMLESS_TAGS


def rows(model: QAbstractItemModel, parent: QModelIndex = QModelIndex()) -> Iterator[QModelIndex]:  # noqa: B008 - Qt's
    for row in range(min(200, model.rowCount(parent))):
        column = 0
        while (index := model.index(row, column, parent)).isValid():  # a list tells nobody how many columns it has
            yield index
            column += 1
        yield from rows(model, model.index(row, 0, parent))


def interpreted(top: QWidget, bait: Path) -> list[str]:
    """The places of a window where a name is more than a name."""
    found = []
    for widget in [top, *top.findChildren(QWidget)]:
        kind = type(widget).__name__
        if isinstance(widget, QLabel) and widget.textFormat() != Qt.TextFormat.PlainText:
            found += [f"{kind}.text: {widget.text()[:60]}"] * ("<" in widget.text())
        for what in ("toolTip", "statusTip", "whatsThis"):
            found += [f"{kind}.{what}"] * acts(getattr(widget, what)())
        found += [f"{kind}: {action.text()[:60]}" for action in widget.actions() if acts(action.toolTip())]
        if isinstance(widget, QTextEdit):
            read = widget.document().resource(QTextDocument.ResourceType.ImageResource, QUrl.fromLocalFile(str(bait)))
            found += [f"{kind} reads files"] * bool(read)
        model = getattr(widget, "model", None)
        model = model() if callable(model) and hasattr(widget, "itemDelegate") else None
        if isinstance(model, QAbstractItemModel):
            tips = [str(index.data(Qt.ItemDataRole.ToolTipRole) or "") for index in rows(model)]
            found += [f"{kind} row: {tip[:60]}" for tip in tips if acts(tip)]
    found += ["title"] * any(not letter.isprintable() for letter in top.windowTitle())
    return found


@pytest.fixture
def bait(tmp_path: Path) -> Path:
    file = tmp_path / "bait.png"
    file.write_bytes(b"not for a text to read")
    return file


def test_no_name_is_more_than_a_name_anywhere_in_the_window(window: MainWindow, home: Path, bait: Path, qtbot):
    conversation = window.conversation
    qtbot.waitUntil(lambda: len(window.library.documents) == 3, timeout=LONG)
    conversation.composer.field.setPlainText(f"What is the deposit of the hut? {TAGS}")
    conversation.composer.send_button.click()
    done = lambda: not conversation.asking and len(conversation.open_one.turns) == 1  # noqa: E731 - used twice
    qtbot.waitUntil(done, timeout=LONG)
    (turn,) = conversation.open_one.turns
    assert turn.evidence
    assistant = window._assistant
    assert assistant is not None
    assistant.conversations.rename(conversation.conversation, HOSTILE[:400])
    conversation.drawer.refresh()
    conversation.toggle_list()
    window.source.show_quote(turn.evidence[0], turn.evidence)
    qtbot.waitUntil(lambda: window.source.opened is not None, timeout=LONG)
    conversation.receipts.open_turn(turn.ordinal)
    window.banners.show_bug(HOSTILE)
    window.palette_.open()
    QApplication.processEvents()
    assert interpreted(window, bait) == []


def test_no_name_is_more_than_a_name_in_the_dialogs(window: MainWindow, home: Path, bait: Path, qtbot):
    assistant = window._assistant
    assert assistant is not None
    failed = window.library._contents.failed
    assert [file.state for file in failed] == ["failed"]
    language, themes = "en", window._themes
    for info in assistant.library.documents():
        dialog = ReportDialog(assistant.library.report(info.id), themes, window)
        qtbot.addWidget(dialog)
        assert interpreted(dialog, bait) == []
    failures = FailuresDialog(failed, language, themes, window)
    qtbot.addWidget(failures)
    failures.list.setCurrentRow(0)
    assert "<b>torn" in failures.why.toPlainText()
    assert interpreted(failures, bait) == []
    question = LinkQuestion(f"https://{HOSTILE}", window)
    qtbot.addWidget(question)
    assert interpreted(question, bait) == []


def test_what_a_model_file_claims_is_shown_as_it_is_and_a_pipe_keeps_nobody_waiting(window: MainWindow, bait, qtbot):
    assistant = window._assistant
    chooser = ModelChooser(assistant, window.jobs, window._themes, window)
    qtbot.addWidget(chooser)
    names = [chooser.models.item(row).text() for row in range(chooser.models.count())]
    chooser.models.setCurrentRow(names.index("<b>claims.gguf"))
    qtbot.waitUntil(lambda: "&lt;img" in chooser.card.name.toolTip(), timeout=LONG)
    assert interpreted(chooser, bait) == []
    chooser.offer(assistant.paths.models / "<i>pipe.gguf")
    qtbot.waitUntil(lambda: not chooser.unreadable.isHidden(), timeout=LONG)
    chooser.offer(Path("/dev/zero"))
    chooser.offer(Path("a\0b.gguf"))
    qtbot.waitUntil(lambda: window.jobs.running == 0, timeout=LONG)
    assert "b.gguf" in chooser.unreadable.toPlainText()
    assert interpreted(chooser, bait) == []


def test_a_text_that_is_shown_reads_no_file(bait: Path, qtbot):
    label = PlainText(f"<img src='{bait}'>")
    qtbot.addWidget(label)
    read = label.document().resource(QTextDocument.ResourceType.ImageResource, QUrl.fromLocalFile(str(bait)))
    assert not read


# --- where links and files lead ---


@pytest.mark.parametrize(
    ("address", "openable", "host"),
    [
        ("https://bank.example@evil.example/login", True, "evil.example"),
        ("https://bank.example" + "." * 1 + "a" * 900 + "@evil.example/" + "b" * 900, True, "evil.example"),
        ("mailto:a@b.example?attach=/etc/passwd", False, ""),
        ("mailto:a@b.example?subject=x&%61ttachment=/etc/passwd", False, ""),
        ("mailto:a@b.example?subject=x", True, ""),
        ("\tjavascript:alert(1)", False, ""),
        ("java\nscript:alert(1)", False, ""),
        ("https://exa mple.org/", False, ""),
        ("http:\\\\evil.example", False, ""),
    ],
)
def test_a_link_says_where_it_leads_and_brings_no_file(address: str, openable: bool, host: str, qtbot):
    question = LinkQuestion(address)
    qtbot.addWidget(question)
    assert question.openable is openable
    if host:
        assert shown(address).endswith(host)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would have been given to the desktop: no test opens another program."""
    urls: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: urls.append(url.toLocalFile()) or True)
    return urls


def test_only_a_document_is_opened_in_its_own_program(tmp_path: Path, opened: list[str]):
    safe = tmp_path / "-rf paper.pdf"
    safe.write_bytes(b"%PDF-1.4")
    for name in ("run.desktop", "page.html", "macros.xlsm", "plain", "script.sh", "run.exe"):
        (tmp_path / name).write_text("x", "utf-8")
    (tmp_path / "link.pdf").symlink_to(tmp_path / "run.desktop")
    (tmp_path / "circle.pdf").symlink_to(tmp_path / "circle.pdf")
    (tmp_path / "folder.pdf").mkdir()
    os.mkfifo(tmp_path / "pipe.pdf")
    assert outside.open_file(str(safe))
    assert opened == [str(safe)]
    refused = [file.name for file in tmp_path.iterdir() if not outside.may_be_opened(str(file))]
    assert len(refused) == len(list(tmp_path.iterdir())) - 1
    outside.open_file(str(tmp_path / "link.pdf"))
    assert opened[1:] == [str(tmp_path)]


def test_only_files_of_this_machine_are_taken_from_what_is_dropped():
    mime = QMimeData()
    addresses = ["http://e.org/x.pdf", "file://host/share/x.pdf", "file:////host/x.pdf", "smb://h/x", "file:", "", "x"]
    mime.setUrls([QUrl(address) for address in [*addresses, "file:///here.pdf"]])
    assert local_files(mime) == [Path("/here.pdf")]


# --- what was kept ---


def test_hostile_values_of_the_kept_state_read_as_their_defaults(tmp_path: Path, qtbot):
    values = (
        "@Variant(\\0\\0\\0\\x46\\0\\xff\\xff\\xff\\xff)", "@ByteArray(\\x1\\xd9\\xd0\\xcb\\0\\x3\\0\\0\\x7f\\xff)",
        "@Invalid()", "@Rect(1 2 3)", "@DateTime(\\0)", "9" * 6000 + "," + "9" * 6000, "<img src=x>", "\\x202e",
        "@Variant(\\0\\0\\0\\t\\x7f\\xff\\xff\\xff)", "@Variant(\\0\\0\\0\\n\\xff\\xff\\xff\\xf0)",
        "@Variant(\\0\\0\\0\\xb\\0\\0\\0\\x1)",
    )  # fmt: skip
    for value in values:
        (tmp_path / "window.ini").write_text(
            f"[look]\ntheme={value}\nzoom={value}\n[window]\ngeometry={value}\n[splitters]\nmain={value}\n"
            f"[folded]\nlibrary={value}\n[last]\nconversation={value}\n[recent]\nactions={value}\n",
            "latin-1",
        )
        state = WindowState(tmp_path)
        widget = QSplitter()
        qtbot.addWidget(widget)
        assert state.theme == "system"
        assert state.zoom == 100
        assert state.sizes("main", 2) == []
        assert state.folded("library") is False
        assert all(isinstance(name, str) for name in state.recent("actions"))
        assert state.conversation is None or isinstance(state.conversation, str)
        state.restore_window(widget)


# --- pages ---


def pdf(box: str, pages: int) -> bytes:
    """A PDF without a table of its objects, which a reader makes anew."""
    kids = " ".join(f"{number} 0 R" for number in range(10, 10 + pages))
    words = b"BT /F1 12 Tf 1 1 Td (A page of its own size) Tj ET"
    page = f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Resources<</Font<</F1 3 0 R>>>>/Contents 4 0 R>>"
    things = {1: "<</Type/Catalog/Pages 2 0 R>>", 2: f"<</Type/Pages/Kids[{kids}]/Count {pages}>>"}
    things |= {3: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"} | {10 + at: page for at in range(pages)}
    body = "".join(f"{number} 0 obj\n{thing}\nendobj\n" for number, thing in things.items())
    content = b"4 0 obj\n<</Length %d>>stream\n%s\nendstream\nendobj\n" % (len(words), words)
    return b"%PDF-1.4\n" + body.encode() + content + b"trailer<</Size 1000/Root 1 0 R>>\n%%EOF"


@pytest.mark.parametrize(
    ("box", "pages"), [("0 0 1 1000000000", 1), ("0 0 1000000000 1", 1), ("0 0 1e30 1e30", 1), ("0 0 14400 1e8", 300)]
)
def test_a_page_of_any_size_is_shown_at_any_zoom(box: str, pages: int, tmp_path: Path, qtbot):
    file = tmp_path / "pages.pdf"
    file.write_bytes(pdf(box, pages))
    with Assistant.open(tmp_path / "home") as assistant:
        assert [step.error for step in assistant.add([file]) if step.error is not None] == []
    window = make_window(tmp_path / "home")
    qtbot.addWidget(window, before_close_func=MainWindow.close_now)
    broken: list[str] = []
    window.jobs.broken.connect(broken.append)
    qtbot.waitUntil(lambda: window.ready and bool(window.library.documents), timeout=LONG)
    window.source.show_document(window.library.documents[0].id)
    qtbot.waitUntil(lambda: window.source.opened is not None, timeout=LONG)
    view = window.source.view
    for zoom in (LARGEST, FIT_WIDTH, FIT_PAGE, SMALLEST, LARGEST):
        view.set_zoom(zoom)
        qtbot.keyClick(view.pages, Qt.Key.Key_End)
        view.pages.go_to(pages)
        window.grab()
    qtbot.waitUntil(lambda: window.jobs.running == 0, timeout=LONG)
    assert broken == []

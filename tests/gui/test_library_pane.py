"""The library pane with a real library, real readers and real files, offscreen."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QLineEdit, QMainWindow

from assistant.library.types import Scope
from gui.actions import Actions
from gui.library.failures import FailuresDialog
from gui.library.pane import LibraryPane
from gui.library.report import ReportDialog
from gui.library.tree import DOCUMENTS_TYPE, ItemRole
from tests.gui.heartbeat import Heartbeat

LONG = 60_000
CHECK = Qt.ItemDataRole.CheckStateRole


@pytest.fixture
def pane(qtbot, themes, assistant, jobs) -> Iterator[LibraryPane]:
    window = QMainWindow()
    qtbot.addWidget(window)
    made = LibraryPane(jobs, themes)
    window.setCentralWidget(made)
    actions = Actions(window)
    made.register(actions)
    window.resize(320, 600)
    window.show()
    made.open(assistant)
    yield made
    assert actions.clashes() == {}


def files_in(folder: Path, count: int, text: str = "The rent of flat {} is due in May.") -> list[Path]:
    folder.mkdir(exist_ok=True)
    made = [folder / f"note {number}.txt" for number in range(count)]
    for number, file in enumerate(made):
        file.write_text(text.format(number))
    return made


def settle(qtbot, pane: LibraryPane, documents: int) -> None:
    def settled() -> bool:
        return len(pane.documents) == documents and not pane.busy and not pane.progress.isVisible()

    qtbot.waitUntil(settled, timeout=LONG)


def titles(pane: LibraryPane) -> set[str]:
    return {info.title for info in pane.documents}


def test_an_empty_library_invites_to_add_and_files_dropped_on_it_become_documents(pane, qtbot, tmp_path):
    qtbot.waitUntil(lambda: pane._empty.isVisible(), timeout=LONG)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files_in(tmp_path / "in", 3)])
    assert pane.accepts(mime)
    with qtbot.waitSignal(pane.busy_changed, timeout=LONG), qtbot.waitSignal(pane.library_changed, timeout=LONG):
        pane.drop(mime)
    settle(qtbot, pane, 3)
    assert pane.view.isVisible()
    assert titles(pane) == {"note 0", "note 1", "note 2"}


def test_a_model_among_the_files_is_offered_and_not_added(pane, qtbot, tmp_path):
    with qtbot.waitSignal(pane.model_offered, timeout=1000) as offered:
        pane.add([tmp_path / "big.GGUF", *files_in(tmp_path / "in", 1)])
    assert offered.args[0] == tmp_path / "big.GGUF"
    settle(qtbot, pane, 1)


def test_what_cannot_be_read_is_listed_with_the_reason_retried_and_forgotten(pane, qtbot, tmp_path, assistant):
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.7 nothing")
    pane.add([bad])
    qtbot.waitUntil(lambda: pane.failed.isVisible() and not pane.busy, timeout=LONG)
    row = pane.tree.index(0, 0, pane.tree.index_of("failed:"))
    assert "bad.pdf" in row.data(Qt.ItemDataRole.AccessibleTextRole)
    pane._commands.show_failures()
    (dialog,) = pane.window().findChildren(FailuresDialog)
    assert dialog.list.count() == 1
    assert "bad.pdf" in dialog.why.toPlainText()
    bad.unlink()
    bad.write_text("This is a text after all. " * 5)
    bad.rename(bad.with_suffix(".txt"))
    dialog.forget.click()
    qtbot.waitUntil(lambda: not pane.failed.isVisible(), timeout=LONG)
    assert assistant.library.queue() == []


def test_a_failed_file_that_was_mended_is_read_again(pane, qtbot, tmp_path):
    bad = tmp_path / "bad.txt"
    bad.write_bytes(b"")
    pane.add([bad])
    qtbot.waitUntil(lambda: pane.failed.isVisible() and not pane.busy, timeout=LONG)
    bad.write_text("Now it says something.")
    pane._feed.retry()
    settle(qtbot, pane, 1)
    qtbot.waitUntil(lambda: not pane.failed.isVisible(), timeout=LONG)


def test_pausing_keeps_what_waits_and_going_on_reads_it(pane, qtbot, tmp_path, assistant):
    pane.pause()
    pane.add(files_in(tmp_path / "in", 5))
    qtbot.waitUntil(lambda: len(assistant.library.waiting()) == 5, timeout=LONG)
    qtbot.waitUntil(lambda: pane.progress.isVisible(), timeout=LONG)
    assert not pane.busy
    assert len(pane.tree.index_of("queue:").data(Qt.ItemDataRole.DisplayRole)) > 0
    pane.progress.hold.click()
    settle(qtbot, pane, 5)


def test_files_that_wait_can_be_cancelled_one_by_one_and_all(pane, qtbot, tmp_path, assistant):
    pane.pause()
    pane.add(files_in(tmp_path / "in", 5))
    qtbot.waitUntil(lambda: pane.tree.rowCount(pane.tree.index_of("queue:")) == 5, timeout=LONG)
    first = pane.tree.index(0, 0, pane.tree.index_of("queue:"))
    pane.view.setCurrentIndex(first)
    pane._commands.remove.trigger()
    qtbot.waitUntil(lambda: len(assistant.library.waiting()) == 4, timeout=LONG)
    pane.progress.cancel.click()
    qtbot.waitUntil(lambda: not assistant.library.waiting(), timeout=LONG)
    qtbot.waitUntil(lambda: not pane.tree.index_of("queue:").isValid(), timeout=LONG)


def test_cancelling_all_while_files_are_read_ends_the_work(pane, qtbot, tmp_path, assistant):
    pane.add(files_in(tmp_path / "in", 60))
    qtbot.waitUntil(lambda: len(pane.documents) > 1, timeout=LONG)
    pane.progress.cancelled.emit()
    qtbot.waitUntil(lambda: not pane.busy and not pane.progress.isVisible(), timeout=LONG)
    assert assistant.library.waiting() == []
    assert assistant.check().ok


def test_a_document_is_renamed_in_its_row_and_the_name_taken_back(pane, qtbot, tmp_path):
    pane.add(files_in(tmp_path / "in", 1))
    settle(qtbot, pane, 1)
    pane.select(pane.documents[0].id)
    pane._commands.rename.trigger()
    editor = pane.view.findChild(QLineEdit)
    editor.setText("Flat 0")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: titles(pane) == {"Flat 0"}, timeout=LONG)
    pane.undo()
    qtbot.waitUntil(lambda: titles(pane) == {"note 0"}, timeout=LONG)


def test_a_removed_document_is_gone_at_once_and_undo_brings_it_back_with_its_chunks(pane, qtbot, tmp_path, assistant):
    pane.add(files_in(tmp_path / "in", 3), "Flats")
    settle(qtbot, pane, 3)
    document = pane.documents[1]
    chunks = assistant.library.chunks_of(document.id)
    pane.view.expandAll()
    pane.select(document.id)
    pane.window().activateWindow()
    pane.view.setFocus()
    qtbot.waitUntil(pane.view.hasFocus, timeout=LONG)
    qtbot.keyClick(pane.view, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: len(pane.documents) == 2 and pane.undo_strip.isVisible(), timeout=LONG)
    for file in (tmp_path / "in").iterdir():
        file.unlink()  # nothing is read again
    pane.undo_strip.button.click()
    qtbot.waitUntil(lambda: len(pane.documents) == 3, timeout=LONG)
    assert assistant.library.chunks_of(document.id) == chunks
    assert assistant.library.document(document.id).collections == ("Flats",)
    assert not pane.undo_strip.isVisible()
    assert assistant.check().ok


def test_collections_are_made_filled_renamed_deleted_and_all_of_it_undone(pane, qtbot, tmp_path, assistant):
    pane.add(files_in(tmp_path / "in", 2))
    settle(qtbot, pane, 2)

    def groups() -> dict[str, int]:
        return {info.name: info.documents for info in assistant.library.collections()}

    edits, documents = pane._edits, pane.documents
    for change, after in (
        (lambda: edits.create_collection("A"), {"A": 0}),
        (lambda: edits.collect("A", documents), {"A": 2}),
        (lambda: edits.collect("B", pane.documents[:1], out_of="A"), {"A": 1, "B": 1}),
        (lambda: edits.rename_collection("A", "C"), {"B": 1, "C": 1}),
        (lambda: edits.delete_collection("C", [i for i in pane.documents if "C" in i.collections]), {"B": 1}),
    ):
        change()
        qtbot.waitUntil(lambda after=after: groups() == after, timeout=LONG)
        qtbot.waitUntil(
            lambda: (
                {i.id: i.collections for i in pane.documents}
                == {i.id: i.collections for i in assistant.library.documents()}
            ),
            timeout=LONG,
        )
    for before in ({"B": 1, "C": 1}, {"A": 1, "B": 1}, {"A": 2, "B": 0}, {"A": 0, "B": 0}):
        pane.undo()
        qtbot.waitUntil(lambda before=before: groups() == before, timeout=LONG)


def test_documents_dropped_on_a_collection_are_put_into_it(pane, qtbot, tmp_path, assistant):
    pane.add(files_in(tmp_path / "in", 2))
    assistant.library.create_collection("A")
    settle(qtbot, pane, 2)
    qtbot.waitUntil(lambda: pane.tree.index_of("collection:A").isValid(), timeout=LONG)
    pane.view.selectAll()
    index = pane.tree.index_of("collection:A")
    mime = pane.tree.mimeData(pane.view.selectedIndexes())
    assert mime.hasFormat(DOCUMENTS_TYPE)
    pane.tree.dropMimeData(mime, Qt.DropAction.CopyAction, -1, -1, index)
    qtbot.waitUntil(lambda: assistant.library.collections()[0].documents == 2, timeout=LONG)


def test_files_dropped_on_a_collection_are_added_into_it(pane, qtbot, tmp_path, assistant):
    assistant.library.create_collection("A")
    pane.refresh()
    qtbot.waitUntil(lambda: pane.tree.index_of("collection:A").isValid(), timeout=LONG)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files_in(tmp_path / "in", 1)])
    pane.tree.dropMimeData(mime, Qt.DropAction.CopyAction, -1, -1, pane.tree.index_of("collection:A"))
    settle(qtbot, pane, 1)
    assert pane.documents[0].collections == ("A",)


def test_ticks_set_the_scope_of_questions_and_are_told(pane, qtbot, tmp_path):
    pane.add(files_in(tmp_path / "in", 3), "Flats")
    settle(qtbot, pane, 3)
    with qtbot.waitSignal(pane.scope_changed, timeout=1000) as changed:
        pane.tree.setData(pane.tree.index_of("collection:Flats"), Qt.CheckState.Checked, CHECK)
    assert changed.args[0].scope == Scope(collections=("Flats",))
    pane.clear_ticks()
    one = pane.documents[0].id
    with qtbot.waitSignal(pane.scope_changed, timeout=1000) as changed:
        pane.tree.setData(pane.tree.index_of(one), Qt.CheckState.Checked, CHECK)
    assert (changed.args[0].scope, changed.args[0].ticked, changed.args[0].total) == (Scope(documents=(one,)), 1, 3)
    assert pane._scope.isVisible()
    pane.clear_ticks()
    assert pane.scope.scope == Scope()


def test_enter_and_double_click_open_a_document(pane, qtbot, tmp_path):
    pane.add(files_in(tmp_path / "in", 1))
    settle(qtbot, pane, 1)
    pane.select(pane.documents[0].id)
    with qtbot.waitSignal(pane.open_document, timeout=1000) as opened:
        qtbot.keyClick(pane.view, Qt.Key.Key_Return)
    assert opened.args[0] == pane.documents[0].id
    place = pane.view.visualRect(pane.view.currentIndex()).center()
    with qtbot.waitSignal(pane.open_document, timeout=1000):
        qtbot.mouseDClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_a_filter_that_fits_nothing_says_so_and_is_cleared(pane, qtbot, tmp_path):
    pane.add(files_in(tmp_path / "in", 3))
    settle(qtbot, pane, 3)
    pane.focus_filter()
    qtbot.keyClicks(pane.filter, "note 2")
    assert pane.tree.rowCount() == 2
    qtbot.keyClicks(pane.filter, "zz")
    assert pane._nothing.isVisible()
    pane._nothing.cleared.emit()
    assert pane.tree.rowCount() == 4


def test_a_pasted_text_is_a_document_and_its_copy_goes_with_it(pane, qtbot, assistant):
    QGuiApplication.clipboard().setText("# Plan\n\nWe meet on the harbour at nine.")
    pane.paste()
    settle(qtbot, pane, 1)
    assert pane.documents[0].format == "markdown"
    (kept,) = assistant.paths.pasted.iterdir()
    pane.select(pane.documents[0].id)
    pane._commands.remove.trigger()
    qtbot.waitUntil(lambda: not kept.exists() and not pane.documents, timeout=LONG)
    pane.undo()
    qtbot.waitUntil(lambda: kept.exists() and len(pane.documents) == 1, timeout=LONG)


def test_a_pasted_picture_stands_in_the_queue_as_a_file(pane, qtbot, assistant):
    pane.pause()
    picture = QImage(40, 20, QImage.Format.Format_RGB32)
    picture.fill(Qt.GlobalColor.white)
    QGuiApplication.clipboard().setImage(picture)
    pane.paste()
    qtbot.waitUntil(lambda: len(assistant.library.waiting()) == 1, timeout=LONG)
    (kept,) = assistant.paths.pasted.iterdir()
    assert kept.read_bytes().startswith(b"\x89PNG")


def test_the_report_shows_what_became_of_the_file(pane, qtbot, tmp_path):
    pane.add(files_in(tmp_path / "in", 1))
    settle(qtbot, pane, 1)
    pane.select(pane.documents[0].id)
    pane._commands.report.trigger()
    qtbot.waitUntil(lambda: bool(pane.window().findChildren(ReportDialog)), timeout=LONG)


def test_what_another_process_adds_appears_by_itself(pane, qtbot, tmp_path, assistant):
    done = threading.Thread(target=lambda: list(assistant.add(files_in(tmp_path / "in", 1))))
    done.start()
    settle(qtbot, pane, 1)
    done.join()


def test_adding_500_files_keeps_the_window_live(pane, qtbot, tmp_path, assistant):
    qtbot.waitUntil(lambda: pane._empty.isVisible(), timeout=LONG)
    files = files_in(tmp_path / "in", 500)
    heartbeat = Heartbeat(pane)
    heartbeat.start()
    pane.add([tmp_path / "in"])
    qtbot.waitUntil(lambda: pane.progress.isVisible(), timeout=LONG)
    pane.view.expand(pane.tree.index_of("queue:"))
    qtbot.waitUntil(lambda: len(pane.documents) > 100, timeout=LONG)
    pane.select(pane.documents[50].id)
    chosen = pane.view.currentIndex().data(ItemRole).id
    settle(qtbot, pane, len(files))
    heartbeat.stop()
    assert pane.view.currentIndex().data(ItemRole).id == chosen
    assert heartbeat.percentile(0.99) <= 50
    assert heartbeat.longest <= 150, f"p99 {heartbeat.percentile(0.99):.0f} ms"

"""The tree model over its lists: Qt's contract under random changes, what stays selected, ticks, filter and order."""

import random
from collections.abc import Iterable

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from assistant.library.types import CollectionInfo, DocumentInfo, LibraryChanges, PageReport, QueuedFile, Scope
from chains.errors import DocumentError
from gui.library.contents import Contents, FileRow, GroupRow, key_of, natural
from gui.library.report import PagesModel
from gui.library.scope import ScopeChoice, Ticks, scope_text
from gui.library.texts import Texts
from gui.library.tree import DetailRole, ItemRole, LibraryTree
from gui.library.view import LibraryView
from gui.theme import Themes

CHECK = Qt.ItemDataRole.CheckStateRole
YES, NO, PARTLY = Qt.CheckState.Checked, Qt.CheckState.Unchecked, Qt.CheckState.PartiallyChecked


def document(name: str, *collections: str, size: int = 10, kind: str = "text") -> DocumentInfo:
    return DocumentInfo(
        name, name, f"/x/{name}.txt", (f"/x/{name}.txt",), kind, size, 0, size, 1, float(size), "en", collections,
        (), 0.1, 0,
    )  # fmt: skip


def waiting(number: int, failed: bool = False) -> QueuedFile:
    error = DocumentError("document.no_text", name="f") if failed else None
    return QueuedFile(number, f"/q/f{number}", f"f{number}", None, "failed" if failed else "waiting", error, 0.0)


class Library:
    """Contents, ticks and tree, changed as the feed changes them."""

    def __init__(self) -> None:
        texts = Texts()
        self.contents, self.ticks = Contents(texts.filtered), Ticks()
        self.tree = LibraryTree(self.contents, self.ticks, texts)
        self.tester = QAbstractItemModelTester(self.tree, QAbstractItemModelTester.FailureReportingMode.Fatal)
        self.revision = 0

    def show(
        self, documents: Iterable[DocumentInfo], names: Iterable[str] = (), queue: Iterable[QueuedFile] = ()
    ) -> None:
        shown = tuple(documents)
        self.revision += 1
        collections = tuple(
            CollectionInfo(name, sum(name in info.collections for info in shown)) for name in sorted(names)
        )
        self.contents.update(
            LibraryChanges(self.revision, shown, tuple(info.id for info in shown), collections, tuple(queue))
        )
        self.ticks.update(shown)
        self.tree.sync()

    def rows(self, parent: QModelIndex = QModelIndex()) -> list[str]:  # noqa: B008 - an invalid index is the root
        tree = self.tree
        return [key_of(tree.index(row, 0, parent).data(ItemRole)) for row in range(tree.rowCount(parent))]

    def under(self, key: str) -> list[str]:
        return self.rows(self.tree.index_of(key))


@pytest.fixture
def library(qtbot) -> Library:
    return Library()


def test_collections_stand_first_and_a_document_stands_in_each_of_its_own(library):
    library.show(
        [document("b", "X", "Y"), document("a"), document("c", "Y")],
        ["X", "Y", "Empty"],
        [waiting(1), waiting(2, True)],
    )
    assert library.rows() == [
        "all:", "queue:", "failed:", "collection:Empty", "collection:X", "collection:Y", "a",
    ]  # fmt: skip
    assert library.under("collection:X") == ["b"]
    assert library.under("collection:Y") == ["b", "c"]
    assert library.under("queue:") == ["file:1"]


def test_the_tree_keeps_qts_contract_and_equals_a_fresh_one_under_random_changes(library):
    chance = random.Random(7)
    names = ["A", "B", "C", "D"]
    known: dict[str, DocumentInfo] = {}
    queue: dict[int, QueuedFile] = {}
    for step in range(40):
        action = chance.randrange(8)
        if action <= 2:
            for _ in range(chance.choice([1, 1, 5, 120])):
                name = f"doc {chance.randrange(400)}"
                groups = chance.sample(names, chance.randrange(3))
                known[name] = document(name, *groups, size=chance.randrange(99), kind=chance.choice(["pdf", "text"]))
        elif action == 3:
            for name in chance.sample(sorted(known), min(len(known), chance.choice([1, 3, 200]))):
                del known[name]
        elif action == 4:
            queue = {n: waiting(n, chance.random() < 0.3) for n in chance.sample(range(50), chance.randrange(20))}
        elif action == 5:
            library.contents.order = chance.choice(["name", "added", "size", "type"])
        elif action == 6:
            library.contents.filter = chance.choice(["", "", "doc 1", "pdf", "nothing"])
        else:
            library.contents.rest()
            library.contents.note(chance.randrange(50), chance.choice(["reading", "indexing"]))
        shown = [name for name in names if name != names[step % 4]]
        library.show(known.values(), shown, queue.values())
        fresh = LibraryTree(library.contents, library.ticks, Texts())
        fresh.sync()
        other = Library.__new__(Library)
        other.tree = fresh
        assert library.rows() == other.rows()
        for row in range(fresh.rowCount()):
            here, there = library.tree.index(row, 0), fresh.index(row, 0)
            assert here.data() == there.data()
            assert here.data(DetailRole) == there.data(DetailRole)
            assert library.rows(here) == other.rows(there)


def test_rows_that_stay_keep_their_index_through_insertion_removal_and_sorting(library):
    library.show([document(name, size=ord(name)) for name in "bdf"])
    kept = QPersistentModelIndex(library.tree.index_of("d"))
    library.show([document(name, size=ord(name)) for name in "abcdg"])
    assert kept.data(ItemRole).id == "d"
    library.contents.order = "size"
    library.tree.sync()
    assert kept.data(ItemRole).id == "d"
    assert library.rows()[1:] == ["g", "d", "c", "b", "a"]
    library.show([document("a")])
    assert not kept.isValid()


def test_selection_expansion_and_current_row_survive_even_a_change_of_most_rows(library, qtbot, qapp):
    themes = Themes(qapp)
    view = LibraryView(library.tree, themes)
    qtbot.addWidget(view)
    many = [document(f"{number:03}", "X" if number % 2 else "Y") for number in range(400)]
    library.show(many, ["X", "Y"])
    view.settle(False)
    view.expand(library.tree.index_of("collection:X"))
    view.select("001")
    view.selectionModel().select(library.tree.index_of("003"), QItemSelectionModel.SelectionFlag.Select)
    with qtbot.waitSignal(library.tree.modelReset, timeout=1000):
        library.show([*many[::3], many[1], many[3]], ["X", "Y"])
    assert [info.id for info in view.documents()] == ["001", "003"]
    assert view.currentIndex().data(ItemRole).id == "001"
    assert view.isExpanded(library.tree.index_of("collection:X"))
    assert not view.isExpanded(library.tree.index_of("collection:Y"))


def test_a_tick_on_a_collection_is_one_on_its_documents_wherever_they_stand(library):
    library.show([document("a", "X", "Y"), document("b", "X"), document("c", "Y"), document("d")], ["X", "Y"])
    tree = library.tree
    assert tree.setData(tree.index_of("collection:X"), YES, CHECK)
    assert library.ticks.choice() == ScopeChoice(Scope(collections=("X",)), 2, 4)
    assert tree.index_of("collection:Y").data(CHECK) == PARTLY
    assert tree.index_of("all:").data(CHECK) == PARTLY
    assert tree.setData(tree.index_of("a"), NO, CHECK)
    assert library.ticks.choice() == ScopeChoice(Scope(documents=("b",)), 1, 4)
    assert tree.index_of("collection:X").data(CHECK) == PARTLY
    tree.setData(tree.index_of("d"), YES, CHECK)
    assert library.ticks.choice().scope == Scope(documents=("b", "d"))
    tree.setData(tree.index_of("all:"), YES, CHECK)
    assert library.ticks.choice() == ScopeChoice(Scope(), 4, 4)


def test_ticks_outlive_removal_and_undo_and_follow_a_renamed_collection(library):
    library.show([document("a", "X"), document("b")], ["X"])
    library.ticks.tick("b", True)
    library.ticks.tick_collection("X", True)
    library.show([document("a", "X")], ["X"])
    assert library.ticks.choice() == ScopeChoice(Scope(collections=("X",)), 1, 1)
    library.ticks.rename("X", "Z")
    library.show([document("a", "Z"), document("b")], ["Z"])
    assert library.ticks.choice() == ScopeChoice(Scope(("Z",), ("b",)), 2, 2)


def test_the_scope_is_said_with_both_numbers(qtbot):
    assert "3" in scope_text(ScopeChoice(Scope(documents=("a",)), 3, 14))
    assert "14" in scope_text(ScopeChoice(Scope(documents=("a",)), 3, 14))
    assert "14" in scope_text(ScopeChoice(Scope(), 14, 14))


def test_the_filter_looks_at_name_type_and_state(library):
    library.show([document("lease"), document("plan", kind="pdf")], [], [waiting(1), waiting(2, True)])
    for words, found in (("PDF", ["plan"]), ("lea", ["lease"]), ("waiting", ["queue:"]), ("zz", [])):
        library.contents.filter = words
        library.tree.sync()
        assert library.rows() == ["all:", *found]


def test_names_sort_as_people_count():
    assert sorted(["Lease 10", "lease 9", "Älter", "1 a"], key=natural)[:3] == ["1 a", "lease 9", "Lease 10"]


def test_what_a_document_calls_itself_is_one_plain_line(library):
    library.show([document("<b>x</b>\n\u202egnp.exe")])
    index = library.tree.index(1, 0)
    assert "\n" not in index.data()
    assert "\u202e" not in index.data()
    assert "<b>" not in index.data(Qt.ItemDataRole.ToolTipRole)


def test_only_a_change_of_name_is_asked_for_and_nothing_shown_before_it_stands(library, qtbot):
    library.show([document("a")])
    with qtbot.waitSignal(library.tree.rename_asked, timeout=1000) as asked:
        assert not library.tree.setData(library.tree.index_of("a"), " new  name ")
    assert asked.args[1] == "new name"
    with qtbot.assertNotEmitted(library.tree.rename_asked):
        library.tree.setData(library.tree.index_of("a"), "a")
    assert library.tree.index_of("a").data() == "a"


def test_documents_can_be_dropped_on_collections_and_files_anywhere(library, qtbot):
    library.show([document("a"), document("b", "X")], ["X"])
    tree = library.tree
    mime = tree.mimeData([tree.index_of("a")])
    copy = Qt.DropAction.CopyAction
    assert tree.canDropMimeData(mime, copy, -1, -1, tree.index_of("collection:X"))
    assert not tree.canDropMimeData(mime, copy, -1, -1, tree.index_of("a"))
    with qtbot.waitSignal(tree.dropped, timeout=1000) as dropped:
        assert not tree.dropMimeData(mime, copy, 0, 0, tree.index_of("collection:X"))
    assert dropped.args[1] == "X"


def test_files_in_hand_stand_above_those_that_wait(library):
    library.contents.note(3, "reading")
    library.show([], [], [waiting(number) for number in range(1, 5)])
    assert library.under("queue:") == ["file:3", "file:1", "file:2", "file:4"]
    row = library.tree.index(0, 0, library.tree.index_of("queue:")).data(ItemRole)
    assert isinstance(row, FileRow)
    assert row.state == "reading"
    assert isinstance(library.tree.index_of("queue:").data(ItemRole), GroupRow)


def test_the_list_of_pages_keeps_qts_contract(qtbot):
    model = PagesModel((PageReport(1, "i", "text", 5), PageReport(2, "", "empty", 0)))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert model.rowCount() == 2

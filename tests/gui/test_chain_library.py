"""Chains from the library: on the selected documents, which are ticked, so that it is seen what is worked on."""

import pytest

from assistant.app import Assistant
from assistant.chain_offers import Offers
from assistant.collecting import Labelled
from gui.library.pane import LibraryPane

LONG = 30_000


@pytest.fixture
def assistant(home):
    with Assistant.open(home) as assistant:
        yield assistant


@pytest.fixture
def pane(qtbot, themes, assistant, jobs):
    pane = LibraryPane(jobs, themes)
    qtbot.addWidget(pane)
    pane.show()
    pane.open(assistant)
    qtbot.waitUntil(lambda: len(pane.documents) == 2, timeout=LONG)
    pane.set_offers(Offers.of(assistant.chains.shelf))
    return pane


def test_a_chain_that_needs_no_words_is_asked_at_once_of_the_documents_alone(pane, qtbot):
    first, second = pane.documents
    with qtbot.waitSignals([pane.chain_wanted, pane.scope_changed]):
        pane._commands.chain_wanted.emit("summarize", [first.id])
    assert pane.scope.scope.documents == (first.id,)
    with qtbot.waitSignal(pane.chain_wanted) as wanted:
        pane._commands.chain_wanted.emit("compare", [first.id, second.id])
    assert wanted.args == ["compare", True]


def test_a_chain_that_lacks_something_waits_in_the_field(pane, qtbot):
    first = pane.documents[0]
    for name in ("extract", "compare"):
        with qtbot.waitSignal(pane.chain_wanted) as wanted:
            pane._commands.chain_wanted.emit(name, [first.id])
        assert wanted.args == [name, False]


def test_from_the_menu_without_a_selection_what_is_asked_stays_as_it_is(pane, qtbot):
    with qtbot.waitSignal(pane.chain_wanted) as wanted:
        pane._commands._make_of_scope("summarize")
    assert wanted.args == ["summarize", False]
    assert pane.scope.ticked == pane.scope.total == 2


def test_labels_become_collections_and_it_is_undone(pane, qtbot):
    first, second = (document.id for document in pane.documents)
    pane.collect_labels((Labelled(first, ("Invoice",)), Labelled(second, ("Letter", "Invoice"))))
    qtbot.waitUntil(lambda: [set(info.collections) for info in pane.documents] == [{"Invoice"}, {"Invoice", "Letter"}],
                    timeout=LONG)  # fmt: skip
    assert pane.undo_strip.isVisible()
    assert "Invoice" in pane.undo_strip.text.text()
    pane.undo_strip.button.click()
    qtbot.waitUntil(lambda: not any(info.collections for info in pane.documents), timeout=LONG)


def test_where_nothing_is_new_that_is_said_and_there_is_nothing_to_undo(pane, qtbot):
    first = pane.documents[0].id
    pane.collect_labels((Labelled(first, ()),))
    qtbot.waitUntil(pane.undo_strip.isVisible, timeout=LONG)
    assert "1" in pane.undo_strip.text.text()
    assert not pane.undo_strip.button.isVisible()

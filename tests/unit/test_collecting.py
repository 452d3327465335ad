"""Labels as collections: only ever added to, told what stood already, and undone without touching what was there."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.collecting import Collected, Labelled, collect, labelled, take_back, together
from assistant.library.store import Store
from assistant.made import Made
from chains.errors import InputError
from chains.results import ChainResult
from tests.unit.test_store import put

A, B, C = "a" * 64, "b" * 64, "c" * 64


@pytest.fixture
def store(store: Store, tmp_path: Path) -> Store:
    put(store, tmp_path, "a.txt", "One.", A, collection="Letter")
    put(store, tmp_path, "b.txt", "Two.", B)
    return store


def members(store: Store) -> dict[str, tuple[str, ...]]:
    return {info.id: info.collections for info in store.documents()}


def test_each_document_goes_into_the_collections_of_its_labels_and_stays_in_its_own(store: Store) -> None:
    done = collect(store, [Labelled(A, ("Invoice", "Letter")), Labelled(B, ("Invoice",))])
    assert members(store) == {A: ("Invoice", "Letter"), B: ("Invoice",)}
    assert done == Collected({"Invoice": (A, B)}, ("Invoice",), known=1)


def test_a_document_that_stays_in_another_collection_is_told(store: Store) -> None:
    done = collect(store, [Labelled(A, ("Invoice",)), Labelled(B, ("Letter",)), Labelled(C, ("Letter",))])
    assert members(store)[A] == ("Invoice", "Letter")
    assert (done.elsewhere, done.missing) == (1, 1)


def test_a_collection_of_the_same_name_in_other_letters_is_taken(store: Store) -> None:
    assert collect(store, [Labelled(B, ("letter",))]).made == ()
    assert [info.name for info in store.collections()] == ["Letter"]


def test_what_no_label_fits_is_put_nowhere_and_told(store: Store) -> None:
    done = collect(store, [Labelled(B, ())])
    assert (done.count, done.unlabelled) == (0, 1)


def test_undone_what_was_there_before_stays(store: Store) -> None:
    before = members(store)
    done = collect(store, [Labelled(A, ("Letter", "Invoice")), Labelled(B, ("Letter",))])
    take_back(store, done)
    assert members(store) == before
    assert [info.name for info in store.collections()] == ["Letter"]


def test_undone_a_collection_keeps_what_was_put_into_it_since(store: Store) -> None:
    done = collect(store, [Labelled(A, ("Invoice",))])
    store.collect("Invoice", [B])
    take_back(store, done)
    assert members(store)[B] == ("Invoice",)


def test_a_label_that_can_be_no_name_changes_nothing(store: Store) -> None:
    before = members(store)
    with pytest.raises(InputError):
        collect(store, [Labelled(A, ("Invoice",)), Labelled(B, ("x" * 200,))])
    assert members(store) == before


def test_only_chains_that_label_have_labels_and_a_turn_keeps_them() -> None:
    result = ChainResult("", data={A: ["Invoice"], B: []})
    assert labelled("summarize", result) == ()
    made = Made.of("tag", result)
    assert made.labels == (Labelled(A, ("Invoice",)), Labelled(B, ()))
    assert Made.from_json(made.to_json()) == made
    assert Made.from_json(Made.of("summarize", replace(result, data=None)).to_json()).labels == ()


def test_several_runs_are_told_as_one() -> None:
    whole = together([Collected({"x": (A,)}, ("x",), 1), Collected({"x": (B,), "y": (B,)}, ("y",), 0, 2)])
    assert whole == Collected({"x": (A, B), "y": (B,)}, ("x", "y"), 1, 2)

"""The agent's tools over a real library: what they find, with evidence, and what they say where there is nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from langchain_core.tools import BaseTool

from assistant.app import Assistant
from assistant.cancel import Cancel
from assistant.library.types import Scope
from assistant.shelf import ChainRequest
from assistant.toolkits.documents import DocumentsToolkit, unique_names
from assistant.toolkits.tables import TablesToolkit
from chains.agent.holding import function, held
from chains.agent.parts import Part
from chains.errors import AssistantError, Cancelled
from chains.kit import ChainInput
from chains.toolkits.base import Observation, renumbered, traits

LEASE = """# Lease

## Rent

The rent is 1,450 euros a month. It is due on the first working day.

## Pets

Cats are allowed. Dogs need a written consent.
"""
SALES = "Region,Units\nNorth,12\nSouth,30\n"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("library")
    (folder / "lease.md").write_text(LEASE, "utf-8")
    (folder / "sales.csv").write_text(SALES, "utf-8")
    (folder / "other.md").write_text("# Tides\n\nThe tide turns twice a day.\n", "utf-8")
    with Assistant.open(folder / "home") as assistant:
        for _ in assistant.add([folder / "lease.md", folder / "sales.csv", folder / "other.md"]):
            pass
        yield assistant


def tools(library: Assistant, scope: Scope = Scope(), cancel: Cancel | None = None) -> dict[str, BaseTool]:
    request = ChainRequest("agent", "x", scope)
    context = library.chains.context(request, ChainInput("x"), cancel or Cancel())
    made = [*DocumentsToolkit.made(context).get_tools(), *TablesToolkit.made(context).get_tools()]
    return {tool.name: tool for tool in made}


def called(tool: BaseTool, **arguments: object) -> Observation:
    message = tool.invoke({"type": "tool_call", "id": "1", "name": tool.name, "args": arguments})
    assert isinstance(message.artifact, Observation)
    return message.artifact


def test_a_lookup_gives_quotes_word_for_word_with_their_place(library):
    found = called(tools(library)["search"], query="How much is the rent?")
    assert found.found
    best = found.quotes[0]
    assert best.text == "The rent is 1,450 euros a month."
    assert library.library.text(best.document_id, best.start, best.end) == best.text
    assert renumbered(found.text, [7, 8, 9]).startswith("[7] Lease: The rent")


def test_what_the_documents_do_not_say_is_not_found(library):
    found = called(tools(library)["search"], query="Which planet has the most moons?")
    assert not found.found
    assert found.quotes == ()


def test_a_lookup_can_be_kept_to_one_document(library):
    found = called(tools(library)["search"], query="How much is the rent?", document="Tides")
    assert all(quote.title == "Tides" for quote in found.quotes)


def test_a_heading_leads_to_what_stands_under_it(library):
    found = called(tools(library)["read_document"], document="Lease", heading="pets")
    assert "Cats are allowed" in found.text
    assert "1,450" not in found.text
    with pytest.raises(AssistantError, match="Rent"):
        called(tools(library)["read_document"], document="Lease", heading="garden")


def test_documents_are_listed_and_found_by_name(library):
    assert all(title in called(tools(library)["list_documents"]).text for title in ("Lease", "Tides"))
    assert called(tools(library)["find_documents"], words="the lease").value == ["Lease"]
    assert not called(tools(library)["find_documents"], words="annual accounts").found


def test_tables_are_listed_and_described_with_rows(library):
    kit = tools(library)
    assert "Region, Units" in called(kit["list_tables"]).text
    name = called(kit["list_tables"]).text.partition(":")[0]
    described = called(kit["describe_table"], table=name)
    assert "Units (integer)" in described.text
    assert "North" in described.quotes[0].text
    with pytest.raises(AssistantError, match="no table called"):
        called(kit["describe_table"], table="nothing")


def test_what_is_out_of_scope_can_be_neither_named_nor_read(library):
    kit = tools(library, Scope(documents=("lease.md",)))
    assert held(kit["summarize"], Part("x"), [], "en") is not None
    assert function(kit["summarize"])["parameters"]["properties"]["document"]["enum"] == ["Lease"]
    with pytest.raises(AssistantError, match="not among the documents"):
        called(kit["read_document"], document="Tides")
    with pytest.raises(AssistantError, match="cannot be compared with itself"):
        called(kit["compare"], first="Lease", second="Lease")


def test_a_small_model_is_offered_only_the_documents_that_are_named(library):
    schema = held(tools(library)["summarize"], Part("Sum up the lease"), [], "en", ["Lease"])
    assert schema is not None
    assert schema["parameters"]["properties"]["document"]["enum"] == ["Lease"]


def test_all_of_them_only_read(library):
    assert {traits(tool).kind for tool in tools(library).values()} == {"read"}


def test_a_stop_is_seen_by_a_tool_that_reads_tables(library):
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        called(tools(library, cancel=cancel)["list_tables"])


def test_documents_of_one_title_are_told_apart(tmp_path: Path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.md").write_text(f"# Minutes\n\nMeeting {name}.\n", "utf-8")
    with Assistant.open(tmp_path / "home") as assistant:
        for _ in assistant.add([tmp_path / "a.md", tmp_path / "b.md"]):
            pass
        infos = {info.id: info for info in assistant.library.documents()}
        names = unique_names(infos)
    assert len(names) == 2
    assert all(name.startswith("Minutes (") for name in names)

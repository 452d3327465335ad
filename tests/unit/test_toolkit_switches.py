"""Which toolkits are on: the conversation says, else the collections, else the settings; and what is allowed."""

from pathlib import Path

import pytest

from assistant.conversations import Conversations
from assistant.database import Database
from assistant.library.collections import Collections
from assistant.library.types import Scope
from assistant.settings_file import changed_text
from assistant.toolkits.catalog import asks_text, kind_text, listed
from assistant.toolkits.grants import Grants
from assistant.toolkits.registry import BUILTIN
from assistant.toolkits.switches import Switched, Switches, changed_default
from chains.errors import InputError

DEFAULT = ("documents", "dates")


@pytest.fixture
def conversation(database: Database) -> str:
    identity, _ = Conversations(database).start(None, "What is due?")
    return identity


@pytest.fixture
def switches(database: Database) -> Switches:
    collections = Collections(database)
    collections.create("Work")
    collections.create("Home")
    return Switches(database, DEFAULT)


def test_without_switches_the_settings_say(switches: Switches) -> None:
    assert switches.on() == DEFAULT
    assert switches.all()["web"] == Switched(False, "settings")


def test_off_in_any_collection_is_off_and_on_in_all_is_on(switches: Switches) -> None:
    both = Scope(("Work", "Home"))
    switches.set("documents", False, collection="Work")
    switches.set("web", True, collection="Work")
    assert switches.all(scope=both)["documents"] == Switched(False, "collection", ("Work",))
    assert switches.all(scope=both)["web"] == Switched(False, "settings")
    assert switches.all(scope=Scope(("Work",)))["web"] == Switched(True, "collection", ("Work",))
    switches.set("web", True, collection="Home")
    assert switches.all(scope=both)["web"] == Switched(True, "collection", ("Work", "Home"))
    assert switches.on() == DEFAULT


def test_a_collection_switches_nothing_on_for_documents_beside_it(switches: Switches) -> None:
    switches.set("web", True, collection="Work")
    switches.set("dates", False, collection="Work")
    assert switches.on(scope=Scope(("Work",), ("a.pdf",))) == ("documents",)


def test_the_conversation_has_the_last_word(switches: Switches, conversation: str) -> None:
    switches.set("documents", False, collection="Work")
    switches.set("documents", True, conversation=conversation)
    switches.set("dates", False, conversation=conversation)
    assert switches.on(conversation, Scope(("Work",))) == ("documents",)
    assert switches.all(conversation)["dates"] == Switched(False, "conversation")


def test_a_switch_can_be_turned_and_taken_away(switches: Switches, conversation: str, database: Database) -> None:
    for on in (True, False, True):
        switches.set("web", on, conversation=conversation)
    assert database.value("SELECT count(*) FROM switches") == 1
    switches.set("web", None, conversation=conversation)
    assert database.value("SELECT count(*) FROM switches") == 0
    assert "web" not in switches.on(conversation)


def test_switches_go_with_what_they_belong_to(switches: Switches, conversation: str, database: Database) -> None:
    switches.set("web", True, collection="Work")
    switches.set("web", True, conversation=conversation)
    Grants(database).add(conversation, "keep_note")
    Collections(database).delete("Work")
    Conversations(database).delete(conversation)
    assert database.value("SELECT (SELECT count(*) FROM switches) + (SELECT count(*) FROM grants)") == 0


def test_what_does_not_exist_is_refused_with_the_nearest_that_does(switches: Switches, database: Database) -> None:
    with pytest.raises(InputError) as caught:
        switches.set("calculater", True, collection="Work")
    assert caught.value.params["nearest"] == "calculator"
    with pytest.raises(InputError) as caught:
        Switches(database, ("documents", "dats")).on()
    assert caught.value.params["nearest"] == "dates"
    with pytest.raises(InputError, match="Wrk"):
        switches.set("web", True, collection="Wrk")
    with pytest.raises(InputError, match="Wrk"):
        switches.on(scope=Scope(("Wrk",)))
    with pytest.raises(InputError, match="gone"):
        switches.set("web", True, conversation="gone")


def test_the_settings_get_a_list_in_the_order_of_the_registry() -> None:
    assert changed_default(DEFAULT, "tables", True) == ["documents", "tables", "dates"]
    assert changed_default(DEFAULT, "documents", False) == ["dates"]
    assert changed_default(DEFAULT, "documents", None) is None


def test_a_toolkit_whose_package_has_gone_can_be_switched_off() -> None:
    assert changed_default((*DEFAULT, "gone", "too"), "gone", False) == list(DEFAULT)
    with pytest.raises(InputError):
        changed_default(DEFAULT, "gone", False)


def test_the_settings_file_takes_no_toolkit_that_there_is_not(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="dats"):
        changed_text(tmp_path / "settings.toml", {"agent.toolkits": ["documents", "dats"]})


def test_every_toolkit_of_ours_says_what_it_is_in_both_languages(switches: Switches) -> None:
    found = listed(switches.all())
    assert [info.name for info in found if info.own] == list(BUILTIN)
    for info in found:
        for said in (info.title, info.purpose):
            assert said("en") and said("zh") and said("en") != said("zh")
        assert kind_text(info.kind, "zh") and asks_text(info.kind, "zh")


def test_grants_are_a_conversations_own(database: Database, conversation: str) -> None:
    grants = Grants(database)
    grants.add(conversation, "keep_note")
    grants.add(conversation, "keep_note")
    grants.add(conversation, "add_tag")
    grants.add("gone", "keep_note")
    assert grants.of(conversation) == ("add_tag", "keep_note")
    assert grants.of("gone") == ()
    assert grants.forget(conversation, "nothing") == ()
    assert grants.forget(conversation, "add_tag") == ("add_tag",)
    assert grants.forget(conversation) == ("keep_note",)
    assert grants.of(conversation) == ()

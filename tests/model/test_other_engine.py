"""Chains run unchanged with another chat model: llama-cpp-python's OpenAI-compatible server, on loopback."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage
from langchain_openai.chat_models.base import BaseChatOpenAI

from assistant.bench.formats import Kind
from assistant.models import catalog
from assistant.models.embeddings import WordLlamaEmbeddings
from chains.errors import AssistantError
from chains.kit import ChainInput, ChainResult, Kit, Meter
from chains.parsers import EnumParser, ListParser, asked
from chains.shelf import builtin, made

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def served(model_cache: Path) -> Iterator[str]:
    """The address of a server of the starter model."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    weights = catalog.resolve(None, model_cache)
    command = [sys.executable, "-m", "llama_cpp.server", "--model", str(weights), "--host", "127.0.0.1"]
    options = ["--port", str(port), "--n_ctx", "2048", "--n_threads", "2", "--verbose", "false"]
    server = subprocess.Popen(command + options, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    assert server.stderr is not None
    try:
        # It says so once it listens; the pipe ends if it dies.
        assert any("running on" in line for line in iter(server.stderr.readline, "")), "the server died"
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        server.wait(20)
        server.stderr.close()


@pytest.fixture
def kit(served: str) -> Kit:
    model: BaseChatModel = BaseChatOpenAI(
        model="starter",
        base_url=served,
        api_key="none",  # type: ignore[arg-type] # a text is taken as a secret
        # No proxy of the environment stands between a program and itself.
        http_client=httpx.Client(trust_env=False),
        max_retries=0,
    )
    return Kit(
        model=model,
        count=lambda text: len(text) // 2,
        count_messages=lambda messages: sum(len(message.text) // 2 + 8 for message in messages),
        context_tokens=2048,
        embed=WordLlamaEmbeddings().embed,
        grammar=False,
    )


def test_a_value_is_asked_for_told_the_form_and_read(kit: Kit) -> None:
    items = asked(kit, [HumanMessage("Name three colours.")], ListParser(most=5), purpose="colours", max_tokens=60)
    assert items.value
    assert "JSON list" in kit.meter.calls[0].prompt
    assert [call.tries for call in kit.meter.calls] == list(range(1, items.tries + 1))


def test_what_never_parses_ends_in_a_clear_error_after_the_set_tries(kit: Kit) -> None:
    given = [HumanMessage("Count: one, two, three.")]
    unheld = replace(kit, meter=Meter())
    try:
        value = asked(unheld, given, EnumParser[Kind](enum=Kind), purpose="kind", max_tokens=8, tries=2)
    except AssistantError as exc:
        assert (exc.code, exc.params["tries"]) == ("chain.unreadable", 2)
        assert len(unheld.meter.calls) == 2
    else:
        assert isinstance(value.value, Kind)


def test_a_chain_of_the_shelf_runs_unchanged(kit: Kit) -> None:
    result = made(builtin("complete"), kit, {"max_tokens": 24}).invoke(ChainInput(text="Once upon a time"))
    assert isinstance(result, ChainResult)
    assert result.text.strip()
    assert len(result.usage.calls) == 1

"""The starter model writes SQL: held to what a question can mean, or to the sheet's columns."""

import pytest

from assistant.bench.table_sheets import samples
from assistant.models.chat_model import ChatLlama
from assistant.models.embeddings import WordLlamaEmbeddings
from assistant.models.engine import Engine
from assistant.sheets import SheetEngine
from chains.kit import ChainInput, Kit
from chains.tables.chain import Tables, TablesOptions

pytestmark = pytest.mark.model


@pytest.mark.parametrize("freedom", ["readings", "columns"])
def test_what_the_model_writes_is_sql_that_runs(engine: Engine, freedom: str) -> None:
    model = ChatLlama(engine=engine)
    kit = Kit(
        model=model,
        count=engine.count,
        count_messages=lambda messages: model.get_num_tokens_from_messages(list(messages)),
        context_tokens=engine.info.context_tokens,
        embed=WordLlamaEmbeddings().embed,
        tables=SheetEngine(),
    )
    options = TablesOptions.model_validate({"freedom": freedom})
    result = Tables(kit, options).invoke(ChainInput("Which customer spent the most?", (samples()["orders"].document,)))
    assert result.usage.calls
    assert result.usage.calls[0].purpose == "sql"
    assert "mended" not in {note.code for note in result.notes}
    assert result.table is not None
    assert result.table.rows

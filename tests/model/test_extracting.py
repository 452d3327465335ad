"""Extract with the real starter model: what it may choose is a value of the document, or nothing."""

from assistant.models.chat_model import ChatLlama
from assistant.models.embeddings import WordLlamaEmbeddings
from assistant.models.engine import Engine
from chains.documents import as_document
from chains.extract import Extract, ExtractOptions
from chains.kit import ChainInput, Kit

# Nothing tells which of the two is meant, so the model is asked.
TEXT = "Date: 3 May 2024\n\nDate: 5 May 2024\n\nRent: £900"


def test_where_the_text_leaves_a_choice_the_cell_is_one_of_its_values_or_empty(engine: Engine) -> None:
    model = ChatLlama(engine=engine)
    kit = Kit(
        model,
        engine.count,
        lambda messages: model.get_num_tokens_from_messages(list(messages)),
        engine.info.context_tokens,
        WordLlamaEmbeddings().embed,
    )
    result = Extract(kit, ExtractOptions()).invoke(ChainInput("date, rent", (as_document(TEXT),)))
    assert result.table is not None
    date, rent = result.table.rows[0][1:]
    assert (rent.value, rent.verdict) == (900, "yes")
    assert (date.value, date.verdict) in {("2024-05-03", "partly"), ("2024-05-05", "partly"), (None, "no")}
    assert result.usage.calls and all(call.purpose == "extract" for call in result.usage.calls)
    assert sum(call.prompt_tokens or 0 for call in result.usage.calls) > 0

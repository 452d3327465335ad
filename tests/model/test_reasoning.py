"""Reasoning with the starter model: whatever it chooses to calculate, the arithmetic is right."""

from fractions import Fraction
from pathlib import Path

import numpy as np

from assistant.app import Assistant
from assistant.models.chat_model import ChatLlama
from assistant.models.engine import Engine
from assistant.shelf import ChainRequest
from chains.calculator import calculate, shown
from chains.kit import ChainInput, ChainResult, Kit
from chains.reason import Reason, ReasonOptions


def test_each_step_is_a_calculation_that_holds_and_the_answer_is_one_of_their_results(engine: Engine):
    model = ChatLlama(engine=engine)
    kit = Kit(
        model=model,
        count=engine.count,
        count_messages=lambda messages: model.get_num_tokens_from_messages(list(messages)),
        context_tokens=4096,
        embed=lambda texts: np.zeros((len(texts), 4), np.float32),
    )
    result = Reason(kit, ReasonOptions(steps=3)).invoke(ChainInput("A pen costs 6 euros. How much do 4 pens cost?"))
    made = [step.text.split(" = ") for step in result.steps if step.kind == "calculation"]
    assert made and all(shown(calculate(left)) == right for left, right in made)
    assert isinstance(result.data, dict)
    assert Fraction(str(result.data["answer"])) in {Fraction(right) for _, right in made}


def test_what_a_question_lacks_is_looked_up_in_the_library_and_cited(tmp_path: Path):
    lease = tmp_path / "lease.md"
    lease.write_text("# Lease of a boathouse\n\nThe rent of the boathouse is 340 euros a month.\n\nDogs are welcome.\n")
    with Assistant.open(tmp_path / "home") as assistant:
        for _ in assistant.add([lease]):
            pass
        request = ChainRequest("reason", "What is the rent of the boathouse in a year?", options={"evidence": True})
        *_, result = assistant.chains.run(request)
    assert isinstance(result, ChainResult)
    assert any("340 euros" in quote.text for quote in result.quotes)
    notes = {note.code: dict(note.params) for note in result.notes}
    assert notes["looked_up"]["facts"] == len(result.quotes)
    made = [step.text.split(" = ") for step in result.steps if step.kind == "calculation"]
    assert made and all(shown(calculate(left)) == right for left, right in made)
    assert all(call.prompt_tokens for call in result.usage.calls)

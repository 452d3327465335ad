"""Reasoning with the starter model: whatever it chooses to calculate, the arithmetic is right."""

from fractions import Fraction

import numpy as np

from assistant.models.chat_model import ChatLlama
from assistant.models.engine import Engine
from chains.calculator import calculate, shown
from chains.kit import ChainInput, Kit
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

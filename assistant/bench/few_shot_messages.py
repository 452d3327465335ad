"""Short messages of known kinds for the bench of few-shot examples: examples and questions are worded differently."""

import itertools
import random
from collections.abc import Mapping, Sequence
from string import Formatter
from typing import Literal

LABELS = ("repair", "payment", "visit", "complaint", "lost property", "parking")

_FRAMES: Mapping[str, Mapping[str, Sequence[str]]] = {
    "examples": {
        "repair": (
            "The {thing} in {place} is broken, can somebody mend it?",
            "Water drips from the {thing} in {place}.",
            "The {thing} does not switch on any more.",
            "Please send a plumber, the {thing} leaks.",
        ),
        "payment": (
            "I have sent {sum} euros for {month}; has the money arrived?",
            "The bill for {month} is {sum} euros too high.",
            "Can I pay the {sum} euros in two parts?",
            "Please tell me the account for the rent of {month}.",
        ),
        "visit": (
            "May I come and see the flat on {day}?",
            "I would like an appointment with Ms {name} on {day}.",
            "Is the office open on {day} afternoon?",
            "Could we move our meeting to {day}?",
        ),
        "complaint": (
            "The neighbours of {place} are loud every night.",
            "Nobody has cleaned {place} since {day}, this is a shame.",
            "I am angry that {name} never answers my letters.",
            "The smell in {place} is unbearable.",
        ),
        "lost property": (
            "I left my {item} in {place}, did anybody find it?",
            "A {item} was forgotten in {place}; whose is it?",
            "Has my {item} been handed in?",
            "I cannot find my {item} since {day}.",
        ),
        "parking": (
            "A strange car stands on my place number {number}.",
            "How do I get a permit for my second car?",
            "May guests leave their cars in the yard on {day}?",
            "The barrier of the garage does not know my card {number}.",
        ),
    },
    "questions": {
        "repair": (
            "Since {day} there is no light from the {thing} in {place}.",
            "Somebody should have a look at the {thing}, it makes sparks.",
            "The handle of the {thing} has come off.",
        ),
        "payment": (
            "Why was {sum} euros taken from me twice in {month}?",
            "I need a receipt for the {sum} euros of {month}.",
            "From {month} on I want to transfer the rent by standing order.",
        ),
        "visit": (
            "When can {name} show me the rooms, would {day} do?",
            "I cannot come on {day}; is there another time?",
            "At what hour may I drop in on {day}?",
        ),
        "complaint": (
            "It is the third time that rubbish lies in {place}. I have had enough.",
            "{name} was rude to me on the phone.",
            "Music until two in the morning again, above {place}!",
        ),
        "lost property": (
            "Did the cleaner see a {item} in {place}?",
            "My {item} must have fallen out of my bag on {day}.",
            "I found a {item} and would like to give it to its owner.",
        ),
        "parking": (
            "Space {number} is too narrow for my van.",
            "Somebody blocks the exit of the garage with a lorry since {day}.",
            "Where may I put my motorcycle on {day}?",
        ),
    },
}
_WORDS: Mapping[str, Sequence[str]] = {
    "thing": ("lamp", "tap", "heater", "dishwasher", "bell", "window", "lift", "door"),
    "place": ("the cellar", "the hall", "the stairwell", "flat 4", "the laundry", "the attic"),
    "sum": ("40", "125", "310", "560", "870"),
    "month": ("January", "March", "May", "August", "October"),
    "day": ("Monday", "Tuesday", "Thursday", "Friday", "Saturday"),
    "name": ("Berg", "Castro", "Doyle", "Fink", "Ito"),
    "item": ("umbrella", "scarf", "key ring", "wallet", "glove", "watch"),
    "number": ("3", "12", "17", "28"),
}


def labelled(part: Literal["examples", "questions"], count: int, seed: int) -> list[tuple[str, str]]:
    """``count`` different messages with their labels, as many of each as can be.

    Args:
        part: whose wordings to use.
        seed: the same one gives the same messages.
    """
    chance = random.Random(f"{part} {seed}")
    each = -(-count // len(LABELS))
    found = [
        (text, label)
        for label in LABELS
        for text in chance.sample([text for frame in _FRAMES[part][label] for text in _filled(frame, chance)], each)
    ]
    chance.shuffle(found)
    return found[:count]


def _filled(frame: str, chance: random.Random) -> list[str]:
    """Some ways to fill in a frame, about as many for each."""
    names = [name for _, name, _, _ in Formatter().parse(frame) if name]
    ways = [dict(zip(names, words, strict=True)) for words in itertools.product(*(_WORDS[name] for name in names))]
    return [frame.format(**words) for words in chance.sample(ways, min(len(ways), 4))]

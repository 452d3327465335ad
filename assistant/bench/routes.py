"""Where questions of seven kinds are sent, by rules alone and with the starter model where rules cannot tell."""

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.bench.report import Figure, show
from assistant.bench.route_questions import KEPT, LIBRARY, TUNED
from chains.route import route
from chains.types import RouteName

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

BAR = 0.92

Wrong = tuple[str, RouteName, RouteName]


def sent(questions: Mapping[RouteName, str], model: "BaseChatModel | None" = None) -> tuple[int, list[Wrong]]:
    """How many questions there are, and those sent elsewhere than they belong: question, right and chosen route."""
    asked = [(question, kind) for kind, lines in questions.items() for question in lines.strip().splitlines()]
    found = [(question, kind, route(question, LIBRARY, model).name) for question, kind in asked]
    return len(asked), [item for item in found if item[1] != item[2]]


def figures(*, use_model: bool = True, tell: bool = False) -> list[Figure]:
    """Both halves, by rules and with the model."""
    out = []
    with tempfile.TemporaryDirectory(prefix="lectern-routes-") as name:
        models: dict[str, BaseChatModel | None] = {"rules": None}
        if use_model:
            from assistant.app import Assistant

            assistant = Assistant.open(Path(name))
            models["rules and model"] = assistant.models.chat()
        try:
            for by, model in models.items():
                for half, questions in (("kept from the rules", KEPT), ("looked at", TUNED)):
                    count, wrong = sent(questions, model)
                    share = 1 - len(wrong) / count
                    bar = half != "looked at"
                    out.append(
                        Figure(
                            f"routes, {half}, {by}",
                            f"{share:.3f} of {count}",
                            f"≥ {BAR}" if bar else "",
                            share >= BAR if bar else None,
                            "; ".join(f"{question} → {chosen}" for question, _, chosen in wrong) if tell else "",
                        )
                    )
        finally:
            if use_model:
                assistant.close()
    return out


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line of this bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", action="store_true", help="without the model")
    parser.add_argument("--tell", action="store_true", help="which questions went elsewhere")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args(arguments)
    return show(figures(use_model=not chosen.rules, tell=chosen.tell), as_json=chosen.json)


if __name__ == "__main__":
    sys.exit(main())

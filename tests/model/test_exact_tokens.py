from pathlib import Path

import pytest

from assistant.models import catalog, tokens
from assistant.models.engine import Engine

pytestmark = pytest.mark.model

TEXTS = [
    "",
    " ",
    "The rent of 1,234.50 euros is due on 2024-03-01, isn't it? They'LL pay.",
    "a   5  7\t\t8\n\n\n  x \r\n y",
    "合同规定每月租金三千五百元，于每月第一天支付。東京タワー 한국어",
    "👩‍👩‍👧‍👦 😀 ① ½ ٣٤٥ e\u0301 \u200b\u00a0\u3000x",
    "def f(x: int) -> int:\n\treturn x ** 2  # <|im_end|> <repo_name>\n",
    "\ud800 lone",
    "x" * 3000 + " " * 3000 + "." * 3000,
]


def test_tiktoken_counts_what_llama_cpp_counts(engine: Engine, tmp_path: Path) -> None:
    counter = tokens.starter_counter(tmp_path)
    source = Path(tokens.__file__).read_text("utf-8")
    texts = [*TEXTS, source, *source.splitlines()]
    assert [counter.count(text) for text in texts] == engine.count_all(texts)


def test_a_damaged_vocabulary_in_the_cache_is_made_again(tmp_path: Path) -> None:
    before = tokens.starter_counter(tmp_path).count(TEXTS[2])
    (kept,) = (tmp_path / "vocabularies").iterdir()
    for damage in (b"", kept.read_bytes()[:1000], b"\xc1" * 100):
        kept.write_bytes(damage)
        assert tokens.starter_counter(tmp_path).count(TEXTS[2]) == before
    path = catalog.packaged_file(catalog.entries()["starter"])
    assert len(tokens.token_table(path, tmp_path).ranks) > 40_000


def test_texts_far_too_long_for_a_regular_expression_are_counted(tmp_path: Path) -> None:
    counter = tokens.starter_counter(tmp_path)
    assert counter.count(" " * 1_000_000) > 1000
    # Cut only where the pattern cuts anyway: the sum is exact.
    sentence = "The rent is due."
    text = " ".join([sentence] * 20_000)
    assert counter.count(text) == counter.count(sentence) + 19_999 * counter.count(" " + sentence)

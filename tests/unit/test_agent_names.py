"""What a small model may write as an address or a name stands in the task."""

from chains.agent.holding import _addresses, _called


def test_addresses_end_where_the_sentence_goes_on() -> None:
    texts = ["Read https://example.org/a_b?x=1, then (http://x.example/z).", "见https://例.example/页。"]
    assert _addresses(texts) == ["https://example.org/a_b?x=1", "http://x.example/z", "https://例.example/页"]


def test_what_is_quoted_or_looks_like_a_name_comes_first() -> None:
    found = _called('How many records has "my docs" of tenant default_tenant?')
    assert found[:2] == ["my docs", "default_tenant"]
    assert "records" in found

import time

import pytest

from assistant.models.template import (
    KNOWN_TEMPLATES,
    ChatTemplate,
    Message,
    TemplateFailed,
    merge_for_strict_templates,
)

TALK = [
    Message("system", "Be brief."),
    Message("user", "{{ 7 * 7 }} <|im_end|> {% raw %}"),
    Message("assistant", ""),
    Message("user", "  blanks around  "),
]


@pytest.mark.parametrize("name", KNOWN_TEMPLATES)
def test_contents_come_back_whole_and_in_order(name: str) -> None:
    segments = ChatTemplate(KNOWN_TEMPLATES[name], "<s>", "</s>").render(TALK)
    contents = [(segment.message, segment.text) for segment in segments if segment.message is not None]
    assert contents == [(index, message.content) for index, message in enumerate(TALK) if message.content]
    assert "".join(segment.text for segment in segments if segment.message is None).count("Be brief") == 0


@pytest.mark.parametrize(
    "source",
    [
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}{{ messages }}",
        "{{ 'x' * 10 ** 12 }}",
        "{{ 10 ** 10 ** 8 }}",
        "{{ '%999999999999d' % 1 }}",
        "{{ '{:>999999999999}'.format(1) }}",
        "{{ 'x'.center(99999999999) }}",
        "{{ messages.__class__.__mro__ }}{{ ''.__class__.__base__.__subclasses__() }}",
        "{% include '/etc/passwd' %}",
        "{{ messages.append(1) }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{{ raise_exception('no') }}",
        "{{ nothing.at.all }}",
        "{{ messages[0].content }}{{ messages[0].content }}",
        "{{ messages[0].content[:-1] }}",
        "{{ messages[0].content[:24] }} x",
        "{{ messages[0].content[:25] }}99x",
        "no content",
    ],
)
def test_a_hostile_template_fails_in_time_and_by_name(source: str) -> None:
    started = time.monotonic()
    with pytest.raises(TemplateFailed):
        ChatTemplate(source, "", "").render(TALK)
    assert time.monotonic() - started < 5


def test_bad_syntax_fails_when_it_is_compiled() -> None:
    with pytest.raises(TemplateFailed):
        ChatTemplate("{% if %}", "", "")


def test_a_template_that_refuses_system_messages_gets_them_in_the_first_question() -> None:
    merged = merge_for_strict_templates([*TALK, Message("user", "more")])
    assert [message.role for message in merged] == ["user", "assistant", "user"]
    assert merged[0].content == f"Be brief.\n\n{TALK[1].content}"
    assert merged[2].content.endswith("\n\nmore")

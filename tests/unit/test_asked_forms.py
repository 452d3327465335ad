"""What a question asks for by its form: an address or a number that no text has is not there."""

import pytest

from chains.asked_forms import lacks_form


@pytest.mark.parametrize(
    ("question", "text", "lacks"),
    [
        ("What is the e-mail address of the library?", "Port Wenlow Public Library, Mill Street 8.", True),
        ("What is the e-mail address of the library?", "Write to desk@library.example.", False),
        ("What is the phone number of the plumber?", "The plumber comes on 14 May 2025.", True),
        ("What is the phone number of the plumber?", "The plumber: 0555 0119.", False),
        ("图书馆的邮箱是什么？", "图书馆在磨坊街8号。", True),
        ("Who wrote the e-mail?", "Anna wrote it.", False),
    ],
)
def test_an_address_that_no_text_has_is_missed(question: str, text: str, lacks: bool) -> None:
    assert lacks_form(question, [text]) is lacks

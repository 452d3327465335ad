"""What others wrote, for a Markdown file of a person's: without pictures and HTML, which would load what they name."""

import re
from functools import cache

from markdown_it import MarkdownIt

# What Markdown gives a meaning to; a title or a quote has none of it.
_MEANING = re.compile(r"([\\`*_{}\[\]<>#|~])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# A footnote behind an exclamation mark only looks like the beginning of a picture.
_PICTURE = re.compile(r"!\[(?!\^\d+\])")
# What no file's name may have in it, here or on another system, and what would make it look like another one.
_NO_NAME = re.compile(rf'[\\/:*?"<>|\ufffd\ud800-\udfff\s]+|{_CONTROL.pattern}')
_MOST_NAME_BYTES = 160


def plain_line(text: str) -> str:
    """One line in which Markdown finds no meaning."""
    return _MEANING.sub(r"\\\1", _CONTROL.sub("", " ".join(text.split())))


def harmless_markdown(text: str) -> str:
    """Markdown without pictures and HTML; code blocks are left as they are, and the last one is closed.

    Which lines are code says a parser: what looks like a fence may be none, within a list for instance.
    """
    lines = _CONTROL.sub("", text).split("\n")
    code: set[int] = set()
    unclosed = ""
    for token in _parser().parse("\n".join(lines)):
        # A block within a list ends elsewhere for each program that reads Markdown, so it counts as none.
        if token.type == "fence" and token.level == 0 and token.map is not None:
            first, stop = token.map
            code.update(range(first, stop))
            closing = re.compile(rf" {{0,3}}{re.escape(token.markup[0])}{{{len(token.markup)},}}[ \t]*")
            unclosed = "" if stop - first > 1 and closing.fullmatch(lines[stop - 1]) else token.markup
    out = [line if number in code else _without_pictures(line) for number, line in enumerate(lines)]
    return "\n".join([*out, unclosed] if unclosed else out)


def file_name(title: str) -> str:
    """A name for a file about ``title``, without a suffix: one that any system takes, and that is no other's."""
    name = " ".join(_NO_NAME.sub(" ", title).split()).lstrip(" .-~")
    name = name.encode("utf-8")[:_MOST_NAME_BYTES].decode("utf-8", "ignore")
    return name.rstrip(" .") or "conversation"


def _without_pictures(line: str) -> str:
    # As a character reference: a backslash before the sign would undo one that is put there.
    return _PICTURE.sub(r"&#33;[", line).replace("<", "&lt;")


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})

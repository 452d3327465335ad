"""The language that the source pane speaks, and what a word is to it."""

from PySide6.QtCore import QLocale


def language() -> str:
    """Of the texts of errors: ``en`` or ``zh``."""
    return "zh" if QLocale().language() == QLocale.Language.Chinese else "en"


def word_around(text: str, position: int) -> tuple[int, int]:
    """From and to of the word that a position stands in or beside; empty where there is none."""
    start = end = position
    while start > 0 and _in_word(text[start - 1]):
        start -= 1
    while end < len(text) and _in_word(text[end]):
        end += 1
    return start, end


def _in_word(character: str) -> bool:
    return character.isalnum() or character in "'’-_"

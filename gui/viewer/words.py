"""The language that the source pane speaks."""

from PySide6.QtCore import QLocale


def language() -> str:
    """Of the texts of errors: ``en`` or ``zh``."""
    return "zh" if QLocale().language() == QLocale.Language.Chinese else "en"

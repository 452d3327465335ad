"""The language that the person is spoken to in, before the settings have been read and checked."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path

Language = str


def system_language(environment: Mapping[str, str] = os.environ) -> Language:
    """``zh`` where the setting or the system's locale asks for Chinese, else ``en``; before settings are read."""
    chosen = environment.get("LECTERN_INTERFACE__LANGUAGE", "auto").strip("\"' ")
    if chosen in {"en", "zh"}:
        return chosen
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return "zh" if environment[name].lower().startswith("zh") else "en"
    return "en"


def interface_language(settings: Path, environment: Mapping[str, str] = os.environ) -> Language:
    """``en`` or ``zh``, as environment, settings file and system say, in this order.

    Looks at the one line of the file alone: a window has words before it opens the library. A file that cannot be read
    is told by that, not here.
    """
    if "LECTERN_INTERFACE__LANGUAGE" not in environment:
        try:
            chosen = tomllib.loads(settings.read_text("utf-8")).get("interface", {}).get("language", "auto")
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, AttributeError):
            chosen = "auto"
        if chosen in ("en", "zh"):
            return str(chosen)
    return system_language(environment)

"""Pictures of the real window in use, for the README: ``make screenshots``.

The window runs on an X server of its own, with the sample library and the real starter model. It is used as a person
would: files are dropped, questions typed, citations clicked. Each step waits until what it should bring about is true,
and the whole fails where that does not come.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from gui.bench.display import virtual_display
from gui.bench.picture_studio import HEIGHT, WIDTH, Studio
from resources import resource

if TYPE_CHECKING:
    from gui.settings.dialog import SettingsDialog


def english(studio: Studio, samples: Sequence[Path]) -> None:
    """From the first run to the settings, in a light window; then a dark one."""
    window = studio.window
    conversation, source = window.conversation, window.source
    studio.wait("the first run is explained", window.welcome.files.isVisible)
    studio.take("first-run")

    studio.drop(samples)
    studio.wait("questions are offered", lambda: window.welcome.questions)
    studio.ask("How much is the security deposit in the lease?", "2,900")
    studio.ask("And by when must the landlord return it?", "21 days")
    studio.click_citation("21 days")
    studio.take("answer")

    studio.select("Subletting, for holidays too")
    studio.do("source.why")
    studio.wait("where the words stood is told", lambda: source.why.isVisible() and source.why.use_button.isEnabled())
    studio.take("why")
    source.why.closed.emit()

    studio.close_source()
    studio.do("conversation.new")
    studio.ask("What is the rated power of the Aurelia CM-210 coffee machine?", "1,450 W")
    studio.click_citation("1,450 W")
    if not source.view.as_pages:
        raise RuntimeError("the manual is not shown as pages")
    studio.take("pdf")

    studio.close_source()
    studio.do("conversation.receipt")
    studio.wait("the receipt is open", lambda: conversation.view.isVisible() and conversation.bar.parts)
    studio.take("receipt")
    studio.do("conversation.receipt")

    studio.do("conversation.new")
    studio.ask("/tables Which month had the highest revenue?", "")
    studio.take("tables")

    studio.do("conversation.new")
    studio.do("conversation.agent")
    studio.ask("What does the monthly rent come to for 18 months?", "1,450")
    studio.take("agent")
    studio.do("conversation.agent")

    studio.do("edit.prompts")
    studio.dialog()
    studio.take("prompts")
    studio.dialog().reject()

    studio.do("view.palette")
    window.palette_.field.insert("re")
    studio.take("palette")
    studio.dialog().reject()

    studio.do("model.choose")
    studio.dialog()
    studio.take("model")
    studio.dialog().reject()

    studio.do("edit.settings")
    _settings(studio).show_group("retrieval")
    studio.take("settings")
    studio.dialog().reject()

    studio.do("view.dark")
    studio.do("conversation.new")
    studio.ask("How long is the guarantee of the coffee machine?", "24 months")
    studio.ask("What colour is the front door of the house?", "")
    if conversation.open_one.turns[-1].supported != "not_found":
        raise RuntimeError("the documents do not say it")
    studio.take("dark")
    studio.do("view.light")


def chinese(studio: Studio, _: Sequence[Path]) -> None:
    """A question that the starter model cannot answer in words of its own, with the words that do."""
    studio.wait("the documents are listed", lambda: studio.window.library.documents)
    studio.do("conversation.new")
    studio.ask("城东区两居室的平均月租金是多少？", "三千五百元")
    studio.click_citation("三千五百元")
    studio.take("chinese")


def _settings(studio: Studio) -> "SettingsDialog":
    from gui.settings.dialog import SettingsDialog

    dialog = studio.dialog()
    if not isinstance(dialog, SettingsDialog):
        raise TypeError(f"instead of the settings came {type(dialog).__name__}")
    return dialog


PARTS: "dict[str, Callable[[Studio, Sequence[Path]], None]]" = {"en": english, "zh": chinese}


def _play(language: str, folder: Path) -> None:
    """Start the program as a person does, and play its part; the environment says where and in which language."""
    from PySide6.QtCore import QtMsgType, qInstallMessageHandler

    from assistant.paths import default_home
    from assistant.samples import sample_files
    from gui.app import start

    messages: list[str] = []

    def note(kind: QtMsgType, _: object, text: str) -> None:
        if kind != QtMsgType.QtDebugMsg:
            messages.append(text)

    qInstallMessageHandler(note)
    application, window = start([])
    application.setCursorFlashTime(0)
    font = application.font()
    font.setStyleStrategy(font.StyleStrategy.NoSubpixelAntialias)  # made for one kind of screen; grey suits all
    application.setFont(font)
    try:
        studio = Studio(application, window, folder)
        PARTS[language](studio, sample_files(default_home() / "samples"))
    finally:
        window.close_now()
    if messages:
        raise RuntimeError("Qt says: " + "; ".join(messages))


def main(arguments: Sequence[str] | None = None) -> int:
    """Take all pictures; 0 if every step came true."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path(str(resource("pictures"))), help="gets the pictures")
    parser.add_argument("--part", choices=list(PARTS), help="play one part on the display that there is")
    chosen = parser.parse_args(arguments)
    if chosen.part is not None:
        _play(chosen.part, chosen.folder)
        return 0
    chosen.folder.mkdir(parents=True, exist_ok=True)
    with virtual_display(WIDTH, HEIGHT) as display, tempfile.TemporaryDirectory(prefix="lectern-") as home:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LECTERN_", "LC_", "QT_"))}
        for language in PARTS:
            environment = {
                **kept,
                "DISPLAY": display,
                "QT_QPA_PLATFORM": "xcb",
                "LANG": "C.UTF-8",
                "LECTERN_HOME": home,
                "LECTERN_INTERFACE__LANGUAGE": language,
            }
            command = [sys.executable, "-m", "gui.screenshots", "--part", language, "--folder", str(chosen.folder)]
            code = subprocess.run(command, env=environment, check=False).returncode
            if code:
                return code
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""How the window starts: its words, its arguments, and what becomes of exceptions that nobody has caught."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTimer, QTranslator
from PySide6.QtWidgets import QDialogButtonBox, QWidget

from gui.actions import menu_titles
from gui.app import BUGS_SHOWN, tell_of_bugs
from gui.banner import Banners
from gui.i18n import FILES, speak
from gui.theme import Themes
from resources import resource


@pytest.fixture
def unspoken(qapp):
    """The application as it was."""
    font, locale = qapp.font(), QLocale()
    yield
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.deleteLater()
    qapp.setFont(font)
    QLocale.setDefault(locale)


def run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    kept = {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    kept.pop("QT_QPA_PLATFORM", None)
    return subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "gui.app", *arguments],
        env=kept | environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


@pytest.mark.parametrize("language", FILES)
def test_compiled_translations_are_there(language):
    assert resource("translations", f"{FILES[language]}.qm").is_file(), "make translations"


def test_the_window_and_qts_own_buttons_speak_chinese(qapp, qtbot, unspoken):
    speak(qapp, "zh")
    assert menu_titles()["file"] == "文件(&F)"
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(buttons)
    assert buttons.button(QDialogButtonBox.StandardButton.Cancel).text() == "取消"
    assert QLocale().language() == QLocale.Language.Chinese
    assert any("CJK SC" in family for family in qapp.font().families())


def test_english_knows_one_and_many(qapp, unspoken):
    speak(qapp, "en")
    assert QCoreApplication.translate("Banner", "%n time(s)", "", 1) == "1 time"
    assert QCoreApplication.translate("Banner", "%n time(s)", "", 3) == "3 times"


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_version_and_help_need_no_window(option):
    done = run(option)
    assert (done.returncode, "lectern" in done.stdout) == (0, True)
    assert "PySide6" not in done.stderr


def test_an_unknown_option_is_refused(tmp_path):
    done = run("--no-such-option")
    assert done.returncode == 2
    assert "--no-such-option" in done.stderr.splitlines()[-1]


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only there is a desktop something that may be missing"
)
def test_without_a_display_it_says_so_and_ends():
    done = run(str(Path("note.txt")))
    assert done.returncode == 1
    assert "display" in done.stderr.splitlines()[-1]


@pytest.fixture
def window(qtbot, qapp, monkeypatch):
    """A window as ``tell_of_bugs`` needs it; hooks are put back."""
    window = QWidget()
    qtbot.addWidget(window)
    window.banners = Banners(Themes(qapp, "light"), "en", window)
    for name in ("excepthook", "__excepthook__"):
        monkeypatch.setattr(sys, name, lambda *_: None)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    window.show()
    return window


def test_an_exception_in_a_slot_is_shown_and_the_window_goes_on(window, qtbot):
    tell_of_bugs(window)
    QTimer.singleShot(0, window, lambda: 1 / 0)
    qtbot.waitUntil(lambda: bool(window.banners.banners))
    assert "ZeroDivisionError" in window.banners.banners[0].details


def test_an_exception_in_a_thread_is_shown(window, qtbot):
    tell_of_bugs(window)
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(window.banners.banners))
    assert "ZeroDivisionError" in window.banners.banners[0].details


def test_a_bug_without_end_does_not_fill_the_window(window, qtbot):
    tell_of_bugs(window)
    for _ in range(BUGS_SHOWN + 50):
        try:
            raise ValueError("again")
        except ValueError:
            sys.excepthook(*sys.exc_info())
    qtbot.waitUntil(lambda: [banner.count for banner in window.banners.banners] == [BUGS_SHOWN])

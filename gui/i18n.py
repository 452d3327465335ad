"""The window's words in the person's language, Qt's own among them."""

from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication

from resources import resource

# English has a file, too: of "%n document(s)" it knows one and many.
FILES = {"en": "lectern_en", "zh": "lectern_zh_CN"}
QT_FILES = {"en": "", "zh": "qtbase_zh_CN"}
# Fonts draw one letter differently for China, Japan and Korea; the first of these that is there draws it as in China.
CHINESE_FONTS = ("PingFang SC", "Microsoft YaHei UI", "Noto Sans CJK SC", "Source Han Sans SC")


def speak(application: QApplication, language: str) -> None:
    """Give the application its words; to be called before any widget is made.

    Args:
        language: ``en`` or ``zh``.
    """
    folders = (str(resource("translations")), QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    for name, folder in zip((FILES[language], QT_FILES[language]), folders, strict=True):
        translator = QTranslator(application)
        if name and translator.load(str(Path(folder, f"{name}.qm"))):
            application.installTranslator(translator)
    # Numbers and dates as the language writes them, whatever the system's region is.
    QLocale.setDefault(QLocale("zh_CN" if language == "zh" else "en"))
    font = application.font()
    # "Sans Serif" and the like are no font's own name: what stands for it comes before those that follow.
    latin = [QFontInfo(font).family()] if language == "en" else []
    font.setFamilies([*font.families(), *latin, *CHINESE_FONTS])
    application.setFont(font)

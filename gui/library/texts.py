"""What the rows of the library say, in the person's language; all that comes from documents and names is one line."""

from PySide6.QtCore import QCoreApplication, QLocale

from assistant.library.names import shown
from assistant.library.types import DocumentInfo
from gui.library.contents import FileRow, FileState, GroupRow, Item, title_of
from gui.plain_text import plain_tip

SEPARATOR = " · "


class Texts:
    """The texts of rows.

    Attributes:
        language: of the errors' texts: ``en`` or ``zh``.
    """

    def __init__(self) -> None:
        self.language = "en"

    def title(self, item: GroupRow | Item) -> str:
        """The first line."""
        translate = QCoreApplication.translate
        if isinstance(item, DocumentInfo):
            return title_of(item)
        if isinstance(item, FileRow):
            return item.file.name
        match item.kind:
            case "all":
                return translate("LibraryTexts", "All documents")
            case "queue":
                return translate("LibraryTexts", "Being added")
            case "failed":
                return translate("LibraryTexts", "Could not be read")
            case "collection":
                return item.name

    def detail(self, item: GroupRow | Item) -> str:
        """The second line: what it is, how long, how far."""
        translate = QCoreApplication.translate
        if isinstance(item, GroupRow):
            if item.kind in ("queue", "failed"):
                return translate("LibraryTexts", "%n file(s)", "", item.count)
            return translate("LibraryTexts", "%n document(s)", "", item.count)
        if isinstance(item, FileRow):
            if item.file.error is not None:
                return item.file.error.message(self.language)
            parts = [self.state(item.state), shown(item.file.collection or "")]
            return SEPARATOR.join(filter(None, parts))
        parts = [format_name(item.format)]
        if item.pages:
            parts.append(translate("LibraryTexts", "%n page(s)", "", item.pages))
        else:
            parts.append(size_text(item.bytes))
        if item.ocr_pages:
            parts.append(translate("LibraryTexts", "%n read from the image", "", item.ocr_pages))
        if item.notes:
            parts.append(translate("LibraryTexts", "%n note(s)", "", len(item.notes)))
        return SEPARATOR.join(parts)

    def state(self, state: FileState) -> str:
        """How far a file is."""
        translate = QCoreApplication.translate
        match state:
            case "waiting":
                return translate("LibraryTexts", "Waiting")
            case "reading":
                return translate("LibraryTexts", "Reading …")
            case "indexing":
                return translate("LibraryTexts", "Indexing …")
            case "failed":
                return translate("LibraryTexts", "Could not be read")

    def filtered(self, item: Item) -> str:
        """What the filter looks for, beside the name."""
        if isinstance(item, FileRow):
            return self.state(item.state)
        ready = QCoreApplication.translate("LibraryTexts", "Ready")
        return f"{format_name(item.format)} {ready} {' '.join(path.rpartition('.')[2] for path in item.paths)}"

    def tip(self, item: GroupRow | Item) -> str:
        """Everything, where a row has no room for it."""
        if isinstance(item, FileRow):
            lines = [item.file.path, self.detail(item)]
            if item.file.error is not None:
                lines.append(item.file.error.hint(self.language))
        elif isinstance(item, DocumentInfo):
            lines = [title_of(item), self.detail(item), *item.paths, *(shown(note) for note in item.notes)]
        else:
            lines = [self.title(item), self.detail(item)]
        return plain_tip("\n".join(lines))

    def spoken(self, item: GroupRow | Item) -> str:
        """What a screen reader says."""
        return f"{self.title(item)}, {self.detail(item)}"


def format_name(name: str) -> str:
    """A format's name as people write it."""
    names = {"html": "HTML", "markdown": "Markdown", "docx": "Word", "xlsx": "Excel"}
    if name in names:
        return names[name]
    translate = QCoreApplication.translate
    if name == "text":
        return translate("LibraryTexts", "Text")
    if name == "mail":
        return translate("LibraryTexts", "E-mail")
    return translate("LibraryTexts", "Image") if name == "image" else name.upper()


def size_text(size: int) -> str:
    """Bytes in the person's units."""
    return QLocale().formattedDataSize(size, 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def language_name(code: str) -> str:
    """A language's own name for its ISO 639 code; the code where it is none."""
    if code == "en":
        return "English"  # Qt would say which
    language = QLocale.codeToLanguage(code)
    if language in (QLocale.Language.AnyLanguage, QLocale.Language.C):
        return code
    return QLocale(language).nativeLanguageName() or QLocale.languageToString(language)


def seconds_text(seconds: float | None) -> str:
    """A time to wait, as roughly as it is known."""
    translate = QCoreApplication.translate
    if seconds is None:
        return "…"
    if seconds < 60:
        return translate("LibraryTexts", "less than a minute left")
    if seconds < 90 * 60:
        return translate("LibraryTexts", "about %n minute(s) left", "", max(1, round(seconds / 60)))
    return translate("LibraryTexts", "about %n hour(s) left", "", round(seconds / 3600))

"""A link is opened only after its whole address was shown and the person has said yes."""

from PySide6.QtCore import QCoreApplication, QObject, Qt, QUrl, QUrlQuery
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMessageBox, QWidget

from assistant.rich_text import can_be_opened, visible

# Of a longer one the middle is left out of the view, never its beginning or its end; it is copied whole.
_SHOWN = 1_000


class LinkQuestion(QMessageBox):
    """Asks whether an address may be opened; one that is none of the web or of mail can only be copied.

    Args:
        address: as it stands in the text.
    """

    def __init__(self, address: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.address = address
        self.openable = can_be_opened(address) and _is_plain(QUrl(address, QUrl.ParsingMode.StrictMode))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Open a link"))
        self.setIcon(QMessageBox.Icon.Question if self.openable else QMessageBox.Icon.Warning)
        head = (
            self.tr("Open this address outside of Lectern?")
            if self.openable
            else self.tr("Lectern opens no addresses of this kind. You can copy it.")
        )
        self.setText(f"{head}\n\n{shown(address)}")
        if self.openable:
            self.setInformativeText(self.tr("It came from a text, not from you. What opens it can use the network."))
            self._open = self.addButton(self.tr("Open"), QMessageBox.ButtonRole.AcceptRole)
            self._open.clicked.connect(self._open_address)
        copy = self.addButton(self.tr("Copy"), QMessageBox.ButtonRole.ActionRole)
        copy.clicked.connect(self._copy)
        cancel = self.addButton(QMessageBox.StandardButton.Cancel)
        self.setDefaultButton(cancel)
        self.setEscapeButton(cancel)

    def _open_address(self) -> None:
        QDesktopServices.openUrl(QUrl(self.address, QUrl.ParsingMode.StrictMode))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.address)


def _is_plain(url: QUrl) -> bool:
    """Whether an address is whole and does no more than it shows: a mail is not to bring a file of the person's."""
    fields = [name.lower() for name, _ in QUrlQuery(url).queryItems(QUrl.ComponentFormattingOption.FullyDecoded)]
    return url.isValid() and (url.scheme() != "mailto" or not any(name.startswith("attach") for name in fields))


def shown(address: str) -> str:
    """``address`` with every letter to be seen: a host of other letters in both spellings, nothing that acts."""
    url = QUrl(address)
    host = url.host(QUrl.ComponentFormattingOption.FullyDecoded)
    encoded = url.host(QUrl.ComponentFormattingOption.FullyEncoded)
    text = visible(address)
    if len(text) > _SHOWN:
        text = f"{text[: _SHOWN - 200]} … {text[-200:]}"
    # Letters of other scripts look like Latin ones: their encoded form does not.
    if host == encoded:
        # A name and a password before the host look like one, and the middle may have been left out.
        hidden = bool(url.userInfo()) or len(address) > _SHOWN
        lead = QCoreApplication.translate("LinkQuestion", "It leads to {}")
        return f"{text}\n\n{lead.format(visible(encoded))}" if hidden and encoded else text
    note = QCoreApplication.translate("LinkQuestion", "The host has letters that are not Latin; it is {}")
    return f"{text}\n\n{note.format(encoded)}"


class LinkOpener(QObject):
    """Asks for each link that is chosen below a widget."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent

    def ask(self, address: str) -> None:
        """Show the address, and open it once that was confirmed."""
        LinkQuestion(address, self._window).open()

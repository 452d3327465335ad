"""The connections: what the agent may use beyond the library, by MCP servers and by OpenAPI files."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from gui.connections.api_page import ApiPage
from gui.connections.mcp_page import McpPage
from gui.connections.page import Page, button
from gui.jobs import Jobs
from gui.theme import Themes

if TYPE_CHECKING:
    from assistant.app import Assistant


class ConnectionsDialog(QDialog):
    """A page for each kind; every change is made at once.

    Args:
        assistant: whose connections they are.
        jobs: of the window.
        themes: of the application.
    """

    def __init__(self, assistant: "Assistant", jobs: Jobs, themes: Themes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Connections"))
        self.mcp = McpPage(assistant, jobs, themes)
        self.api = ApiPage(assistant, jobs, themes)
        self._pages: dict[str, Page] = {"mcp": self.mcp, "api": self.api}
        self.tabs = QTabWidget()
        self.tabs.tabBar().setAccessibleName(self.tr("Kinds of connections"))
        self.tabs.addTab(self.mcp, self.tr("MCP servers"))
        self.tabs.addTab(self.api, self.tr("Web services"))
        pixels = themes.pixels
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(button(self.tr("Close"), self.close))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[pixels(16)] * 4)
        layout.setSpacing(pixels(10))
        layout.addWidget(self.tabs, stretch=1)
        layout.addLayout(buttons)
        self.resize(pixels(820), pixels(620))

    def show_page(self, toolkit: str) -> None:
        """Show the page of a toolkit, ``mcp`` or ``api``."""
        page = self._pages.get(toolkit)
        if page is not None:
            self.tabs.setCurrentWidget(page)

    def reject(self) -> None:
        """Escape closes; every change has been made already."""
        self._let_go()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """A server that is starting is stopped."""
        self._let_go()
        super().closeEvent(event)

    def _let_go(self) -> None:
        for page in self._pages.values():
            page.let_go()

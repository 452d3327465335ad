"""The conversation's entries in menus, palette and shortcuts."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from gui.actions import Actions

if TYPE_CHECKING:
    from gui.chat.pane import ConversationPane


class ConversationActions(QObject):
    """Adds what can be done with conversations."""

    def __init__(self, pane: "ConversationPane", actions: Actions) -> None:
        super().__init__(pane)
        self._pane = pane
        add = actions.add
        add("conversation.new", "conversation", self.tr("&New conversation"), pane.new_conversation, shortcut="Ctrl+N",
            symbol="new")  # fmt: skip
        add("conversation.list", "conversation", self.tr("&Conversations"), pane.toggle_list, shortcut="Ctrl+J",
            tip=self.tr("Search, rename, export and delete conversations"), symbol="conversation")  # fmt: skip
        stop = add("conversation.stop", "conversation", self.tr("&Stop the answer"), pane.stop, shortcut="Esc",
                   symbol="stop", separated=True)  # fmt: skip
        stop.setEnabled(pane.asking)
        pane.asking_changed.connect(stop.setEnabled)
        agent = add("conversation.agent", "conversation", self.tr("Ask the a&gent"), pane.agent.mode.toggle,
                    shortcut="Ctrl+Shift+A", checkable=True,
                    tip=self.tr("Questions go to the agent, which works in steps with its tools"))  # fmt: skip
        pane.agent.mode.changed.connect(agent.setChecked)
        add("conversation.tools", "conversation", self.tr("Agent's &tools …"), pane.choose_tools,
            tip=self.tr("What the agent may use in this conversation"))  # fmt: skip
        word = add("conversation.word", "conversation", self.tr("Ans&wer the agent"), pane.answer_agent,
                   shortcut="Ctrl+Shift+G", tip=self.tr("Go to what the agent asks you"))  # fmt: skip
        word.setEnabled(False)
        pane.agent.notice.changed.connect(word.setEnabled)
        add("conversation.again", "conversation", self.tr("Ask the last question &again"), pane.commands.again_last,
            shortcut="Ctrl+R", symbol="again")  # fmt: skip
        add("conversation.edit", "conversation", self.tr("&Edit the last question"), pane.commands.edit_last,
            shortcut="Ctrl+Shift+R", symbol="edit")  # fmt: skip
        add("conversation.receipt", "conversation", self.tr("Context re&ceipt"), pane.toggle_receipt, shortcut="Ctrl+I",
            tip=self.tr("What the model reads, in exact tokens"))  # fmt: skip
        add("conversation.find", "conversation", self.tr("&Find in the conversation …"), pane.start_find,
            shortcut="Ctrl+Shift+F", symbol="search")  # fmt: skip
        add("conversation.rename", "conversation", self.tr("Rena&me"), self.rename, separated=True,
            tip=self.tr("Give this conversation another title"))  # fmt: skip
        add("conversation.export", "conversation", self.tr("E&xport …"), self.export, shortcut="Ctrl+E",
            symbol="export", tip=self.tr("Write this conversation to a file"))  # fmt: skip
        add("conversation.delete", "conversation", self.tr("&Delete"), self.delete, symbol="remove",
            tip=self.tr("Delete this conversation; it can be taken back for a while"))  # fmt: skip

    def rename(self) -> None:
        """Give the conversation that is open another title, in the list."""
        pane = self._pane
        if pane.conversation is not None:
            pane.unfold_list()
            pane.drawer.show_current(pane.conversation)
            pane.drawer.rename_selected()

    def delete(self) -> None:
        """Delete the conversation that is open; it can be taken back for a while."""
        info = self._pane.drawer.info(self._pane.conversation)
        if info is not None:
            self._pane.drawer.delete(info)

    def export(self) -> None:
        """Write the conversation that is open to a file that the person names."""
        info = self._pane.drawer.info(self._pane.conversation)
        if info is not None:
            self._pane.drawer.export(info)

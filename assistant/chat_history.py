"""A conversation as LangChain's chat history."""

from dataclasses import replace

from langchain_core.chat_history import BaseChatMessageHistory
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from assistant.conversations import Conversations


class ConversationHistory(BaseChatMessageHistory):
    """One conversation as LangChain's chat history: a thin adapter, to read from and to add whole messages to.

    langchain-core has deprecated this interface for 2.0; nothing in Lectern itself depends on it.
    """

    def __init__(self, conversations: Conversations, conversation: str | None = None) -> None:
        self._conversations = conversations
        self.conversation = conversation

    @property
    def messages(self) -> list[BaseMessage]:  # type: ignore[override] # a class attribute there, computed here
        """Questions and answers, in order; a question without an answer stands alone."""
        found: list[BaseMessage] = []
        for turn in self._conversations.turns(self.conversation) if self.conversation else []:
            found.append(HumanMessage(turn.question))
            if turn.answer:
                found.append(AIMessage(turn.answer))
        return found

    def add_message(self, message: BaseMessage) -> None:
        """Store a message: a question opens a turn, an answer ends the last one."""
        text = str(message.text)
        if isinstance(message, AIMessage) and self.conversation is not None:
            turns = self._conversations.turns(self.conversation)
            if turns and not turns[-1].answer:
                last = turns[-1]
                self._conversations.finish(replace(last, state="done", answer=text))
                return
        self.conversation, turn = self._conversations.start(self.conversation, text)
        self._conversations.finish(replace(turn, state="done"))

    def clear(self) -> None:
        """Delete the conversation."""
        if self.conversation is not None:
            self._conversations.delete(self.conversation)
            self.conversation = None

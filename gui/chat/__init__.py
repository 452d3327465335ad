"""The conversation: turns, the field below them, the list of conversations, the context receipt."""

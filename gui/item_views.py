"""What lists and trees have in common."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView


def edit_in_place(view: QAbstractItemView, index: QModelIndex | QPersistentModelIndex) -> None:
    """Let a row be edited where it stands, if it can be and none is being edited; Qt warns of every other attempt."""
    editable = bool(index.flags() & Qt.ItemFlag.ItemIsEditable) if index.isValid() else False
    if editable and view.isVisible() and view.state() != QAbstractItemView.State.EditingState:
        view.setFocus()
        view.edit(index)

"""The source pane: documents as they are, with the cited words highlighted."""

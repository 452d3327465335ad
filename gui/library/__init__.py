"""The library pane: documents, collections, the queue of files, and what questions are scoped to."""

"""The library of documents: store, readers, chunks, ingest, index and search."""

"""LangChain parts of Lectern: pure, given a model, a retriever and texts; no files, no processes, no Qt."""

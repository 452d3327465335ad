"""Models on llama.cpp and what they need: files, tokens, templates, grammars, embeddings."""

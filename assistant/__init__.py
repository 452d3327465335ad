"""The application: models on llama.cpp, the library of documents, conversations, settings, the command line."""

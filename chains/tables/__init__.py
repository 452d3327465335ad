"""Questions on tables: typed sheets, SQL that is built from what the question names, and an answer with its rows."""

"""The model in sight: what answers, what it runs on, and how to choose another."""

"""The prompt studio: what the model is asked with, seen, changed, compared and tried."""

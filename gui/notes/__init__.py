"""The person's notes: found, written, copied, removed."""

"""Readers: one file's bytes in, its text with structure, pages and rectangles out; each runs in a child process."""

"""Subjects to learn from: each is a vocabulary, a way to draw it, and a SUBJECT."""

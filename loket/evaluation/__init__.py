"""Measures how questions are understood, against labelled ones. The format is told in docs/panduan-penguji.md."""

"""Measures understanding on labelled questions, against the running engine."""

"""Conversations as testers write them, driven through the simulator. The words are in docs/panduan-penguji.md."""

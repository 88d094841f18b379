"""Conversation stories in Rasa's end-to-end words, driven through the simulator as a citizen would."""

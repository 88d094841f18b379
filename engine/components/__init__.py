"""Rasa graph components of the pipeline in ``config.yml``, in the order of a message's way."""

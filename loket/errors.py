"""The root of every named refusal in ``loket``. Each feature's own errors live in its ``errors.py``."""


class LoketError(Exception):
    """A refusal the caller may name and act on; carries its data as attributes."""

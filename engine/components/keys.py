"""Under which names our components hand on their findings in a Rasa message."""

TOKENS = "loket_tokens"
LINKED = "loket_linked"
DELEXICALISED = "loket_delexicalised"
WORDS = "words"
"""In what the engine understood (contract 2): the delexicalised words."""

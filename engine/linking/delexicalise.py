"""Words of a text with SERVICE and REGION in place of what was linked."""

from typing import List

from engine.linking.linker import Linked

SERVICE = "SERVICE"
REGION = "REGION"
NUMBER = "NUMBER"


def delexicalise(linked: Linked) -> List[str]:
    """Return the words with each linked stretch as one SERVICE or REGION, and longer numbers as NUMBER."""
    words: List[str] = []
    for index, token in enumerate(linked.tokens):
        if index in linked.region_tokens:
            word = REGION
        elif index in linked.service_tokens:
            word = SERVICE
        elif token.text.isdigit() and len(token.text) > 2:
            word = NUMBER
        else:
            word = token.text
        if not (words and word == words[-1] and word in {SERVICE, REGION}):
            words.append(word)
    return words

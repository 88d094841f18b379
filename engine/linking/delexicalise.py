"""Words of a text with SERVICE and REGION in place of what was linked."""

from functools import lru_cache
from typing import List

from engine.language.mending import Mender
from engine.language.normaliser import normaliser_for
from engine.language.word_lists import LEXICON_DATA
from engine.linking.linker import Linked

SERVICE = "SERVICE"
REGION = "REGION"
NUMBER = "NUMBER"


@lru_cache(maxsize=1)
def _mender() -> Mender:
    return Mender(normaliser_for(LEXICON_DATA))


def delexicalise(linked: Linked) -> List[str]:
    """Return the words with each linked stretch as one SERVICE or REGION, longer numbers as NUMBER, typos mended."""
    words: List[str] = []
    for index, token in enumerate(linked.tokens):
        if index in linked.region_tokens:
            word = REGION
        elif index in linked.service_tokens:
            word = SERVICE
        elif token.text.isdigit() and len(token.text) > 2:
            word = NUMBER
        else:
            word = _mender().mended(token.text)
        if not (words and word == words[-1] and word in {SERVICE, REGION}):
            words.append(word)
    return words

"""Moving away or moving in: which of the two services "surat pindah" means, by what else the message says."""

from dataclasses import replace
from typing import List, Optional, Sequence

from engine.language.word_lists import word_list
from engine.linking.regions import Mention
from engine.linking.services import ServiceMatch

_PLANNED = frozenset({"mau", "akan", "hendak", "ingin", "rencana", "rencananya", "berencana", "bakal"})
_DONE = frozenset({"sudah", "habis", "barusan", "telah", "kemarin", "baru"})
_MOVING = frozenset({"pindah", "pindahan", "berpindah"})
_HELD = frozenset({"pegang", "bawa", "membawa", "punya", "dapat", "terbit", "jadi"}) | {"sudah"}
_NOT_HELD = frozenset({"belum", "minta", "membuat", "bikin", "mengurus", "urus", "mau", "kapan", "hilang", "berapa"})
_ABOUT_EQUAL = 0.75
_NEAR = 3  # words between "mau" and "pindah"


def decided(
    matches: List[ServiceMatch], words: Sequence[str], mentions: Sequence[Mention], home: str
) -> Optional[ServiceMatch]:
    """Return the match that is meant of two that fit about equally, one for either way; None where nothing tells.

    ``home``: slug of the citizen's chosen region, or empty.
    """
    if len(matches) < 2 or matches[1].score < _ABOUT_EQUAL * matches[0].score:
        return None
    first, second = matches[:2]
    away, here = word_list("origin_services"), word_list("destination_services")
    if {first.slug in away, second.slug in away} != {True, False} or not {first.slug, second.slug} & here:
        return None
    leaves = _leaves(words, mentions, home)
    if leaves is None:
        return None
    return first if (first.slug in away) == leaves else second


def _leaves(words: Sequence[str], mentions: Sequence[Mention], home: str) -> Optional[bool]:
    """Return True where the citizen is about to leave, False where they have come, None where neither shows."""
    goals = {slug for mention in mentions if mention.role == "ke" for slug in mention.slugs}
    origins = {slug for mention in mentions if mention.role == "dari" for slug in mention.slugs}
    if home and home in goals:
        return False
    if home and (home in origins or goals):
        return True
    for index, word in enumerate(words):
        if word in _MOVING:
            before = set(words[max(0, index - _NEAR) : index])
            if before & _DONE:
                return False
            if before & _PLANNED:
                return True
    return None


def arrived(matches: List[ServiceMatch], words: Sequence[str]) -> Optional[ServiceMatch]:
    """Return moving in where the best match is moving away by a letter that the citizen holds already; else None."""
    if not matches or matches[0].slug not in word_list("origin_services") or not _holds_letter(words):
        return None
    return replace(matches[0], slug=min(word_list("destination_services")))


def _holds_letter(words: Sequence[str]) -> bool:
    for index, word in enumerate(words):
        is_letter = word == "skpwni" or (word == "surat" and words[index + 1 : index + 2] == ["pindah"])
        if is_letter:
            around = {*words[max(0, index - _NEAR) : index], *words[index + 1 : index + 1 + _NEAR]}
            return bool(around & _HELD) and not around & _NOT_HELD
    return False

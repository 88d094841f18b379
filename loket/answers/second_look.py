"""A second look at what the engine read in a typed message, by plain words and the conversation. Pure functions.

The engine reads each message by itself and gives it one aspect. People greet and ask at once, correct themselves with
"bukan, yang perpanjang", or name a region and a new question together; the words show it, so no guess is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from loket.answers import cues
from loket.answers.asked_aspects import named_aspects, plainly_named
from loket.answers.aspects import COMING, FALLBACK, INFO, REPEATABLE
from loket.answers.reading import Context, Heard, Linked

_POLITE: Final = frozenset({"greet", "goodbye", "thanks", "chitchat"})
_YES_NO: Final = frozenset({"affirm", "deny"})
_REREAD: Final = frozenset((*INFO, FALLBACK, "affirm", "deny", "chitchat", "out_of_scope"))
# "makasih infonya" is thanks; "makasih, kalo biayanya?" asks.
_ASKS: Final = re.compile(
    r"\?|\b(?:berapa|brp|brapa|piro|pira|apa|opo|gimana|gmn|bagaimana|piye|kumaha|kapan|mana|dmn|dimana|endi|kalo|kalau|klo"
    r"|terus|trus|bisa|bs|lek|nek)\b",
    re.IGNORECASE,
)
_QUESTION_WORDS: Final = frozenset(
    """berapa brp brapa piro pira apa apaan kapan dimana dmn mana bisa bs gak ga nggak ngga enggak tidak ada harus perlu
    lagi lg urus ngurus bikin buat mengurus gawe minta tanya nanya mending jadi jd sebenernya sebenarnya salah sorry
    maap maaf ralat batal ganti pilih""".split()  # noqa: SIM905
)
_POINTS: Final = cues.CORRECTING | {"yang", "yg", "sing", "nu"}
_MOST_WORDS: Final = 3
_STEM: Final = 5  # letters by which "perpanjangan" is "perpanjang"


def look_again(heard: Heard, context: Context) -> Heard:
    """The message with the aspect its words show, where the engine heard only courtesy, a yes or no, or a region."""
    if heard.is_payload:
        return heard
    asked = named_aspects(heard.text)
    if heard.aspect in (*INFO, *COMING) and not (heard.service or heard.region) and cues.is_filler(heard.text):
        return replace(heard, aspect=FALLBACK)  # "trus?": small words alone ask nothing
    speaks_of = heard.service is not None or context.service is not None or context.office is not None
    if heard.aspect in _POLITE and asked and speaks_of and _asks(heard):
        return replace(heard, aspect=asked[0])
    plain = plainly_named(heard.text)
    if heard.aspect in ("overview", FALLBACK) and plain and speaks_of:
        return replace(heard, aspect=plain)  # "syarat skck tu apa aja" asks for more than what it is
    if heard.aspect == "greet" and heard.service is not None:
        return replace(heard, aspect="overview")
    if heard.aspect == "change_region" and asked and heard.region is not None and speaks_of:
        return replace(heard, aspect=asked[0])
    if heard.aspect in _YES_NO:
        return _after_yes_or_no(heard, context, asked)
    return heard


def _asks(heard: Heard) -> bool:
    return heard.aspect == "greet" or heard.service is not None or _ASKS.search(heard.text) is not None


def _after_yes_or_no(heard: Heard, context: Context, asked: tuple[str, ...]) -> Heard:
    """ "iya yang KK", "bukan, di Bantul": what is named takes the place of what was spoken of."""
    waiting = context.pending
    if asked and (heard.service or context.service):
        return replace(heard, aspect=asked[0])
    if heard.service is not None:
        fills = waiting is not None and waiting.needs == "service"
        return replace(heard, aspect=FALLBACK if fills else _last(context))
    if heard.region is not None:
        return replace(heard, aspect="change_region")
    return heard


def _last(context: Context) -> str:
    return context.aspect if context.aspect in REPEATABLE and context.aspect else "overview"


def variant_words(heard: Heard, context: Context) -> tuple[str, ...]:
    """The words that may name another variant of the service spoken of ("yang perpanjang"); empty where none can."""
    if heard.is_payload or heard.service is not None or context.service is None or heard.aspect not in _REREAD:
        return ()
    spans = (heard.region.span,) if heard.region and heard.region.span else ()
    small = cues.FILLERS | _QUESTION_WORDS | cues.CORRECTING
    said = cues.words(cues.without_spans(heard.text, spans))
    words = tuple(word for word in said if word not in small and not named_aspects(word) and not word.isdigit())
    asks_well = heard.aspect in INFO and heard.aspect != "overview"
    if asks_well and not any(word in _POINTS for word in said):  # "lama?" asks how long, not for an older variant
        return ()
    return words if len(words) <= _MOST_WORDS else ()


def with_variant(heard: Heard, context: Context, words: Iterable[str], phrases: Mapping[str, Iterable[str]]) -> Heard:
    """The message with the one sibling service whose names hold all the ``words``; unchanged where there is not one.

    ``phrases``: the names of the service spoken of and of its siblings, by slug.
    """
    wanted = tuple(words)
    fitting = [slug for slug, names in phrases.items() if any(_holds(name, wanted) for name in names)]
    if not wanted or len(fitting) != 1 or fitting[0] == context.service:
        return heard
    asked = named_aspects(heard.text)
    heard_well = heard.aspect in INFO and heard.aspect != "overview"
    aspect = asked[0] if asked else heard.aspect if heard_well else _last(context)
    return replace(heard, aspect=aspect, service=Linked(fitting[0], (fitting[0],)))


def _holds(phrase: str, wanted: tuple[str, ...]) -> bool:
    names = phrase.split()
    return all(any(_same(word, name) for name in names) for word in wanted)


def _same(word: str, name: str) -> bool:
    return word == name or (len(word) >= _STEM and len(name) >= _STEM and word[: _STEM + 2] == name[: _STEM + 2])

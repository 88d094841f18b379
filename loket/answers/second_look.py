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
from loket.answers.asked_aspects import asks_how, named_aspects, only_asks, only_named, plainly_named
from loket.answers.aspects import COMING, FALLBACK, INFO
from loket.answers.conditions import as_condition, asks_leave, without_place
from loket.answers.follow_ups import UNSURE, follow_up, is_doubtful, last_question
from loket.answers.heard import Context, Heard, Linked
from loket.answers.same_words import holds

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
_POINTS: Final = cues.CORRECTING | cues.SUPPOSING | {"yang", "yg", "sing", "nu"}
_MARKUP: Final = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_MISTAKEN_FOR_A_PLACE: Final = frozenset({"out_of_scope", "chitchat"})
_TRICKS: Final = re.compile(r"[;{}$<>\\`|]|^\s*/|--")
_WEAK: Final = 0.37  # a name found in part only
_FAR: Final = 4  # words from its first to its last
_MOST_WORDS: Final = 3
_FEW_WORDS: Final = 6


def look_again(heard: Heard, context: Context) -> Heard:
    """The message with the aspect its words show, where the engine heard only courtesy, a yes or no, or a region."""
    if heard.is_payload:
        return heard
    if _is_far_fetched(heard, context):
        heard = replace(heard, service=None)
    heard = without_place(as_condition(heard, context) or heard, context)
    asked = named_aspects(heard.text)
    names = heard.service or heard.region or asked
    if heard.aspect in (*INFO, *COMING) and not names and cues.is_filler(heard.text):
        return replace(heard, aspect=FALLBACK)  # "trus?": small words alone ask nothing
    speaks_of = heard.service is not None or context.service is not None or context.office is not None
    if heard.aspect in _POLITE and asked and speaks_of and _asks(heard):
        return replace(heard, aspect=asked[0])
    is_at = heard.region is not None and cues.IS_AT.search(heard.text) is not None
    if heard.aspect == "emergency" and heard.confidence < UNSURE and is_at and context.service and not heard.service:
        return replace(heard, aspect="change_region")  # "rumah kami di Kasihan": danger told by words was seen before
    followed = follow_up(heard, context)
    if followed is not None:
        return followed
    if speaks_of and (plain := _plain_aspect(heard)):
        return replace(heard, aspect=plain)
    if is_doubtful(heard) and cues.corrects(heard.text) and (heard.service or heard.region):
        return _corrected(heard, context, named_aspects(cues.without_denied(heard.text)))
    is_put_right = heard.aspect == "overview" and cues.corrects(heard.text) and context.service and not names
    if is_put_right and len(cues.words(heard.text)) <= _FEW_WORDS:  # "eh salah, kelas 3 maksudnya"
        return replace(heard, aspect=last_question(context))
    if heard.aspect == "help" and heard.region is not None and heard.service is None:
        return replace(heard, aspect="list_services")  # "bisa bantu apa saja di Mojokerto?"
    if heard.aspect in _MISTAKEN_FOR_A_PLACE and heard.confidence < UNSURE and heard.region and speaks_of:
        return replace(heard, aspect="change_region")  # "I'm based in Jaksel btw"
    if heard.aspect == "greet" and heard.service is not None:
        return replace(heard, aspect="overview")
    changes_place = cues.CHANGES_PLACE.search(heard.text) is not None
    if heard.aspect == "change_region" and asked and heard.region is not None and speaks_of and not changes_place:
        return replace(heard, aspect=asked[0])
    if heard.aspect in _YES_NO:
        return _after_yes_or_no(heard, context, asked)
    return heard


def _plain_aspect(heard: Heard) -> str | None:
    """The aspect that plain words name where the engine saw none or is unsure ("syarat skck tu apa aja")."""
    if heard.aspect == "out_of_scope":
        if heard.service is None:
            return only_asks(heard.text)
        text = _MARKUP.sub(" ", heard.text)
        return None if _TRICKS.search(text) else plainly_named(text)
    if heard.aspect in INFO and heard.aspect != "overview" and heard.confidence < UNSURE:
        return plainly_named(heard.text)
    if heard.aspect not in ("overview", FALLBACK):
        return None
    plain = plainly_named(heard.text)
    if plain is None and heard.aspect == "overview":
        if named_aspects(heard.text) == ("online_link",):  # "skpwni online purwakarta"
            return "online_link"
        return "procedure" if asks_how(heard.text) else None
    return plain or only_named(heard.text) or ("requirements" if asks_leave(heard.text) else None)


def _corrected(heard: Heard, context: Context, asked: tuple[str, ...]) -> Heard:
    if heard.service is None:
        return replace(heard, aspect=asked[0] if asked and context.service else "change_region")
    return replace(heard, aspect=asked[0] if asked else last_question(context))


def _is_far_fetched(heard: Heard, context: Context) -> bool:
    """Whether another service was put together from words far apart, while one is spoken of ("kaluar2 depe surat")."""
    named = heard.service
    if named is None or named.span is None or context.service in (None, named.value) or named.score >= _WEAK:
        return False
    return len(cues.words(heard.text[slice(*named.span)])) >= _FAR


def _asks(heard: Heard) -> bool:
    return heard.aspect == "greet" or heard.service is not None or _ASKS.search(heard.text) is not None


def _after_yes_or_no(heard: Heard, context: Context, asked: tuple[str, ...]) -> Heard:
    """ "iya yang KK", "bukan, di Bantul": what is named takes the place of what was spoken of."""
    waiting = context.pending
    if asked and (heard.service or context.service):
        return replace(heard, aspect=asked[0])
    if heard.service is not None:
        fills = waiting is not None and waiting.needs == "service"
        return replace(heard, aspect=FALLBACK if fills else last_question(context))
    if heard.region is not None:
        return replace(heard, aspect="change_region")
    return heard


def variant_words(heard: Heard, context: Context) -> tuple[str, ...]:
    """The words that may name another variant of the service spoken of ("yang perpanjang"); empty where none can."""
    if heard.is_payload or heard.service is not None or context.service is None or heard.aspect not in _REREAD:
        return ()
    if cues.asks_again(heard.text):
        return ()
    spans = (heard.region.span,) if heard.region and heard.region.span else ()
    small = cues.FILLERS | _QUESTION_WORDS | cues.CORRECTING
    said = cues.words(cues.without_denied(cues.without_spans(heard.text, spans)))
    words = tuple(word for word in said if word not in small and not named_aspects(word) and not word.isdigit())
    asks_well = heard.aspect in INFO and heard.aspect != "overview"
    is_all = len(words) == len(said) and heard.confidence < UNSURE  # "perpanjang" by itself
    if asks_well and not is_all and not any(word in _POINTS for word in said):
        return ()  # "lama?" asks how long, not for an older variant
    return words if len(words) <= _MOST_WORDS else ()


def with_variant(heard: Heard, context: Context, words: Iterable[str], phrases: Mapping[str, Iterable[str]]) -> Heard:
    """The message with the one sibling service whose names hold all the ``words``; unchanged where there is not one.

    ``phrases``: the names of the service spoken of and of its siblings, by slug.
    """
    wanted = tuple(words)
    fitting = [slug for slug, names in phrases.items() if any(holds(name, wanted) for name in names)]
    denies = cues.without_denied(heard.text) != heard.text  # "bukan yang baru, perpanjang": also where it was that
    if not wanted or len(fitting) != 1 or (fitting[0] == context.service and not denies):
        return heard
    asked = named_aspects(heard.text)
    heard_well = heard.aspect in INFO and heard.aspect != "overview"
    aspect = asked[0] if asked else heard.aspect if heard_well else last_question(context)
    return replace(heard, aspect=aspect, service=Linked(fitting[0], (fitting[0],)))

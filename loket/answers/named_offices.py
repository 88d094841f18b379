"""A kind of office named in a message ("jam buka dukcapil", "polres sleman di mana"): it is asked about itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from loket.answers import cues
from loket.answers.aspects import COMING, FALLBACK, INFO, OF_AN_OFFICE
from loket.answers.facts import ServiceFacts
from loket.answers.heard import Context, Heard, Linked

MAX_CHOICES: Final = 6
_ABOUT_OFFICES: Final = frozenset((*INFO, *COMING, FALLBACK, "list_services", "change_region"))
# The office people mean, by the word they use. Those after the first kind are its smaller counters.
KINDS: Final = {
    "disdukcapil": ("disdukcapil", "gerai_dukcapil"),
    "samsat": ("samsat", "samsat_keliling"),
    "imigrasi": ("imigrasi",),
    "kua": ("kua",),
    "puskesmas": ("puskesmas",),
    "satpas": ("satpas",),
    "polres": ("polres",),
    "polsek": ("polsek",),
    "mpp": ("mpp", "gerai_pelayanan_publik", "pasar_pelayanan_publik"),
    "kantor_pertanahan": ("kantor_pertanahan",),
    "dpmptsp": ("dpmptsp",),
    "disnaker": ("disnaker",),
    "dinsos": ("dinsos",),
    "bpjs_kesehatan": ("bpjs_kesehatan",),
    "kpp": ("kpp",),
    "kantor_pos": ("kantor_pos",),
    "balai_kota": ("balai_kota",),
    "kantor_bupati": ("kantor_bupati",),
}
_WORDS: Final = tuple(
    (kind, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE))
    for kind, pattern in (
        ("disdukcapil", r"(?:dis)?dukcapil\w*|dis?duk|capil|(?:kantor )?catatan sipil"),
        ("samsat", r"samsat\w*"),
        ("imigrasi", r"imigrasi"),
        ("kua", r"kua|kantor urusan agama"),
        ("puskesmas", r"puskesmas|pkm"),
        ("satpas", r"satpas"),
        ("polres", r"polres(?:ta|tabes)?|polrestabes|polresta"),
        ("polsek", r"polsek"),
        ("mpp", r"mpp|mal(?:l)? pelayanan publik"),
        ("kantor_pertanahan", r"bpn|kantor pertanahan|atr bpn"),
        ("dpmptsp", r"dpmptsp|ptsp"),
        ("disnaker", r"disnaker\w*|dinas tenaga kerja"),
        ("dinsos", r"dinsos|dinas sosial"),
        ("bpjs_kesehatan", r"kantor bpjs"),
        ("kpp", r"kantor pajak|kpp(?: pratama)?"),
        ("kantor_pos", r"kantor pos"),
        ("balai_kota", r"balai ?kota"),
        ("kantor_bupati", r"kantor bupati"),
    )
)


def with_named_office(
    heard: Heard, context: Context, catalogue: Callable[[], Sequence[ServiceFacts]]
) -> tuple[Heard, Context]:
    """The message and conversation where an office is named beside no service, or one that it does not serve.

    ``catalogue``: reads the services offered; called only where an office is named, for there may be 30,000.
    """
    if heard.is_payload or heard.service or heard.aspect not in _ABOUT_OFFICES:
        return heard, context
    named = next(((kind, match) for kind, cue in _WORDS if (match := cue.search(heard.text))), None)
    if named is None:
        return heard, context
    kind, match = named
    services = catalogue()
    served_by = next((one.office_kinds for one in services if one.slug == context.service), ())
    if served_by and not set(KINDS[kind]).isdisjoint(served_by) and (heard.aspect in (*INFO, *COMING) or heard.region):
        return heard, context  # "di polres kudus" after the cost of a SKCK: where, not the office itself
    if heard.aspect in COMING:  # "antri online dukcapil" after a question on roads: no longer about roads
        return heard, replace(context, service=None, asked=())
    if heard.aspect in OF_AN_OFFICE or _is_bare(heard, match.span()):
        aspect = "location" if _is_bare(heard, match.span()) else heard.aspect
        return replace(heard, aspect=aspect, office=kind), replace(context, service=None, asked=())
    return _its_services(heard, context, services, kind)


def _is_bare(heard: Heard, office: tuple[int, int]) -> bool:
    """Whether the message holds the office, maybe a region, and small words only."""
    spans = (office, *([heard.region.span] if heard.region and heard.region.span else []))
    return cues.is_filler(cues.without_spans(heard.text, spans))


def _its_services(heard: Heard, context: Context, services: Sequence[ServiceFacts], kind: str) -> tuple[Heard, Context]:
    """Something else is asked than the last service can mean: which of the office's services?"""
    if context.service is None or heard.aspect not in INFO:
        return heard, context
    served = tuple(one.slug for one in services if one.office_kinds and one.office_kinds[0] == kind)[:MAX_CHOICES]
    if not served:
        return heard, context
    linked = Linked(served[0], served, ambiguous=len(served) > 1)
    return replace(heard, service=linked), replace(context, service=None, asked=())

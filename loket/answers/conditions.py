"""A paper or circumstance named beside the service spoken of ("ktp saya Bogor, bisa?"): a condition, no new topic.

Who asks about SKCK and then "kalau KTP saya Bogor bisa ga?" still asks about SKCK. Pure functions.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from loket.answers import cues
from loket.answers.asked_aspects import named_aspects, plainly_named
from loket.answers.aspects import FALLBACK, INFO
from loket.answers.heard import Context, Heard

MOVES: Final = frozenset({"pindah_keluar", "pindah_datang"})
_MAY_ASK_PAPERS: Final = frozenset({"requirements", "overview", "procedure", FALLBACK, "chitchat", "affirm"})
_NEEDS: Final = re.compile(
    r"\b(?:perlu|butuh|bth|bawa|mbawa|pake|pakai|pke|nganggo|pakek|wajib|harus (?:ada|punya|pakai|pake|bawa)|lampirin"
    r"|lampirkan|fotokopi|fotocopy|fc)\s+(?:\w+\s+){0,2}?(?:surat\b|fotokopi\b|fotocopy\b|fc\b|kartu\b|\w+\s*$)",
    re.IGNORECASE,
)
_YES_OR_NO: Final = re.compile(
    r"\b(?:ga|gak|nggak|ngga|enggak|engga|tidak|tdk|ndak|ora|ra|teu|henteu|kah|jg|juga|asli(?:nya)?)\b\W*(?:\w{1,4}\W*)?$",
    re.IGNORECASE,
)
_NOT: Final = r"(?:ga|gak|gk|nggak|ngga|enggak|tidak|tdk|nda|ndak|ora|ra|teu|henteu|indak|mboten|po|kah)"
# Whether something still goes with what is told: "masih bisa atau tidak", "ngaruh ga", "gpp?".
_STILL_GOES: Final = re.compile(
    r"\b(?:bisa|bs|biso|isa|iso|boleh|blh|bole|oleh|ngaruh|pengaruh|gpp|gapapa|papa|apa-apa|apa2|masalah|eligible|diterima"
    rf"|sah|berlaku|cukup)\b.*(?:\?|\b{_NOT}\b)"
    r"|\b(?:gpp|gapapa|papa|eligible|ngaruh)\b",
    re.IGNORECASE | re.DOTALL,
)
_ASKING_ELSE: Final = cues.QUESTIONS - {"apa", "opo", "naon"}  # "harus mulai dari mana"
_MAY_OR_MUST: Final = re.compile(
    r"\b(?:harus|hrs|kudu|mesti|must|perlu|wajib|boleh|blh|bole|oleh|can i|eligible|dilayani|diterima|dicatat)\b"
    rf"|\b(?:bisa|bs|biso|iso|isa)\b.*(?:\?|\b{_NOT}\b)|\b(?:masih|apa|apakah)\s+(?:\w+\s+){{0,3}}?(?:bisa|bs)\b",
    re.IGNORECASE | re.DOTALL,
)
# In which form a paper is wanted: "buku nikahnya asli atau fotokopi".
_FORM: Final = re.compile(
    r"\b(?:asli|aslinya|fotokopi|fotocopy|foto ?copy|potokopi|fc|legalisir|dilegalisir|scan)\b", re.IGNORECASE
)
# What is done to get a paper: then it is the paper that is asked about. "apa masih bisa dibuat" is of the service.
_GETTING: Final = re.compile(
    r"(?<!\bdi)(?:bikin|buat|gawe|nyieun|urus|ganti|panjang|cetak|daftar|aju|minta|bayar|cek|pindah|lapor|tambah|ambil|aktif|ubah"
    r"|rubah|perbaiki|bener|hapus|cabut|beli)\w*",
    re.IGNORECASE,
)
_OTHER_ADDRESS: Final = re.compile(r"\balamat(?:nya)?\s+(?:lama|baru|lain|luar|asal|beda)\b", re.IGNORECASE)
_SURE: Final = 0.9  # a service named as fully as this is a topic of its own
_ELSEWHERE: Final = re.compile(
    r"\b(?:pindah(?:an)?|asal|lahir(?:an)?|lulusan|beli|from|masih|msh|ktp|kk|kartu keluarga|akta|akte|domisili)"
    r"(?:ku|nya|ne|na|e)?\W+(?:(?!di\b|ke\b)\w+\W+){0,2}?(?:dari|dr|(?:masih|msh)(?:\W+di)?|saking|soko|from)?\W*(?:kab\w*|kota)?\W*$",
    re.IGNORECASE,
)


def as_condition(heard: Heard, context: Context) -> Heard | None:
    """The message as a question about the service spoken of; None where it names a topic of its own."""
    if asks_for_papers(heard, context):
        return without_place(replace(heard, aspect="requirements", service=None), context)
    if not _still_goes(heard, context):
        return None
    sure = heard.aspect in INFO and heard.aspect != "overview"
    return without_place(replace(heard, aspect=heard.aspect if sure else "requirements", service=None), context)


def asks_for_papers(heard: Heard, context: Context) -> bool:
    """Whether a service is named as a paper that the one spoken of may need ("harus bawa kk asli ga?")."""
    named = heard.service
    if named is None or named.span is None or context.service in (None, named.value):
        return False
    if heard.aspect not in _MAY_ASK_PAPERS or plainly_named(heard.text) or cues.corrects(heard.text):
        return False
    before, after = heard.text[: named.span[0]], heard.text[named.span[1] :]
    within = heard.text[named.span[0] : named.span[1]]
    return (_NEEDS.search(f"{before} {within}") and _YES_OR_NO.search(f"{within} {after}")) is not None


def asks_leave(text: str) -> bool:
    """Whether a message asks if something may or must be, where nothing else is clear of it."""
    asks_else = _ASKING_ELSE.intersection(cues.words(text))
    return _MAY_OR_MUST.search(text) is not None and not asks_else and not named_aspects(text)


def asks_of_a_case(text: str) -> bool:
    """Whether a message asks for a yes or no about the person's own case ("KTP saya masih Bogor, bisa?")."""
    return asks_leave(text) or (_STILL_GOES.search(text) is not None and not named_aspects(text))


def _still_goes(heard: Heard, context: Context) -> bool:
    """Whether what is named only tells the case that is asked about."""
    named = heard.service
    if named is None or named.span is None or context.service in (None, named.value, *context.earlier):
        return False
    if heard.aspect not in (*_MAY_ASK_PAPERS, *INFO) or _names_an_aspect(heard.text):
        return False
    start, end = named.span
    before = cues.words(heard.text[:start])[-1:]
    around = " ".join([*before, *cues.words(heard.text[start:end])])
    if _GETTING.search(around) or cues.corrects(heard.text):
        return False
    return bool(_FORM.search(heard.text) or (named.score < _SURE and _STILL_GOES.search(heard.text)))


def _names_an_aspect(text: str) -> bool:
    """Whether an aspect is named; "pemilik lamanya" and "masih alamat lama" name none, "berapa lama" does."""
    text = _OTHER_ADDRESS.sub(" ", text)
    return bool(plainly_named(text) or set(named_aspects(text)) - {"duration"})


def without_place(heard: Heard, context: Context) -> Heard:
    """Where the paper comes from ("KTP masih Solok") is not where the person is served."""
    named = heard.region
    spoken = (context.region,) if context.region else context.regions
    if named is None or named.span is None or not spoken or named.value in spoken:
        return heard
    is_told = heard.aspect == "change_region" or cues.IS_AT.search(heard.text)
    if context.service in (None, *MOVES) or is_told:
        return heard
    return replace(heard, region=None) if _ELSEWHERE.search(heard.text[: named.span[0]]) else heard

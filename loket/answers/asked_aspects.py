"""Several aspects in one message ("syarat sama biayanya?"), read from plain cue words. The engine gives one intent.

Precise before complete: a second aspect counts only where both stand in the message, joined, with nothing between
that takes one back. A message read wrongly as double would answer what nobody asked.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from loket.answers.cues import words

MAX_ASPECTS: Final = 3
_ALSO: Final = (  # plain words that need no partner to be clear, in a message that is otherwise courtesy
    ("cost", re.compile(r"\b(?:gratis|bayar|mbayar|bayare|biayae)\b", re.IGNORECASE)),
    ("online_link", re.compile(r"\b(?:online|daring|onlen)\b", re.IGNORECASE)),
    ("hours", re.compile(r"\b(?:buka|tutup)\b", re.IGNORECASE)),
)
_CUES: Final = tuple(
    (aspect, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE))
    for aspect, pattern in (
        ("requirements", r"(?:per)?syarat(?:an)?(?:nya|e|ne)?|(?:berkas|dokumen)(?:nya|e| apa)|bawa apa"),
        ("procedure", r"(?:tata )?cara(?:nya|ne)?|prosedur(?:nya|e)?|alur(?:nya|e)?|langkah(?:-langkah)?(?:nya|e)?"),
        ("cost", r"biaya(?:nya|ne)?|tarif(?:nya|e)?|ongkos(?:nya|e)?|harga(?:nya|ne)?|bayar(?:nya|e)"
                 r"|bayar (?:berapa|brp|piro)|(?:berapa|brp|piro) bayar"),
        ("duration", r"(?:berapa|brp|piro) (?:lama|hari|lm)|lama(?:nya|ne)|lama (?:proses|pengurusan|jadi)(?:nya)?"
                     r"|kapan jadi(?:nya)?"),
        ("hours", r"jam(?:nya|e)|jam (?:buka|tutup|kerja|layanan|pelayanan|operasional|berapa|brp)(?:nya)?|buka jam"),
        ("location", r"di ?mana|dmn|lokasi(?:nya|ne)?|alamat(?:nya|e)|alamat kantor(?:nya)?|tempat(?:nya|e)|kantornya"),
        ("contact", r"(?:nomor|nomer|no) (?:telepon|telpon|telp|tlp|wa|hp|kontak)(?:nya)?|kontak(?:nya|e)?"),
        ("online_link", r"link(?:nya|e)?|tautan(?:nya)?|situs(?:nya)?|website(?:nya)?"),
        ("legal_basis", r"dasar hukum(?:nya|e)?"),
    )
)  # fmt: skip
_NOUNS: Final = (
    ("requirements", re.compile(r"\b(?:per)?syarat(?:an)?(?:nya|e|ne)?\b", re.IGNORECASE)),
    ("cost", re.compile(r"\b(?:biaya|tarif|ongkos)(?:nya|ne|e)?\b", re.IGNORECASE)),
    ("duration", re.compile(r"\b(?:berapa|brp|piro) (?:lama|hari)\b", re.IGNORECASE)),
    ("procedure", re.compile(r"\b(?:tata cara|caranya|prosedur(?:nya)?|alur(?:nya)?)\b", re.IGNORECASE)),
    ("hours", re.compile(r"\bjam (?:buka|tutup|kerja|layanan|pelayanan)(?:nya)?\b", re.IGNORECASE)),
    ("location", re.compile(r"\b(?:alamat(?:nya)?|lokasi(?:nya)?)\b", re.IGNORECASE)),
    ("legal_basis", re.compile(r"\bdasar hukum(?:nya)?\b", re.IGNORECASE)),
)
_JOINS: Final = frozenset("dan dn sama sm ama plus serta juga jg sekalian terus trus trs lalu kalau kalo".split())  # noqa: SIM905
_SIGNS: Final = re.compile(r"[,&+/?;]|\n")
_TAKES_BACK: Final = re.compile(
    r"\b(?:bukan|bkn|tapi|tp|tetapi|kecuali|selain|udah|udh|sudah|sdh|dah|lengkap|gausah|(?:ga|gak|tidak) usah)\b",
    re.IGNORECASE,
)
_FAR: Final = 6  # words between two joined aspects: the name of a service fits in
_NEAR: Final = 3  # where only a comma joins them


def asked_aspects(text: str) -> tuple[str, ...]:
    """Two or three aspects in the order asked; empty where fewer are clear."""
    if _TAKES_BACK.search(text):
        return ()
    found = sorted(
        (match.start(), match.end(), aspect) for aspect, cue in _CUES for match in [cue.search(text)] if match
    )
    chain = [aspect for _, _, aspect in found[:1]]
    for (_, end, _), (start, _, aspect) in pairwise(found):
        if not _joined(text[end:start]):
            break
        chain.append(aspect)
    return tuple(chain[:MAX_ASPECTS]) if len(chain) > 1 else ()


def plainly_named(text: str) -> str | None:
    """The one aspect that the text names by its noun ("syarat", "biaya"); None where there is none, or several."""
    found = {aspect for aspect, cue in _NOUNS if cue.search(text)}
    return found.pop() if len(found) == 1 else None


def named_aspects(text: str) -> tuple[str, ...]:
    """Every aspect that a cue word names, in the order of the text; what is taken back is not told apart."""
    found = sorted((match.start(), aspect) for aspect, cue in (*_CUES, *_ALSO) for match in [cue.search(text)] if match)
    return tuple(dict.fromkeys(aspect for _, aspect in found))


def _joined(between: str) -> bool:
    said = words(between)
    if any(word in _JOINS for word in said):
        return len(said) <= _FAR
    return _SIGNS.search(between) is not None and len(said) <= _NEAR

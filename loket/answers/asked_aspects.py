"""Several aspects in one message ("syarat sama biayanya?"), read from plain cue words. The engine gives one intent.

Precise before complete: a second aspect counts only where both stand in the message, joined, with nothing between
that takes one back. A message read wrongly as double would answer what nobody asked.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from loket.answers.cues import FILLERS, HOW, words

MAX_ASPECTS: Final = 3
_ALSO: Final = (  # plain words that need no partner to be clear, in a message that is otherwise courtesy
    ("cost", re.compile(r"\b(?:gratis|bayar|mbayar|bayare|biayae)\b", re.IGNORECASE)),
    ("online_link", re.compile(r"\b(?:online|daring|onlen)\b", re.IGNORECASE)),
    ("hours", re.compile(r"\b(?:buka|tutup)\b", re.IGNORECASE)),
    ("location", re.compile(r"\b(?:ke ?mana|kmn|ka ?mana|nyang endi|kang endi|where)\b", re.IGNORECASE)),
    ("cost", re.compile(r"\b(?:how much|fee|fees)\b", re.IGNORECASE)),
    ("duration", re.compile(r"\bhow long\b", re.IGNORECASE)),
    ("hours", re.compile(r"\b(?:what time|opening hours|office hours|open)\b", re.IGNORECASE)),
    ("requirements", re.compile(r"\b(?:documents|requirements)\b", re.IGNORECASE)),
)
_HOW_MANY: Final = r"(?:berapa|brapa|brp|piro|pira|sabaraha|bara|bera)"
_MONEY: Final = r"(?:duit|uang|artos|arto|dhuwit|pitih|rupiah)(?:na|nya|e|ne)?"
_PERIOD: Final = r"(?:lama|lami|suwe|hari|dinten|dino|minggu|bulan|bln|wulan|tahun|taun|thn|th)"
_DOING: Final = (
    r"(?:bikin|buat|gawe|nggawe|ngadamel|nyieun|buek|urus|ngurus|mengurus|daftar|perpanjang|ganti|pindah)\w{0,3}"
)
_HOW: Final = rf"(?:{'|'.join(sorted(HOW))})"
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
        ("location", r"di ?mana|dmn|di ?ma|dimane|(?:ndek|nok|ning|neng|nang|teng) ?(?:e?ndi|pundi)"
                     r"|lokasi(?:nya|ne)?|alamat(?:nya|e)|alamat kantor(?:nya)?|tempat(?:nya|e)|kantornya"),
        ("contact", r"(?:nomor|nomer|no) (?:telepon|telpon|telp|tlp|wa|hp|kontak)(?:nya)?|kontak(?:nya|e)?"),
        ("online_link", r"link(?:nya|e)?|tautan(?:nya)?|situs(?:nya)?|website(?:nya)?"),
        ("legal_basis", r"dasar hukum(?:nya|e)?"),
    )
)  # fmt: skip
_NOUNS: Final = (
    ("requirements", re.compile(r"\b(?:per)?sya?rat(?:an)?(?:nya|e|ne|na)?\b", re.IGNORECASE)),
    (
        "cost",
        re.compile(
            rf"\b(?:(?:biaya|tarif|ongkos|ragat|tagihan|denda)(?:nya|ne|e|na)?"
            rf"|{_HOW_MANY} {_MONEY}|{_MONEY} {_HOW_MANY}"
            rf"|(?:kena|habis|abis|entek|telas) {_HOW_MANY}|{_HOW_MANY} (?:kena|habisnya|abisnya))\b",
            re.IGNORECASE,
        ),
    ),
    ("duration", re.compile(rf"(?<!umur )(?<!usia )\b{_HOW_MANY} {_PERIOD}\b", re.IGNORECASE)),
    ("procedure", re.compile(r"\b(?:tata cara|caranya|prosedur(?:nya)?|alur(?:nya)?)\b", re.IGNORECASE)),
    ("queue_book", re.compile(r"\b(?:daftar|ambil|booking|boking|pesan) (?:nomor |nomer |no )?antr\w+", re.IGNORECASE)),
    (
        "hours",
        re.compile(
            r"\b(?:jadwal(?:nya|e|na)?|jatuh tempo(?:nya|ne)?|jam (?:buka|tutup|kerja|layanan|pelayanan)(?:nya)?)\b",
            re.IGNORECASE,
        ),
    ),
    ("location", re.compile(r"\b(?:alamat(?:nya)?|lokasi(?:nya)?)\b", re.IGNORECASE)),
    ("legal_basis", re.compile(r"\bdasar hukum(?:nya)?\b", re.IGNORECASE)),
)
_ASKS_HOW: Final = re.compile(
    rf"\b{_DOING}\b.*\b{_HOW}\b(?:\W+\w{{1,6}}){{0,2}}\W*$|\b{_HOW}\W+(?:\w+\W+)?{_DOING}\b",
    re.IGNORECASE | re.DOTALL,
)
_JOINS: Final = frozenset("dan dn sama sm ama plus serta juga jg sekalian terus trus trs lalu kalau kalo".split())  # noqa: SIM905
_SIGNS: Final = re.compile(r"[,&+/?;]|\n")
_TAKES_BACK: Final = re.compile(
    r"\b(?:bukan|bkn|tapi|tp|tetapi|kecuali|selain|udah|udh|sudah|sdh|dah|lengkap|gausah|(?:ga|gak|tidak) usah)\b",
    re.IGNORECASE,
)
_ASKING: Final = frozenset("berapa brapa brp piro pira sabaraha bara apa opo naon".split())  # noqa: SIM905
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


def asks_how(text: str) -> bool:
    """Whether the text asks how something is done, by its verb and "gimana"."""
    return _ASKS_HOW.search(text) is not None


def only_named(text: str) -> str | None:
    """The one aspect that a clear cue word names; None where there is none, several, or one is taken back."""
    found = {aspect for aspect, cue in _CUES if cue.search(text)}
    return found.pop() if len(found) == 1 and not _TAKES_BACK.search(text) else None


def only_asks(text: str) -> str | None:
    """The aspect :func:`plainly_named` where beside it only small words stand ("biayanya brp ya")."""
    plain = plainly_named(text)
    cue = next((cue for aspect, cue in _NOUNS if aspect == plain), None)
    return plain if cue is not None and all(one in FILLERS | _ASKING for one in words(cue.sub(" ", text))) else None


def named_aspects(text: str) -> tuple[str, ...]:
    """Every aspect that a cue word names, in the order of the text; what is taken back is not told apart."""
    found = sorted((match.start(), aspect) for aspect, cue in (*_CUES, *_ALSO) for match in [cue.search(text)] if match)
    return tuple(dict.fromkeys(aspect for _, aspect in found))


def _joined(between: str) -> bool:
    said = words(between)
    if any(word in _JOINS for word in said):
        return len(said) <= _FAR
    return _SIGNS.search(between) is not None and len(said) <= _NEAR

"""Small Indonesian words by which a short message shows what it leaves out. Lower case, as citizens write."""

from __future__ import annotations

import re
from typing import Final

# What may stand beside a bare name ("kalau gianyar?", "yg di Sleman gmn kak") without asking anything of its own.
FILLERS: Final = frozenset(
    """
    kalau kalo klo kl klu kalu yang yg di d ke dari dr untuk utk buat bagi nah terus trus trs lalu dan atau tapi dengan
    dgn sama sm gimana gmn bagaimana bgmn gimna piye kumaha apa kok ya yaa iya y dong donk sih deh nih tuh kah kan min
    mimin admin kak kakak ka bang bro sis mas mbak mba pak bu gan om tolong mohon coba mau daerah wilayah kota kab
    kabupaten kec kecamatan provinsi prov oh ok oke eh hmm maksudnya maksudku maksute maksud
    saya aku sy gue gw itu ini aja saja juga
    jg dulu dl skrg sekarang sekalian bukan halo hai selamat pagi siang sore malam kalo2 yakni ialah adalah nya
    nek lek yen lamun mun misal ning neng nang teng nok ing ding toh tho mah atuh euy lah loh lho ki iki kui kuwi iku
    tu ni wae ae doang nu sing nan tuan uda uni teh kang akang neng cak ning om tante bun bunda
    """.split()  # noqa: SIM905  a list of 140 words reads better this way
)
# What is called beside a name, and asks and points to nothing.
CALLING: Final = frozenset(
    """ya yaa iya min mimin admin kak kakak ka bang bro sis mas mbak mba pak bu gan om dong donk sih deh nih tuh lah kok
    aja saja oh ok oke eh hmm kang teh uda uni ning cak tante bun bunda kota kab kabupaten provinsi prov btw""".split()  # noqa: SIM905
)
HOW: Final = frozenset("gimana gmn gmna bagaimana bgmn gimna piye kepiye kumaha".split())  # noqa: SIM905
SUPPOSING: Final = frozenset("kalau kalo klo kl klu kalu nek lek yen lamun mun misal".split())  # noqa: SIM905
QUESTIONS: Final = HOW | frozenset(  # words that ask; none of them alone names what is asked
    """berapa brapa brp piro pira sabaraha bara kapan kpn iraha bilo apa opo naon mana endi ndi mano dimana dmn gratis
    bayar online""".split()  # noqa: SIM905
)
COMPARING: Final = (
    HOW | SUPPOSING | frozenset("yang yg nah terus trus trs lalu tapi sekalian juga jg bukan".split())  # noqa: SIM905
)

CORRECTING: Final = frozenset({"bukan", "bkn", "dudu", "sanes", "maksud", "maksudku", "maksudnya", "maksute"})
_CORRECTS_FIRST: Final = re.compile(
    r"^\W*(?:(?:eh|oh|aduh|duh|waduh|ups|lho|lah|hmm)\W+)*"
    r"(?:(?:maaf|maap|sori|sorry)\W+)?(?:salah|keliru|ralat|kliru|typo)\b",
    re.IGNORECASE,
)
# "ga perlu, yang tahunan aja".
_REFUSES_FIRST: Final = re.compile(
    r"^\W*(?:ga|gak|nggak|ngga|enggak|tidak|tdk|ora|ndak|indak|teu)\s+(?:perlu|usah|jadi|sido|jadina)\b"
    r".*\b(?:yg|yang|sing|nu|nan)\b",
    re.IGNORECASE | re.DOTALL,
)
# "bukan yang baru, tapi ..." and, at the end, "..., bukan yang baru".
_DENIED: Final = re.compile(
    r"\b(?:bukan|bkn|dudu|sanes)\b[^,.;!?\n]*?(?:[,.;!?\n]|\b(?:tapi|tp|melainkan|maksud\w*)\b)", re.IGNORECASE
)
_DENIED_LAST: Final = re.compile(r"[\s,]+(?:bukan|bkn|dudu|sanes)\s[^,.;!?\n]+$", re.IGNORECASE)
# "podo ora?", "sama juga ga": whether the last answer holds for what is named now.
SAME_THERE: Final = re.compile(
    r"\b(?:sama|podo|padha|sarua|beda|bedo|berbeda|berlaku|samo)\b(?:\s+\w+){0,2}?\s*"
    r"(?:\b(?:ga|gak|nggak|ngga|enggak|tidak|tdk|ora|ra|po|henteu|teu|indak|ndak|kah|apa|juga|jg|aja|wae|ya|kan)\b|\?|$)",
    re.IGNORECASE,
)

# "pindah ke Sleman", "ganti daerah", "aku di Sidoarjo": the citizen speaks of the region, not of the last question.
CHANGES_REGION: Final = re.compile(
    r"\b(?:pindah|pindahin|pindahkan|ganti|gantiin|gantikan|ubah|ubahin|rubah|atur|set|setel|jadikan|jadiin|pilih)\b"
    r"|\b(?:saya|sy|aku|ak|gue|gw|kami|ane|awak|sa|abdi|kulo|kula|ulun|ambo|beta|torang)\s+(?:lagi\s+|sekarang\s+|skrg\s+|ini\s+)*"
    r"(?:di|dari|dr|ti|teng|saking|orang|urang|wong|warga|tinggal|domisili|berdomisili|asal|penduduk)\b"
    r"|\bi\W?(?:m| am)\s+(?:based\s+|living\s+)?(?:in|from)\b"
    r"|\b(?:tinggal|domisili|berdomisili|alamat|rumah)(?:ku|nya)?\s+(?:saya\s+|sy\s+|aku\s+)?di\b"
    r"|\b(?:daerah|wilayah|kota|kabupaten)(?:ku| saya| sy| aku)\b",
    re.IGNORECASE,
)
# "ganti lokasi ke Bulungan": not where something is.
CHANGES_PLACE: Final = re.compile(
    r"\b(?:pindah|pindahin|pindahkan|ganti|gantiin|gantikan|ubah|ubahin|rubah|setel)\s+"
    r"(?:lokasi|daerah|wilayah|kota|kabupaten|tempat)(?:ku|nya)?\b",
    re.IGNORECASE,
)
# "ulangi", "yang tadi dong": the last answer again.
_AGAIN: Final = frozenset("ulangi ulang ulangin diulang baleni tadi sebelumnya".split())  # noqa: SIM905
_REPEAT: Final = frozenset("ulangi ulangin baleni".split())  # noqa: SIM905  with a reason behind it too
_MOST_AGAIN: Final = 7  # words; more are a story with a question of its own
_BESIDE_AGAIN: Final = FILLERS | {"lagi", "jawaban", "jawabannya", "jawabnya", "pertanyaan", "pertanyaannya"}
# "hapus data saya": the right to be forgotten (UU 27/2022), whatever it is called.
ERASES: Final = re.compile(
    r"\b(?:hapus|hapusin|hapuskan|apus|apusin|hilangkan|ilangin|musnahkan|bersihkan|delete|lupakan|lupain)\w*\b",
    re.IGNORECASE,
)
# A name after "ke", "di" or a kind of region: "ganti ke kabupaten wakanda".
NAMES_REGION: Final = re.compile(
    r"\b(?:(?:ke|di|jadi)\s+(?:daerah\s+|wilayah\s+)?(?:kota\s+|kabupaten\s+|kab\.?\s+|provinsi\s+)?"
    r"|(?:kota|kabupaten|kab)\s+)(?P<name>[^\W\d_]{3,}(?:\s+[^\W\d_]+)?)\s*(?:dong|ya|aja|saja|min|kak|pak|bu)?\W*$",
    re.IGNORECASE,
)
# What may follow "ke" or "di" and is no name: "pindah ke daerah lain", "ganti ke sini".
_PLACE_WORDS: Final = frozenset("lain lainnya sini situ sana mana rumah baru saya lokasi tempat".split())  # noqa: SIM905
_WORD = re.compile(r"[^\W_]+", re.UNICODE)


def words(text: str) -> list[str]:
    """The words of a message in lower case, punctuation and emoji left out."""
    return [word.lower() for word in _WORD.findall(text)]


def corrects(text: str) -> bool:
    """Whether a message takes back what was said or understood before."""
    starts = _CORRECTS_FIRST.search(text) or _REFUSES_FIRST.search(text)
    return starts is not None or any(word in CORRECTING for word in words(text))


def without_denied(text: str) -> str:
    """The text without what it says is not meant ("bukan yang baru, yang perpanjang"); whole where nothing is left."""
    kept = _DENIED_LAST.sub(" ", _DENIED.sub(" ", text))
    return kept if words(kept) else text


def is_filler(text: str) -> bool:
    """Whether a text holds small words only."""
    return all(word in FILLERS or word in _PLACE_WORDS for word in words(text))


def asks_again(text: str) -> bool:
    """Whether a message asks for nothing but the last answer once more."""
    said = words(text)
    if any(word in _REPEAT for word in said) or said[:2] in (["yang", "tadi"], ["yg", "tadi"]):
        return len(said) <= _MOST_AGAIN
    return any(word in _AGAIN for word in said) and all(word in _AGAIN or word in _BESIDE_AGAIN for word in said)


def without_spans(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    """The text with the given character ranges (start, end) blanked."""
    kept = list(text)
    for start, end in spans:
        kept[start:end] = " " * len(kept[start:end])
    return "".join(kept)

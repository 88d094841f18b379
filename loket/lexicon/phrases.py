"""What may stand as a phrase in the lexicon. A phrase is literal text: nothing in it is ever read as a pattern."""

from __future__ import annotations

import re
import unicodedata

MAX_PHRASE_CHARS = 80
# Words that every second message holds: alone they name nothing, and would be linked everywhere.
_STOP_TEXT = (
    "di ke dari yang dan atau untuk pada dengan ini itu saya aku kami kita anda kamu gue gw mau ingin bisa tolong "
    "apa apakah bagaimana gimana berapa brp kapan dimana mana siapa kenapa mengapa ya iya tidak nggak gak ga bukan "
    "kak min pak bu bang mas mbak dong sih deh kok nih kah lah nya urus ngurus bikin buat cara syarat biaya jam "
    "kantor layanan surat kartu kota kabupaten kab provinsi prov daerah wilayah lokasi alamat"
)
STOP_WORDS = frozenset(_STOP_TEXT.split())


def clean_phrase(text: str) -> str:
    """The phrase as it is stored: compatibility forms unified, lower case, control characters gone, single spaces."""
    if text.isascii() and text.isprintable():  # nearly all of them, and a lexicon has 100,000
        return " ".join(text.lower().split())
    unified = unicodedata.normalize("NFKC", text).casefold()
    visible = "".join(
        " " if unicodedata.category(character) in {"Cc", "Cf", "Zs"} else character for character in unified
    )
    return " ".join(visible.split())


def phrase_problem(phrase: str) -> str | None:
    """Why a cleaned phrase cannot stand in the lexicon, or None where it can."""
    if not phrase:
        return "is empty"
    if len(phrase) > MAX_PHRASE_CHARS:
        return f"is longer than {MAX_PHRASE_CHARS} characters"
    words = re.findall(r"\w+", phrase)
    if not words:
        return "has no letter or digit"
    if all(word in STOP_WORDS for word in words):
        return "is only stop words"
    if len(words) == 1 and len(words[0]) == 1:
        return "is a single character"
    return None

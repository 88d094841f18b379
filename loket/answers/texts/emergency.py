"""What is said when somebody may be in danger: very short, numbers first."""

from __future__ import annotations

import re
from typing import Final

TITLE: Final = "Darurat: hubungi sekarang"
LEAD: Final = "Bila ada bahaya, telepon dulu. Loket tidak dapat mengirim bantuan."
CRISIS: Final = "Anda tidak sendirian. Hubungi nomor ini atau orang terdekat sekarang, jangan menunggu."
CRISIS_LINE: Final = "{name}: {number} (perlu dikonfirmasi)."
THEN_PRESS: Final = " lalu tekan "
CRISIS_LISTENER: Final = "119 ext 8"  # as the seed writes it; said with a warning while nobody has checked it
UNANSWERED: Final = "112 belum aktif di semua daerah; bila tidak tersambung, pakai nomor lain di atas."
ROW: Final = "{number}: {name}"
SOURCE: Final = "Daftar nomor darurat Loket"

# What the text speaks of -> the number that serves it. Checked in this order; several may fit.
CUES: Final = tuple(
    (number, re.compile(pattern, re.IGNORECASE))
    for number, pattern in (
        ("129", r"\bkdrt\b|dipukul|kekerasan|pelecehan|perkosa|cabul|aniaya"),
        (
            "113",
            r"kebakar|terbakar|\bapi\b|\bdamkar\b|pemadam|tabung\s+gas|gas\s+bocor|sarang\s+tawon|\bular\b",
        ),
        (
            "119",
            r"ambulan|stroke|pingsan|jantung|melahirkan|kontraksi|sesak|berdarah|pendarahan|perdarahan|kejang"
            r"|keracunan|kecelakaan|tabrakan|ketabrak|tertabrak|sekarat|kritis|gawat\s+darurat|overdosis|luka|ketelan|ketelen|tertelan"
            r"|jatuh\s+dari|digigit|(?:ga|gak|tidak|nggak)\s+(?:gerak|bergerak|napas|nafas|bangun)|vs\s+(?:truk|mobil|motor)",
        ),
        (
            "110",
            r"maling|rampok|begal|polisi|pencuri|dicuri|copet|jambret|tawuran|penculik|diculik|ditodong|bacok"
            r"|tembak|nembak|pembunuhan|ancam|kecelakaan|tabrakan|kriminal|penipu",
        ),
        (
            "115",
            r"hanyut|tenggelam|basarnas|\bsar\b|hilang\s+di\s+(?:gunung|laut|hutan)|kapal|terseret|k[ae]jebak|terjebak|sepinggang|sedada|evakuasi",
        ),
        ("123", r"kabel|kesetrum|tersetrum|korslet|tiang\s+listrik|\bpln\b"),
    )
)
ALWAYS: Final = ("112",)
COMMON: Final = ("112", "110", "113", "119")

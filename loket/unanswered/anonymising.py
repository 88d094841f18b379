"""Personal data out of a message before it is kept: numbers and addresses, and names where the words say so."""

from __future__ import annotations

import re
from typing import Final

from loket.citizens.masking import HIDDEN, masked

MAX_TEXT: Final = 500  # characters kept of one message
_MAX_NAME_WORDS: Final = 4
# "nama saya Budi Santoso", "namaku Budi", "a.n. Budi", "atas nama ibu Siti", "perkenalkan saya Budi".
_INTRODUCES: Final = re.compile(
    r"\b(?:nama(?:\s+lengkap|\s+panggilan|\s+asli)?"
    r"(?:ku|\s+(?:saya|sy|aku|ak|gue|gw|kulo|abdi|ane|(?:anak|istri|suami|ibu|bapak|ayah|adik|kakak|orang\s*tua)"
    r"(?:\s+(?:saya|sy|aku|ku|gue|gw)|ku|nya)?))"
    r"|atas\s+nama|a[./]n\.?|perkenalkan(?:\s*,)?\s+(?:saya|nama\s+saya))"
    r"(?:\s+(?:adalah|itu|yaitu|ialah|dgn|dengan))?\s*[:=,]?\s+",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W\d_][^\W\d_'’.-]*", re.UNICODE)
# Words after which no name goes on, and which are none themselves: "nama saya salah di KK".
_NO_NAME: Final = frozenset(
    """
    di ke dari dr pada dan atau tapi tp yang yg untuk utk buat dengan dgn sama sm karena krn kalau kalo klo bila jika
    ini itu ada gak ga nggak tidak tdk blm belum sudah sdh udah bukan bkn jadi jd lagi lg juga jg aja saja nya
    mau ingin pengen pengin hendak bisa bs boleh perlu harus tolong mohon minta tanya nanya bertanya
    saya sy aku gue gw kami kita anda kamu dia mereka ibu bapak pak bu mas mbak kak min admin
    salah beda berbeda keliru typo kurang hilang ilang ganti diganti ubah diubah rubah berubah tertulis tercantum
    terdaftar masuk keluar muncul sesuai sama benar dobel ganda double dicek cek urus mengurus bikin membuat buat
    perbaiki perpanjang daftar lapor pindah cetak tinggal lahir umur usia kerja alamat domisili warga asal nomor nomer
    no nik kk ktp sim skck akta akte paspor bpjs npwp pbb sertifikat ijazah surat berkas dokumen data kartu buku
    siapa apa apakah bagaimana gimana gmn kapan berapa brp dimana mana kenapa knp
    mati pajak stnk bpkb motor mobil tanah rumah sekolah anak istri suami meninggal menikah nikah cerai warisan
    orang lain sendiri lama baru dulu sekarang skrg kemarin besok hari tahun thn bulan bln
    """.split()  # noqa: SIM905  a list of words reads better this way
)


def anonymised(text: str) -> str:
    """The text without personal numbers, addresses and introduced names, at most MAX_TEXT characters."""
    return " ".join(_without_names(masked(text)).split())[:MAX_TEXT]


def _without_names(text: str) -> str:
    parts, position = [], 0
    for found in _INTRODUCES.finditer(text):
        if found.start() < position:
            continue
        end = _name_end(text, found.end())
        if end > found.end():
            parts += [text[position : found.end()], HIDDEN]
            position = end
    return "".join([*parts, text[position:]])


def _name_end(text: str, start: int) -> int:
    """Where the name that begins at ``start`` ends; ``start`` where there is none."""
    end = start
    title = re.compile(r"(?:(?:ibu|bapak|pak|bu|sdr|sdri|tn|ny|h|hj|dr)\.?\s+)+", re.IGNORECASE).match(text, start)
    position = title.end() if title else start
    for _ in range(_MAX_NAME_WORDS):
        word = _WORD.match(text, position)
        if word is None or word.group().rstrip(".'’-").lower() in _NO_NAME:
            break
        end = word.start() + len(word.group().rstrip(".'’-"))
        space = re.compile(r"\.?[ \t]+").match(text, end)
        if space is None:
            break
        position = space.end()
    return end

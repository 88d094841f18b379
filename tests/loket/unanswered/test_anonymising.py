"""What is kept of a message names nobody."""

import pytest

from loket.unanswered.anonymising import MAX_TEXT, anonymised

H = "[disamarkan]"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("nama saya Budi Santoso mau urus ktp", f"nama saya {H} mau urus ktp"),
        ("namaku siti aminah, ktp hilang", f"namaku {H}, ktp hilang"),
        ("Nama lengkap saya: Drs. Joko Widodo. NIK salah", f"Nama lengkap saya: {H}. NIK salah"),
        ("kk atas nama ibu Sri Wahyuni di bantul", f"kk atas nama {H} di bantul"),
        ("stnk a.n. Andi mati pajak", f"stnk a.n. {H} mati pajak"),
        ("nama anak saya Bagas dan umurnya 3", f"nama anak saya {H} dan umurnya 3"),
        ("perkenalkan saya Rina dari sleman", f"perkenalkan saya {H} dari sleman"),
        ("wa saya 0274 000 0000 ya", f"wa saya {H} ya"),
        ("kirim ke warga@contoh.id", f"kirim ke {H}"),
    ],
)
def test_numbers_addresses_and_introduced_names_are_hidden(text: str, kept: str) -> None:
    assert anonymised(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "nama saya salah di KK, gimana betulinnya",
        "nama saya di ktp beda sama di ijazah",
        "nama anak saya kurang satu huruf",
        "ganti nama di akta lahir bayar berapa",
        "atas nama siapa sertifikatnya",
    ],
)
def test_a_question_about_a_name_stays_whole(text: str) -> None:
    assert anonymised(text) == text


def test_a_long_message_is_cut() -> None:
    assert len(anonymised("panjang sekali " * 300)) <= MAX_TEXT

"""Fields by their names, as officials call them."""

from __future__ import annotations

import pytest

from web.wording import field_label, is_told


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("cost.note", "Biaya/tarif: catatan"),
        ("cost.amount_rupiah", "Biaya/tarif: jumlah (rupiah)"),
        ("duration.working_days", "Jangka waktu penyelesaian: hari kerja"),
        ("requirements.items", "Persyaratan: isi"),
        ("complaints.verified_at", "Penanganan pengaduan, saran, dan masukan: tanggal dicek"),
        ("remark", "pesan untuk verifikator"),
        ("opens_0", "Senin buka"),
        ("something.else", "something.else"),
    ],
)
def test_a_field_has_the_name_its_page_gives_it(name: str, label: str) -> None:
    assert field_label(name) == label


@pytest.mark.parametrize("name", ["op", "own", "lock_version"])
def test_what_nobody_typed_is_not_shown(name: str) -> None:
    assert not is_told(name)
    assert is_told("cost.note")

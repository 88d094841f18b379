"""What the reviewer sees of a draft beside what citizens are told now."""

from __future__ import annotations

import re

from tests.web.standards.drafting import Browse, begin, lock_of, submitted


def sides(page: str, component: str) -> list[str]:
    """Left and right of one component on the review page, as text."""
    section = re.search(rf'(?s)<section class="diff" aria-label="{re.escape(component)}">(.*?)</section>', page)
    assert section, f"{component} is not among what changes"
    halves = re.findall(r"(?s)<div[^>]*><h4>.*?</div>", section.group(1))
    return [" ".join(re.sub(r"<[^>]+>", " ", half).split()) for half in halves]


def test_first_version_of_a_region_is_compared_with_what_citizens_are_told_until_then(browse: Browse) -> None:
    draft = submitted(browse("ani"))

    page = browse("budi").get(f"{draft}/tinjau").text

    left, right = sides(page, "Biaya/tarif")
    assert left.startswith("Berlaku sekarang Berlaku dari Nasional Jumlah: gratis (Rp0)")
    assert right.startswith("Draf ini Jumlah: Rp7.500")
    assert "1708" in sides(page, "Penanganan pengaduan, saran, dan masukan")[0]
    assert 'aria-label="Persyaratan"' not in page
    assert 'class="from-above"' in page
    assert "Tidak ada." not in page


def test_what_a_region_gives_up_again_is_compared_with_what_citizens_are_told_then(browse: Browse) -> None:
    ani, budi = browse("ani"), browse("budi")
    first = submitted(ani)
    budi.post(f"{first}/terbitkan", {"lock_version": lock_of(budi.get(f"{first}/tinjau").text)})
    draft = begin(ani)
    assert ani.post(draft, [*ani.form(draft), ("op", "inherit:cost")]).status_code in (200, 303)
    ani.post(draft, [*without(ani.form(draft), "cost"), ("op", "submit")])

    left, right = sides(budi.get(f"{draft}/tinjau").text, "Biaya/tarif")

    assert left.startswith("Berlaku sekarang (versi 1) Jumlah: Rp7.500")
    assert right.startswith("Draf ini Kembali ke ketentuan Nasional Jumlah: gratis (Rp0)")


def without(pairs: list[tuple[str, str]], component: str) -> list[tuple[str, str]]:
    """The form as it is sent when the region no longer says this component itself."""
    return [pair for pair in pairs if pair != ("own", component) and not pair[0].startswith(f"{component}.")]

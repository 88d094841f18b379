"""The seeded lexicon: every service and region of the country, in everyday sentences, and nothing that nobody named."""

from typing import Any

import pytest
import wordfreq

from engine.language.normaliser import normaliser_for
from engine.language.word_lists import LEXICON_DATA


def service(linker: Any, text: str, home: str = "") -> str | None:
    linked = linker.link(text, home=home)
    return linked.service.value if linked.service else None


def region(linker: Any, text: str) -> str | None:
    linked = linker.link(text)
    return linked.region.value if linked.region else None


def candidates(link: Any) -> set[str]:
    return {slug for slug, _ in link.candidates} if link else set()


@pytest.mark.parametrize(
    "text",
    [
        "mal pelayanan publik buat rekam ktp alamatnya mana",
        "di mpp ada loket apa saja",
        "pas ambil paspor apa demak demuk ngantri ya",
        "malang nasibku kehilangan dompet",
        "nasib malang nih",
        "mau solo karir jadi penyanyi solo",
        "beli tepung pati sama sari pati jagung",
        "pati polri itu siapa aja",
        "anak saya bima baru masuk sd",
        "pak bima ada di kantor ga",
        "dodol garut sama jeruk garut enak",
        "lagi gabut nih min",
        "bangke emang antrenya",
        "udah tobat saya min",
        "makan nasi padang sama pisang ambon",
        "bisa bahasa banjar ga",
        "dari sabang sampai merauke",
        "kehujanan pas pulang dari pasar",
        "kotanya kembang banget, pahlawan tanpa jasa",
        "beli batu sama pasir di toko bangunan",
        "pohon itu tiga batang tumbang",
        "harganya di kisaran 50 ribu",
        "di negara ini semua susah",
        "liburan di puncak macet",
        "narkoba sabu sabu",
        "kabarin ya kalau udah",
        "kabari saya",
        "ketuban istri saya pecah",
        "selokan bau bangkai",
        "sbb: nama, alamat",
        "main tts sambil nunggu",
        "mobil kijang saya",
        "borong semua",
        "rumah loteng dua lantai",
        "banar ai",
        "makase neh",
        "habar apa",
        "sugeng sonten",
        "ngarang aja kamu",
        "buset mahal amat",
        "kb suntik gratis ga",
        "kantor kelurahan sukamaju",
        "pelayanan di kecamatan cikajang",
        "roh kudus",
        "medan magnet bumi",
        "ketok palu hakim",
    ],
)
def test_no_region_is_read_where_nobody_named_one(seed_linker: Any, text: str) -> None:
    assert region(seed_linker, text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bikin ktp di batu", "kota_batu"),
        ("batu kak", "kota_batu"),
        ("Batu, jam buka dukcapilnya?", "kota_batu"),
        ("skck pati berapa", "kab_pati"),
        ("pati jateng", "kab_pati"),
        ("demak", "kab_demak"),
        ("paspor demak di mana", "kab_demak"),
        ("skck malang bayar berapa", "kota_malang"),
        ("malang kab", "kab_malang"),
        ("kab bima", "kab_bima"),
        ("kota bima pak", "kota_bima"),
        ("dukcapil sabang", "kota_sabang"),
        ("garut kak", "kab_garut"),
        ("sim solo mati", "kota_surakarta"),
        ("pbb bangka telat", "kab_bangka"),
        ("warga toba", "kab_toba"),
        ("di ende ada ga", "kab_ende"),
        ("ktp alor", "kab_alor"),
        ("nias", "kab_nias"),
        ("samsat sorong kota", "kota_sorong"),
        ("puskesmas kab puncak", "kab_puncak"),
        ("kk metro lampung", "kota_metro"),
        ("syarat kk baru agam apa aja", "kab_agam"),
        ("serang kota", "kota_serang"),
        ("kudus", "kab_kudus"),
        ("medan brp", "kota_medan"),
        ("kbb", "kab_bandung_barat"),
        ("pwt", "kab_banyumas"),
        ("cikarang", "kab_bekasi"),
        ("jaksel", "kota_jakarta_selatan"),
        ("jkt selatan", "kota_jakarta_selatan"),
        ("kepanjen", "kab_malang"),
        ("sidikalang", "kab_dairi"),
        ("tenggarong", "kab_kutai_kartanegara"),
        ("waingapu", "kab_sumba_timur"),
        ("ujung pandang", "kota_makassar"),
        ("banjar masin", "kota_banjarmasin"),
        ("tulangbawang", "kab_tulang_bawang"),
        ("disleman bisa", "kab_sleman"),
        ("slemannya", "kab_sleman"),
        ("di slemn", "kab_sleman"),
        ("skck grsik dmn", "kab_gresik"),
        ("ktp bndung brt", "kab_bandung_barat"),
        ("aceh brt dy", "kab_aceh_barat_daya"),
        ("kota lampng bandar", "prov_lampung"),
        ("bandr lampung", "kota_bandar_lampung"),
        ("ktp di yogyakarta", "kota_yogyakarta"),
        ("provinsi di yogyakarta", "prov_di_yogyakarta"),
        ("jalan solo rusak, di sleman", "kab_sleman"),
        ("kua kecamatan tebet", "kota_jakarta_selatan"),
        ("antrian malioboro", "kota_yogyakarta"),
        ("bs lwat online ga", None),
        ("lewat skck", None),
    ],
)
def test_the_region_named_is_read(seed_linker: Any, text: str, expected: str) -> None:
    assert region(seed_linker, text) == expected


def test_every_region_is_known_by_its_name_in_a_sentence(seed_linker: Any) -> None:
    regions = seed_linker._regions._regions.values()

    unknown = [
        one.name
        for one in regions
        if one.slug not in candidates(seed_linker.link(f"bikin skck di {one.name} berapa hari").region)
    ]

    assert unknown == []


def test_no_everyday_word_is_a_mistyped_region(seed_linker: Any) -> None:
    read = {}
    for word in wordfreq.top_n_list("id", 30_000):
        link = seed_linker.link(f"saya lihat {word} kemarin sore bersama teman").region
        if link is not None and link.confidence < 1.0:
            read[word] = link.value

    assert read == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("akte klahiran bayi", "akta_lahir"),
        ("damel akta kematian", "akta_mati"),
        ("kartu keluraga baru", "kk_baru"),
        ("surat izin mengmudi habis masa berlaku", "sim_perpanjang"),
        ("mw prpnjng sim c", "sim_perpanjang"),
        ("izn keramian utk ultah", "izin_keramaian"),
    ],
)
def test_a_mistyped_word_of_a_name_or_a_regional_verb_hides_no_service(
    seed_linker: Any, text: str, expected: str
) -> None:
    assert service(seed_linker, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        line.strip()
        for line in """
        bikin kartu perpustakaan
        kartu pelajar hilang
        surat cerai
        akta cerai
        izin reklame
        bikin cap jempol
        surat kehilangan
        izin praktik dokter
        izin praktik bidan
        sertifikat halal
        daftar merek dagang
        visa schengen
        kartu pers
        kartu prakerja
        kartu anggota pramuka
        beasiswa kip kuliah
        surat izin memancing
        surat izin cuti
        surat kuasa
        surat keterangan ahli waris
        kartu kredit
        kartu atm hilang
        izin senjata api
        izin edar bpom
        izin penelitian
        surat rekomendasi magang
        izin trayek angkot
        uji kir mobil
        pajak hotel
        pajak restoran
        pajak reklame
        izin parkir
        retribusi pasar
        sewa gedung serbaguna
        izin makam
        adopsi anak
        surat bebas narkoba
        dana pensiun taspen
        bpjs ketenagakerjaan
        klaim jht
        izin tambang pasir
        izin amdal
        surat keterangan beda nama
        surat tugas
        ijazah hilang
        legalisir ijazah
        daftar kuliah
        daftar cpns
        daftar tni
        beli tiket kereta
        booking lapangan futsal
        kartu uang elektronik
        izin tebang kayu
        izin sumur bor
        izin panti asuhan
        izin pendirian sekolah
        kartu tani
        kartu nelayan
        surat jalan hewan
        izin pelihara buaya
        hak cipta lagu
        surat wasiat
        akta pendirian yayasan
        surat perjanjian sewa
        sertifikat kompetensi
        buku pelaut
        lisensi drone
        stiker parkir langganan
        surat dispensasi sekolah
        daftar pramuka
        """.splitlines()
        if line.strip()
    ],
)
def test_a_service_the_catalogue_lacks_is_not_taken_for_its_neighbour(seed_linker: Any, text: str) -> None:
    assert service(seed_linker, text) is None
    assert service(seed_linker, f"min mau {text} di sleman gimana caranya") is None


@pytest.mark.parametrize(
    "text",
    [
        "cukup sekian dan terima kasih",
        "demikian pertanyaan saya",
        "Tuhan memberkati",
        "sugeng sonten mas",
        "nomor pemadam kebakaran berapa",
        "percakapan ini direkam ya",
        "izin bertanya kak",
        "saya pindahin daerahku ke lotim ya",
        "ganti daerah ke kota malang",
    ],
)
def test_no_service_is_read_where_nobody_named_one(seed_linker: Any, text: str) -> None:
    assert service(seed_linker, text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kk baru syarate opo wae", "kk_baru"),
        ("pembaruan kk", "kk_ubah"),
        ("anak baru lahir belum punya surat", "akta_lahir"),
        ("motor mati pajak 2 taun", "pkb"),
        ("listrik token error", "pln"),
        ("bawa surat pindah dari jogja mau lapor di sleman", "pindah_datang"),
        ("baru pindah dari semarang ke bandung ikut suami", "pindah_datang"),
        ("mau pindah dari semarang ke bandung ikut suami", "pindah_keluar"),
        ("surat skpwni sudah ada, langkah berikutnya apa", "pindah_datang"),
    ],
)
def test_the_service_meant_is_read_without_asking_back(seed_linker: Any, text: str, expected: str) -> None:
    link = seed_linker.link(text).service

    assert (link.value, link.ambiguous) == (expected, False)


def test_a_move_that_nothing_decides_is_asked_back(seed_linker: Any) -> None:
    link = seed_linker.link("surat pindah").service

    assert link.ambiguous
    assert candidates(link) == {"pindah_keluar", "pindah_datang"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mangurus surek pindah kaluar dari payakumbuh ka batam", "kota_payakumbuh"),
        ("ngurus pindah datang ti garut ka cirebon kota", "kota_cirebon"),
    ],
)
def test_the_words_before_one_place_are_not_said_of_the_next(seed_linker: Any, text: str, expected: str) -> None:
    assert seed_linker.link(text).region.value == expected


@pytest.mark.parametrize(
    ("text", "home", "expected"),
    [
        ("surat pindah ke sleman", "kab_sleman", "pindah_datang"),
        ("surat pindah ke sleman", "kota_semarang", "pindah_keluar"),
        ("surat pindah dari sleman", "kab_sleman", "pindah_keluar"),
    ],
)
def test_the_citizens_region_decides_a_move(seed_linker: Any, text: str, home: str, expected: str) -> None:
    link = seed_linker.link(text, home=home).service

    assert (link.value, link.ambiguous) == (expected, False)


def test_a_doubled_word_of_chat_does_not_change_the_plain_word() -> None:
    words = normaliser_for(LEXICON_DATA).words

    assert words("surat syarat berkas beda") == ["surat", "syarat", "berkas", "beda"]
    assert words("surat2 syarat2nya") == ["surat", "syaratnya"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("kos di dramaga kab bogor, ktp masih solok, minta surat domisili", "kab_bogor"),
        ("kk masih di wonosobo tapi ngekos di semarang, rekam ktp di sini bisa?", "kota_semarang"),
        ("saya tinggal di gunungsitoli minta sktm, kepala desa lagi di medan", "kota_gunungsitoli"),
        ("sudah tinggal di binjai, mau pindah ke dumai", "kota_dumai"),  # who moves is served there
        ("just moved from surabaya to ende, lapor datang", "kab_ende"),
    ],
)
def test_where_somebody_lives_counts_before_where_papers_are(seed_linker: Any, text: str, expected: str) -> None:
    assert region(seed_linker, text) == expected


@pytest.mark.parametrize("text", ["dompet hilang di angkot waktu ke pasar minggu kemarin", "ke pasar minggu lalu"])
def test_last_weeks_market_is_no_district(seed_linker: Any, text: str) -> None:
    assert region(seed_linker, text) is None


def test_moving_a_ktp_is_moving_not_a_new_ktp(seed_linker: Any) -> None:
    assert service(seed_linker, "mau pindah ktp dari depok ke penajam").startswith("pindah_")

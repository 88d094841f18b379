"""Short Indonesian names of aspects, kinds of office and levels, for titles and buttons."""

from __future__ import annotations

from typing import Final

TITLES: Final = {
    "overview": "{service}",
    "requirements": "Syarat {service}",
    "procedure": "Cara mengurus {service}",
    "cost": "Biaya {service}",
    "duration": "Lama pengurusan {service}",
    "hours": "Jam layanan {service}",
    "location": "Tempat mengurus {service}",
    "contact": "Kontak {service}",
    "online_link": "Layanan daring {service}",
    "legal_basis": "Dasar hukum {service}",
}
OFFICE_TITLES: Final = {  # of a kind of office asked about itself
    "hours": "Jam buka {service}",
    "location": "Alamat {service}",
    "contact": "Kontak {service}",
}
SHORT_OF_OFFICE: Final = {"hours": "jam buka", "location": "alamat", "contact": "kontak"}
SHORT: Final = {  # inside a line: "Syarat dan biaya SKCK"
    "requirements": "syarat",
    "procedure": "cara mengurus",
    "cost": "biaya",
    "duration": "lama pengurusan",
    "hours": "jam layanan",
    "location": "tempat mengurus",
    "contact": "kontak",
    "online_link": "layanan daring",
    "legal_basis": "dasar hukum",
}
BUTTONS: Final = {
    "overview": "Ringkasan",
    "requirements": "Syarat",
    "procedure": "Cara mengurus",
    "cost": "Biaya",
    "duration": "Berapa lama",
    "hours": "Jam buka",
    "location": "Lokasi kantor",
    "contact": "Kontak",
    "online_link": "Lewat internet",
    "legal_basis": "Dasar hukum",
    "list_services": "Daftar layanan",
    "complaint_file": "Pengaduan",
    "complaint_status": "Status pengaduan",
    "queue_book": "Ambil antrean",
    "queue_status": "Status antrean",
    "subscribe": "Langganan info",
    "unsubscribe": "Berhenti langganan",
    "feedback": "Saran",
    "emergency": "Nomor darurat",
    "human": "Hubungi petugas",
    "change_region": "Pilih daerah",
    "help": "Bantuan",
    "privacy": "Privasi",
    "bot_identity": "Tentang Loket",
}
QUESTIONS: Final = {  # a likely reading, as a button asks it
    "overview": "Apa itu {service}?",
    "requirements": "Syarat {service}?",
    "procedure": "Cara urus {service}?",
    "cost": "Biaya {service}?",
    "duration": "Berapa lama {service}?",
    "hours": "Jam buka {service}?",
    "location": "Di mana urus {service}?",
    "contact": "Kontak {service}?",
    "online_link": "{service} lewat internet?",
    "legal_basis": "Dasar hukum {service}?",
    "complaint_file": "Lapor soal {service}?",
    "queue_book": "Ambil antrean {service}?",
}
LEVELS: Final = {"nasional": "nasional", "provinsi": "provinsi ({region})", "daerah": "daerah ({region})"}
OFFICE_KINDS: Final = {
    "disdukcapil": "Disdukcapil",
    "kecamatan": "kantor kecamatan",
    "kelurahan": "kantor desa/kelurahan",
    "mpp": "Mal Pelayanan Publik",
    "gerai_dukcapil": "gerai Dukcapil",
    "gerai_pelayanan_publik": "gerai pelayanan publik",
    "pasar_pelayanan_publik": "pasar pelayanan publik",
    "polres": "Polres",
    "polsek": "Polsek",
    "satpas": "Satpas (Satlantas Polres)",
    "sim_keliling": "SIM keliling",
    "samsat": "kantor Samsat",
    "samsat_keliling": "Samsat keliling",
    "imigrasi": "Kantor Imigrasi",
    "dpmptsp": "DPMPTSP",
    "bapenda": "Bapenda",
    "kantor_pos": "Kantor Pos",
    "bpjs_kesehatan": "kantor BPJS Kesehatan",
    "dinsos": "Dinas Sosial",
    "disnaker": "Dinas Tenaga Kerja",
    "dinas_pendidikan": "Dinas Pendidikan",
    "puskesmas": "puskesmas",
    "kua": "KUA kecamatan",
    "kantor_pertanahan": "Kantor Pertanahan (BPN)",
    "kpp": "Kantor Pelayanan Pajak",
    "dinas_pu": "Dinas Pekerjaan Umum",
    "pdam": "kantor Perumda air minum (PDAM)",
    "pln": "kantor PLN",
    "dlh": "Dinas Lingkungan Hidup",
    "kantor_haji": "Kantor Kementerian Haji dan Umrah",
    "bank_penyalur": "bank penyalur KUR",
    "balai_kota": "Balai Kota",
    "kantor_bupati": "Kantor Bupati",
}
GROUPS: Final = {  # heading of a group in the list of services: kinds of office that lead it
    "Kependudukan": ("disdukcapil",),
    "Kepolisian dan SIM": ("polres", "polsek", "satpas"),
    "Kendaraan dan pajak": ("samsat", "bapenda", "kpp"),
    "Kesehatan": ("bpjs_kesehatan", "puskesmas"),
    "Sosial dan kerja": ("dinsos", "disnaker", "kelurahan"),
    "Usaha dan bangunan": ("dpmptsp", "bank_penyalur"),
    "Pendidikan dan agama": ("dinas_pendidikan", "kua", "kantor_haji"),
    "Rumah dan lingkungan": ("kantor_pertanahan", "pdam", "pln", "dlh", "dinas_pu"),
    "Perjalanan": ("imigrasi",),
}
OTHER_GROUP: Final = "Lainnya"
DAYS: Final = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
ZONES: Final = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT", "Asia/Pontianak": "WIB"}

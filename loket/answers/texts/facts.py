"""Sentences of the answers about a service: its standard, its offices, its contacts."""

from __future__ import annotations

from typing import Final

TITLE_IN_REGION: Final = "{title}, {region}"
UNCERTAIN: Final = "Sebagian keterangan ini perlu dikonfirmasi ke petugas."
OUTDATED: Final = "Terakhir diperiksa lebih dari setahun lalu; tanyakan dulu ke petugas sebelum berangkat."
UNKNOWN: Final = "Maaf, keterangan ini belum tercatat di Loket."
UNKNOWN_ASK: Final = "Silakan tanyakan ke: {owner}."
NATIONAL_ONLY: Final = "Aturan khusus {region} belum tercatat; ini ketentuan nasional."
REGION_INVITED: Final = "Tiap daerah bisa berbeda. Ketik nama kabupaten/kota Anda untuk keterangan setempat."
REGION_FOR: Final = "Untuk {aspects}, ketik nama kabupaten/kota Anda atau kirim lokasi."
LEVEL_SUFFIX: Final = "{text} ({level})"

FREE: Final = "Gratis."
SET_LOCALLY: Final = "Tarif ditetapkan daerah."
WORKING_DAYS: Final = "{days} hari kerja"
COST_LINE: Final = "Biaya: {text}"
DURATION_LINE: Final = "Lama: {text}"
OWNER_LINE: Final = "Dilayani: {text}"
REQUIREMENTS_LINE: Final = "Syarat: {count} hal"
LEGAL_HEADING: Final = "Dasar hukum:"
CONTACT_HEADING: Final = "Anda dapat menghubungi:"
OFFICE_PHONE: Final = "{name}: {phone}"
GENERAL_CONTACT_TITLE: Final = "Kontak layanan"

OFFICE_NUMBERS: Final = {  # the national number of a kind of office, in data/seed/emergency.csv
    "disdukcapil": "1500537",
    "polres": "110",
    "polsek": "110",
    "kpp": "1500200",
    "bpjs_kesehatan": "165",
    "puskesmas": "1500567",
    "dinsos": "171",
}
NO_SUCH_OFFICE: Final = "{office} di {region} belum tercatat di Loket."
WAITING: Final = "Untuk {question}, ketik nama kabupaten/kota Anda atau kirim lokasi."
OFFICE_ADDRESS: Final = "{name}: {address}"
ADDRESS_UNKNOWN: Final = "Alamat belum tercatat."
DISTANCE: Final = "sekitar {distance} dari Anda"
OPEN_NOW: Final = "buka sekarang, tutup {time} {zone}"
OPENS_TODAY: Final = "tutup sekarang, buka lagi hari ini {time} {zone}"
OPENS_LATER: Final = "tutup sekarang, buka lagi {day} {time} {zone}"
CLOSED_LONG: Final = "tutup, jadwal buka berikutnya belum tercatat"
HOURS_UNKNOWN: Final = "jam buka belum tercatat"
HOURS_AS_TOLD: Final = "Keterangan: {text}"
HOURS_OF_SOURCE: Final = "jam buka: {text}"
HOURS_MAY_CHANGE: Final = "Jam dapat berubah; cek dulu sebelum berangkat."
HOURS_ALL_UNKNOWN: Final = "Jam buka belum tercatat di Loket. Sebaiknya telepon atau cek dulu sebelum berangkat."
CLOSED_REASON: Final = "{text} ({reason})"
OPEN_ALWAYS: Final = "buka setiap saat"
TOMORROW: Final = "besok ({day})"
PIN_APPROXIMATE: Final = "Titik peta hanya perkiraan (tengah {area}); ikuti alamatnya."
MORE_OFFICES: Final = "Kantor lain:"
SHARE_FOR_NEAREST: Final = "Kirim lokasi Anda untuk mengetahui yang terdekat."
NO_OFFICE: Final = "Alamat kantor untuk layanan ini di {region} belum tercatat di Loket."
OFFICE_KIND_SERVES: Final = "Layanan ini umumnya diurus di {kinds}."
NO_OFFICE_ASK: Final = "Untuk alamatnya, hubungi:"
PROVINCE_TOO_WIDE: Final = "Kantornya berbeda di tiap kabupaten/kota di {region}. Ketik nama kabupaten/kota Anda."

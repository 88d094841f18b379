"""Sentences for a citizen who says that an answer is wrong."""

from __future__ import annotations

from typing import Final

BUTTON: Final = "Info salah?"
PARTS: Final = {  # in the order of the buttons
    "cost": "Biaya",
    "requirements": "Syarat",
    "hours": "Jam buka",
    "address": "Alamat",
    "other": "Lainnya",
}
CANCEL: Final = "Tidak jadi"
ASK_TITLE: Final = "Lapor info salah"
ASK: Final = "Bagian mana yang salah dari jawaban “{subject}”?"
ASK_ANY: Final = "Bagian mana yang salah dari jawaban itu?"
THANKS_TITLE: Final = "Terima kasih, laporan Anda diterima"
THANKS: Final = (
    "Laporan ini diteruskan ke {who} untuk dicocokkan dengan sumber resminya. Bila memang keliru, jawaban di sini "
    "diperbaiki. Petugas tidak tahu siapa yang melapor, jadi tidak dapat membalas Anda."
)
WHO: Final = "petugas {region}"
WHO_ELSE: Final = "pengelola Loket"
SURE: Final = "Sebelum datang, pastikan dulu ke kantor yang melayani."
ADD_NOTE: Final = "Tambah keterangan"
NOTE_TITLE: Final = "Tulis keterangannya"
NOTE: Final = (
    "Cukup satu pesan, misalnya: “jam bukanya berubah sejak bulan lalu”. Mohon jangan menulis nama, NIK, atau nomor "
    "telepon."
)
NOTED_TITLE: Final = "Keterangan ditambahkan"
NOTED: Final = "Terima kasih. Silakan lanjut bertanya."
NOT_NOTED: Final = "Laporan itu sudah tidak tersimpan. Silakan lanjut bertanya."
CANCELLED: Final = "Baik, tidak ada yang dilaporkan. Silakan lanjut bertanya."
WITHOUT_NOTE: Final = "Baik. Laporan Anda tetap kami terima tanpa keterangan."
ENOUGH_TITLE: Final = "Laporan hari ini sudah cukup"
ENOUGH: Final = (
    "Terima kasih, Anda sudah mengirim {count} laporan hari ini. Laporan berikutnya dapat Anda kirim besok. Bila "
    "mendesak, tanyakan langsung ke kantor yang melayani."
)
GONE: Final = "Jawaban itu sudah tidak ada di Loket. Silakan bertanya lagi, lalu tekan tombolnya di bawah jawaban baru."

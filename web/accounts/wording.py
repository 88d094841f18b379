"""How roles, scopes, states and browsers are called on the pages."""

from __future__ import annotations

from loket.accounts.models import AccountStatus, Grant, Role

ROLE_NAMES = {
    Role.PENYUSUN: "Penyusun",
    Role.VERIFIKATOR: "Verifikator",
    Role.PETUGAS_PENGADUAN: "Petugas pengaduan",
    Role.PENGUJI: "Penguji",
    Role.ADMIN_DAERAH: "Admin daerah",
    Role.ADMIN_PROGRAM: "Admin program",
    Role.MITRA: "Mitra",
}
ROLE_HINTS = {
    Role.PENYUSUN: "menulis rancangan standar layanan dan data kantor",
    Role.VERIFIKATOR: "memeriksa dan menerbitkan; wajib memakai kode masuk",
    Role.PETUGAS_PENGADUAN: "menjawab pengaduan warga",
    Role.PENGUJI: "menjalankan cerita uji dan menandai pertanyaan yang belum terjawab",
    Role.ADMIN_DAERAH: "mengurus akun dan semua isi wilayahnya; wajib memakai kode masuk",
    Role.ADMIN_PROGRAM: "mengurus semua wilayah; wajib memakai kode masuk",
    Role.MITRA: "mengusulkan isi untuk lembaganya; selalu diperiksa verifikator wilayah",
}
STATUS_NAMES = {
    AccountStatus.INVITED: "menunggu kata sandi",
    AccountStatus.ACTIVE: "aktif",
    AccountStatus.DISABLED: "dinonaktifkan",
}
# The first that is found names the browser: Chrome calls itself Safari too, Edge calls itself Chrome.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
             ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"),
            ("Linux", "Linux"))  # fmt: skip


def describe_grant(grant: Grant) -> str:
    """E.g. "Verifikator di Kabupaten Sleman"."""
    where = grant.region.name if grant.region else "seluruh Indonesia"
    partner = f" untuk {grant.partner.name}" if grant.partner else ""
    return f"{ROLE_NAMES[grant.role]}{partner} di {where}"


def describe_browser(user_agent: str) -> str:
    """E.g. "Chrome di Android"."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "Peramban lain")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    return f"{browser} di {system}" if system else browser

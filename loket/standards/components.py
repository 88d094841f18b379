"""The components of a standard as officials know them: order, number in PermenPANRB 15/2014, name, help, form."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from loket.services.models import Component


class Form(enum.StrEnum):
    """The form a component's content takes, see ``StandardComponent``."""

    ITEMS = "items"
    TEXT = "text"
    COST = "cost"
    DURATION = "duration"


class Group(enum.StrEnum):
    """Which part of the regulation a component belongs to; EXTRA is what citizens ask besides."""

    CITIZEN = "citizen"
    INTERNAL = "internal"
    EXTRA = "extra"


@dataclass(frozen=True)
class ComponentInfo:
    """What people read about a component. ``number``: 1..14, None for what the regulation does not ask."""

    component: Component
    number: int | None
    name: str
    help: str
    example: str
    form: Form
    group: Group


def _info(
    component: Component, number: int | None, form: Form, group: Group, name: str, guidance: str, example: str
) -> ComponentInfo:
    return ComponentInfo(component, number, name, guidance, example, form, group)


_ALL: Final = (
    _info(
        Component.REQUIREMENTS, 1, Form.ITEMS, Group.CITIZEN, "Persyaratan",
        "Apa saja yang harus dibawa atau dipenuhi warga. Satu syarat satu baris, dengan bentuknya: asli, fotokopi, "
        "atau berkas digital.",
        "Fotokopi Kartu Keluarga (1 lembar)",
    ),
    _info(
        Component.PROCEDURE, 2, Form.ITEMS, Group.CITIZEN, "Sistem, mekanisme, dan prosedur",
        "Langkah yang ditempuh warga dari datang sampai selesai, berurutan. Satu langkah satu baris; sebut loket atau "
        "laman yang dituju.",
        "Ambil nomor antrean di loket pendaftaran",
    ),
    _info(
        Component.DURATION, 3, Form.DURATION, Group.CITIZEN, "Jangka waktu penyelesaian",
        "Berapa lama sejak berkas lengkap sampai selesai. Isi hari kerja bila pasti; pakai keterangan bila bergantung "
        "pada sesuatu.",
        "1 hari kerja setelah berkas lengkap",
    ),
    _info(
        Component.COST, 4, Form.COST, Group.CITIZEN, "Biaya/tarif",
        "Biaya yang dibayar warga dalam rupiah. Tulis 0 bila gratis. Kosongkan jumlahnya bila tarif bertingkat, lalu "
        "jelaskan di keterangan.",
        "Rp30.000 per lembar",
    ),
    _info(
        Component.PRODUCT, 5, Form.TEXT, Group.CITIZEN, "Produk pelayanan",
        "Apa yang diterima warga setelah layanan selesai.",
        "KTP elektronik",
    ),
    _info(
        Component.COMPLAINTS, 6, Form.TEXT, Group.CITIZEN, "Penanganan pengaduan, saran, dan masukan",
        "Ke mana warga mengadu atau memberi saran tentang layanan ini: loket, telepon, laman; dan kapan dijawab.",
        "Loket pengaduan di kantor, atau laman lapor.go.id; dijawab paling lama 5 hari kerja",
    ),
    _info(
        Component.LEGAL_BASIS, 7, Form.ITEMS, Group.INTERNAL, "Dasar hukum",
        "Peraturan yang menjadi dasar layanan, dari undang-undang sampai keputusan kepala dinas. Satu peraturan satu "
        "baris.",
        "UU 24/2013 tentang Administrasi Kependudukan",
    ),
    _info(
        Component.FACILITIES, 8, Form.ITEMS, Group.INTERNAL, "Sarana, prasarana, dan/atau fasilitas",
        "Peralatan dan fasilitas yang tersedia, termasuk untuk penyandang disabilitas, lansia, dan ibu menyusui.",
        "Jalur kursi roda dan kursi prioritas",
    ),
    _info(
        Component.STAFF_COMPETENCE, 9, Form.ITEMS, Group.INTERNAL, "Kompetensi pelaksana",
        "Pendidikan, pengetahuan, dan keahlian yang harus dimiliki petugas.",
        "Mampu mengoperasikan aplikasi SIAK",
    ),
    _info(
        Component.INTERNAL_SUPERVISION, 10, Form.ITEMS, Group.INTERNAL, "Pengawasan internal",
        "Siapa yang mengawasi pelaksanaan layanan dan dengan cara apa.",
        "Pengawasan oleh atasan langsung setiap bulan",
    ),
    _info(
        Component.STAFF_NUMBER, 11, Form.TEXT, Group.INTERNAL, "Jumlah pelaksana",
        "Berapa petugas yang melayani, menurut tugasnya.",
        "2 petugas loket, 1 operator perekaman",
    ),
    _info(
        Component.SERVICE_GUARANTEE, 12, Form.ITEMS, Group.INTERNAL, "Jaminan pelayanan",
        "Kepastian yang dijanjikan kepada warga bahwa layanan sesuai standar.",
        "Bila terlambat, hasil diantar ke rumah tanpa biaya",
    ),
    _info(
        Component.SAFETY_GUARANTEE, 13, Form.ITEMS, Group.INTERNAL, "Jaminan keamanan dan keselamatan pelayanan",
        "Bagaimana warga, berkas, dan datanya dijaga aman: bebas dari bahaya, risiko, dan keragu-raguan.",
        "Data pribadi disimpan terenkripsi",
    ),
    _info(
        Component.PERFORMANCE_EVALUATION, 14, Form.ITEMS, Group.INTERNAL, "Evaluasi kinerja pelaksana",
        "Bagaimana dan seberapa sering mutu pelayanan dinilai.",
        "Survei Kepuasan Masyarakat dua kali setahun",
    ),
    _info(
        Component.HOURS, None, Form.TEXT, Group.EXTRA, "Jam layanan",
        "Jam layanan bila berbeda dari jam buka kantornya. Jam buka kantor diisi di halaman Kantor.",
        "Senin sampai Kamis 08.00-14.00",
    ),
    _info(
        Component.ONLINE_LINK, None, Form.ITEMS, Group.EXTRA, "Layanan lewat internet",
        "Alamat laman atau aplikasi resmi. Satu alamat satu baris, lengkap dengan https://.",
        "https://oss.go.id",
    ),
    _info(
        Component.CONTACT, None, Form.ITEMS, Group.EXTRA, "Kontak",
        "Nomor telepon, email, atau akun resmi untuk bertanya. Satu kontak satu baris. Jangan menulis nomor pribadi "
        "petugas.",
        "Halo Dukcapil: 1500537",
    ),
)  # fmt: skip
COMPONENTS: Final[Mapping[Component, ComponentInfo]] = {info.component: info for info in _ALL}
# Nothing is published before a citizen can be told these.
CITIZEN_FACING: Final = tuple(info.component for info in _ALL if info.group == Group.CITIZEN)

"""The shapes of the open data. Docstrings and descriptions are read in the API's documentation, so they are Indonesian.

``flat`` gives the rows of a CSV: the same names, nested ones joined by an underscore.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, ClassVar

from pydantic import BaseModel, Field

Flat = dict[str, Any]


class RegionRef(BaseModel):
    """Wilayah, dengan kunci menurut Kemendagri."""

    code: str = Field(description="Kode wilayah Kemendagri, misalnya 34.04.")
    slug: str = Field(description="Kunci wilayah di Loket, misalnya kab_sleman.")
    name: str = Field(description="Nama resmi dengan jenisnya.")


class ServiceRef(BaseModel):
    """Layanan."""

    slug: str = Field(description="Kunci layanan di Loket, misalnya ktp_el.")
    name: str = Field(description="Nama layanan.")


class RegionData(BaseModel):
    """Provinsi, kabupaten, atau kota."""

    columns: ClassVar[tuple[str, ...]] = (
        "code", "slug", "type", "name", "province_code", "province_slug", "province_name", "timezone", "population",
        "area_km2", "wave", "source", "url", "page",
    )  # fmt: skip
    code: str = Field(description="Kode wilayah Kemendagri: 34 untuk provinsi, 34.04 untuk kabupaten/kota.")
    slug: str = Field(description="Kunci wilayah di Loket.")
    type: str = Field(description="provinsi, kabupaten, atau kota.")
    name: str = Field(description="Nama resmi dengan jenisnya.")
    province: RegionRef | None = Field(description="Provinsinya; null untuk provinsi.")
    timezone: str = Field(description="Zona waktu (nama IANA): Asia/Jakarta, Asia/Makassar, atau Asia/Jayapura.")
    population: int | None = Field(description="Jumlah penduduk (jiwa), Dukcapil semester II 2024.")
    area_km2: float | None = Field(description="Luas wilayah (kilometer persegi), BIG Desember 2024.")
    wave: int | None = Field(description="Tahun terpilih dalam Gerakan Menuju 100 Smart City; null bila tidak.")
    source: str = Field(description="Sumber kode dan nama wilayah.")
    url: str = Field(description="Alamat data ini di API.")
    page: str = Field(description="Alamat halaman untuk warga.")

    def flat(self) -> Iterator[Flat]:
        yield {**self.model_dump(exclude={"province"}), **_prefixed("province", self.province)}


class ServiceData(BaseModel):
    """Layanan publik yang ditawarkan."""

    columns: ClassVar[tuple[str, ...]] = (
        "slug", "name", "short_name", "owner", "level", "partner", "region_code", "region_slug", "categories",
        "office_kinds", "url", "page",
    )  # fmt: skip
    slug: str = Field(description="Kunci layanan di Loket.")
    name: str = Field(description="Nama layanan.")
    short_name: str = Field(description="Nama pendek, seperti pada tombol bot.")
    owner: str = Field(description="Jenis kantor yang melayani.")
    level: str = Field(description="Tingkat yang mengatur: nasional, provinsi, daerah, atau campuran.")
    partner: str | None = Field(description="Lembaga mitra pemilik layanan; null bila milik pemerintah.")
    region: RegionRef | None = Field(description="Wilayah tempat layanan ini ada; null bila di seluruh Indonesia.")
    categories: list[str] = Field(description="Peristiwa hidup yang terkait, misalnya identitas.")
    office_kinds: list[str] = Field(description="Jenis kantor, yang paling lazim lebih dulu.")
    url: str = Field(description="Alamat data ini di API.")
    page: str = Field(description="Alamat halaman untuk warga.")

    def flat(self) -> Iterator[Flat]:
        yield {**self.model_dump(exclude={"region"}), **_prefixed("region", self.region)}


class CategoryData(BaseModel):
    """Kategori (peristiwa hidup) dan banyaknya layanan."""

    columns: ClassVar[tuple[str, ...]] = ("name", "services")
    name: str = Field(description="Nama kategori, dipakai di parameter category.")
    services: int = Field(description="Banyaknya layanan.")

    def flat(self) -> Iterator[Flat]:
        yield self.model_dump()


class ComponentData(BaseModel):
    """Satu komponen standar pelayanan (PermenPANRB 15/2014), dengan sumber dan tanggalnya sendiri."""

    component: str = Field(description="Nama komponen: requirements, procedure, duration, cost, product, ...")
    number: int | None = Field(description="Nomor komponen menurut PermenPANRB 15/2014; null untuk tambahan Loket.")
    name: str = Field(description="Nama komponen dalam bahasa Indonesia.")
    content: dict[str, Any] = Field(
        description="Isi. Daftar: items. Teks: text. Biaya: amount_rupiah (rupiah; 0 = gratis, null = ditetapkan "
        "terpisah), text, note. Jangka waktu: working_days (hari kerja), text."
    )
    lines: list[str] = Field(description="Isi yang sama sebagai baris siap baca.")
    source: str = Field(description="Peraturan atau laman yang menjadi sumber.")
    verified_at: date | None = Field(description="Tanggal terakhir dicek.")
    confidence: str = Field(description="Keyakinan: high, medium, atau low (low perlu dikonfirmasi ke petugas).")

    def flat_component(self) -> Flat:
        return {
            **self.model_dump(exclude={"content", "lines"}),
            "text": "\n".join(self.lines),
            "amount_rupiah": self.content.get("amount_rupiah"),
            "working_days": self.content.get("working_days"),
        }


class ResolvedComponent(ComponentData):
    """Komponen yang berlaku di satu wilayah, dengan tingkat asalnya."""

    level: str = Field(description="Tingkat asal isi ini: nasional, provinsi, atau daerah.")
    region: RegionRef | None = Field(description="Wilayah asal isi ini; null untuk nasional.")
    version: int = Field(description="Versi standar di tingkat itu.")


_COMPONENT = (
    "component",
    "number",
    "name",
    "text",
    "amount_rupiah",
    "working_days",
    "source",
    "verified_at",
    "confidence",
)


class ResolvedData(BaseModel):
    """Standar pelayanan yang berlaku di satu wilayah: kabupaten/kota di atas provinsi di atas nasional."""

    columns: ClassVar[tuple[str, ...]] = (
        "region_code", "region_slug", "region_name", "service_slug", "service_name", *_COMPONENT, "level",
        "level_region_code", "level_region_slug", "level_region_name", "version",
    )  # fmt: skip
    service: ServiceRef
    region: RegionRef | None = Field(description="Wilayah yang ditanyakan; null untuk tingkat nasional.")
    components: list[ResolvedComponent] = Field(description="Komponen yang diketahui.")
    missing: list[str] = Field(description="Komponen untuk warga yang belum tercatat di tingkat mana pun.")
    url: str = Field(description="Alamat data ini di API.")
    page: str = Field(description="Alamat halaman untuk warga.")

    def flat(self) -> Iterator[Flat]:
        shared = {**_prefixed("region", self.region), **_prefixed("service", self.service)}
        for part in self.components:
            row = part.flat_component()
            row.pop("region")
            yield {**row, **_prefixed("level_region", part.region), **shared}


class StandardData(BaseModel):
    """Standar yang diterbitkan satu tingkat, apa adanya (tanpa yang diwarisi dari tingkat di atasnya)."""

    columns: ClassVar[tuple[str, ...]] = (
        "service_slug", "service_name", "level", "region_code", "region_slug", "region_name", "version", "valid_from",
        "published_at", "producer", *_COMPONENT,
    )  # fmt: skip
    service: ServiceRef
    level: str = Field(description="nasional, provinsi, atau daerah.")
    region: RegionRef | None = Field(description="Wilayah yang menerbitkan; null untuk nasional.")
    version: int = Field(description="Nomor versi di tingkat ini.")
    valid_from: date | None = Field(description="Berlaku sejak; null bila sejak diterbitkan.")
    published_at: datetime | None = Field(description="Waktu terbit (UTC).")
    producer: str = Field(
        description="Produsen data: mitra penyusun, pemerintah wilayah, atau tim Loket untuk nasional."
    )
    components: list[ComponentData] = Field(description="Komponen yang dinyatakan tingkat ini.")

    def flat(self) -> Iterator[Flat]:
        shared = self.model_dump(exclude={"service", "region", "components"})
        shared |= {**_prefixed("region", self.region), **_prefixed("service", self.service)}
        for part in self.components:
            yield {**part.flat_component(), **shared}


class HoursData(BaseModel):
    """Jam buka pada satu hari; dua baris sehari berarti ada istirahat di antaranya."""

    weekday: int = Field(description="Hari menurut ISO 8601: 1 = Senin sampai 7 = Minggu.")
    day: str = Field(description="Nama hari.")
    opens: str = Field(description="Jam buka, waktu setempat (JJ:MM).")
    closes: str = Field(description="Jam tutup, waktu setempat (JJ:MM).")


class ClosureData(BaseModel):
    """Hari tutup."""

    first_day: date = Field(description="Hari pertama tutup.")
    last_day: date = Field(description="Hari terakhir tutup (termasuk).")
    reason: str = Field(description="Alasan.")


class LocalHolidayData(BaseModel):
    """Hari libur yang ditetapkan daerah."""

    first_day: date = Field(description="Hari pertama libur.")
    last_day: date = Field(description="Hari terakhir libur (termasuk).")
    name: str = Field(description="Nama hari libur.")
    region_code: str = Field(description="Kode Kemendagri daerah yang menetapkan.")
    source: str = Field(description="Keputusan atau surat edaran yang menetapkan.")


class OfficeData(BaseModel):
    """Kantor yang dapat didatangi warga."""

    columns: ClassVar[tuple[str, ...]] = (
        "id", "region_code", "region_slug", "region_name", "kind", "kind_name", "name", "address", "latitude",
        "longitude", "geo_precision", "phone", "hours_text", "open_on_holidays", "timezone", "source", "verified_at",
        "confidence", "url",
    )  # fmt: skip
    id: int = Field(description="Nomor kantor di Loket.")
    region: RegionRef
    kind: str = Field(description="Jenis kantor, misalnya disdukcapil.")
    kind_name: str = Field(description="Nama jenis kantor.")
    name: str = Field(description="Nama kantor.")
    address: str = Field(description="Alamat; kosong bila belum tercatat.")
    latitude: float | None = Field(description="Lintang (derajat, WGS 84).")
    longitude: float | None = Field(description="Bujur (derajat, WGS 84).")
    geo_precision: str = Field(
        description="Ketelitian titik: building, kelurahan, atau kecamatan; kosong bila tidak tahu."
    )
    phone: str = Field(description="Telepon; hanya yang sudah diyakini benar.")
    hours: list[HoursData] = Field(description="Jam buka; kosong bila belum tercatat.")
    hours_text: str = Field(description="Jam buka sebagai teks.")
    closures: list[ClosureData] = Field(description="Hari tutup di luar hari libur.")
    local_holidays: list[LocalHolidayData] = Field(
        description="Hari libur daerah kantor dan provinsinya, di luar hari libur nasional."
    )
    open_on_holidays: bool = Field(description="Tetap buka pada semua hari libur.")
    open_days: list[date] = Field(description="Hari libur yang tetap buka, dengan jam hari itu.")
    timezone: str = Field(description="Zona waktu jam buka (nama IANA).")
    source: str = Field(description="Sumber.")
    verified_at: date = Field(description="Tanggal terakhir dicek.")
    confidence: str = Field(description="Keyakinan: high, medium, atau low.")
    url: str = Field(description="Alamat data ini di API.")

    def flat(self) -> Iterator[Flat]:
        nested = {"region", "hours", "closures", "local_holidays", "open_days"}
        yield {**self.model_dump(exclude=nested), **_prefixed("region", self.region)}


class ContactData(BaseModel):
    """Nomor darurat atau saluran bantuan yang sudah diyakini benar."""

    columns: ClassVar[tuple[str, ...]] = (
        "number", "name", "purpose", "kind", "region_code", "region_slug", "region_name", "source", "verified_at",
    )  # fmt: skip
    number: str = Field(description="Nomor yang ditelepon.")
    name: str = Field(description="Siapa yang menjawab.")
    purpose: str = Field(description="Untuk apa.")
    kind: str = Field(description="Jenis: emergency, crisis, hotline, utility, ...")
    region: RegionRef | None = Field(description="Wilayah berlakunya; null untuk seluruh Indonesia.")
    source: str = Field(description="Sumber.")
    verified_at: date | None = Field(description="Tanggal terakhir dicek; null bila belum pernah.")

    def flat(self) -> Iterator[Flat]:
        yield {**self.model_dump(exclude={"region"}), **_prefixed("region", self.region)}


class PageInfo(BaseModel):
    """Letak halaman ini dalam seluruh hasil."""

    page: int = Field(description="Halaman ini, mulai dari 1.")
    per_page: int = Field(description="Baris per halaman.")
    pages: int = Field(description="Banyaknya halaman.")
    total: int = Field(description="Banyaknya baris seluruhnya.")


class PageLinks(BaseModel):
    """Alamat halaman lain; sama dengan header Link."""

    self: str = Field(description="Halaman ini.")
    first: str = Field(description="Halaman pertama.")
    prev: str | None = Field(description="Halaman sebelumnya; null bila tidak ada.")
    next: str | None = Field(description="Halaman berikutnya; null bila tidak ada.")
    last: str = Field(description="Halaman terakhir.")
    metadata: str = Field(description="Metadata Satu Data: produsen data, walidata, sumber, lisensi.")


class Envelope[Row](BaseModel):
    """Satu halaman hasil."""

    data: list[Row]
    meta: PageInfo
    links: PageLinks


def _prefixed(name: str, value: BaseModel | None) -> Flat:
    return {f"{name}_{key}": one for key, one in value.model_dump().items()} if value else {}

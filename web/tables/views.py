"""The tables. Each says who may see it and who may change it; rows of other regions are not there for anybody else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Select, false
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette_admin.contrib.sqla import ModelView
from starlette_admin.events import AdminEvent, AfterCreateContext, AfterEditContext, BeforeDeleteContext
from starlette_admin.exceptions import FormValidationError
from starlette_admin.fields import BooleanField, DateField, EnumField, HasOne, IntegerField, StringField, TextAreaField

from loket.accounts.permissions import Action, AllowedRegions, may_somewhere
from loket.audit.operations import changes, record
from loket.emergency.models import EmergencyContact
from loket.partners.models import Partner, PartnerKind
from loket.regions.models import Region
from loket.services.models import Confidence
from web.tables.signing_in import visitor_of


class Table(ModelView):
    """A table with our permissions and audit. ``region_column`` empty = its rows are of the national level."""

    see: ClassVar[Action]
    change: ClassVar[Action | None] = None
    removable: ClassVar[bool] = False
    region_column: ClassVar[str] = ""
    open_to_all: ClassVar[bool] = False  # reference rows every official may read
    exporters = ("csv",)
    importers = ()
    page_size = 25
    exclude_fields_from_list: Sequence[str] = ("id",)
    exclude_fields_from_create = ("id",)
    exclude_fields_from_edit = ("id",)

    def __init__(self, model: type[Any], **names: Any) -> None:
        super().__init__(model, **names)
        self.events.on(AdminEvent.AFTER_CREATE, self._record_new)  # type: ignore[arg-type]  # the event's own context
        self.events.on(AdminEvent.AFTER_EDIT, self._record_change)  # type: ignore[arg-type]  # the event's own context
        self.events.on(AdminEvent.BEFORE_DELETE, self._record_removal)  # type: ignore[arg-type]  # the event's own context

    def is_accessible(self, request: Request) -> bool:
        return may_somewhere(visitor_of(request).account, self.see)

    def can_create(self, request: Request) -> bool:
        return self.change is not None and self._scope(request, self.change) != AllowedRegions()

    def can_edit(self, request: Request) -> bool:
        return self.can_create(request)

    def can_delete(self, request: Request) -> bool:
        return self.removable and self.can_create(request)

    def can_import(self, request: Request) -> bool:
        return False

    def get_list_query(self, request: Request) -> Select[Any]:
        return self._scoped(request, super().get_list_query(request))

    def get_count_query(self, request: Request) -> Select[Any]:
        return self._scoped(request, super().get_count_query(request))

    async def validate(self, request: Request, data: dict[str, Any]) -> None:
        """Refuse a region the visitor may not change; the list does not offer it, but a form can be forged."""
        await super().validate(request, data)
        if not self.region_column or self.change is None:
            return
        scope, region = self._scope(request, self.change), data.get("region")
        if not scope.is_national and (region is None or region.id not in scope.region_ids):
            raise FormValidationError({"region": "Pilih wilayah yang menjadi tugas Anda."})

    def _scope(self, request: Request, action: Action) -> AllowedRegions:
        scope = visitor_of(request).scopes.get(action, AllowedRegions())
        return scope if scope.is_national or self.region_column else AllowedRegions()

    def _scoped(self, request: Request, query: Select[Any]) -> Select[Any]:
        if self.open_to_all:
            return query
        scope = visitor_of(request).scopes.get(self.see, AllowedRegions())
        if not self.region_column:
            return query if scope.is_national else query.where(false())
        return query.where(scope.condition(getattr(self.model, self.region_column)))

    async def _record_new(self, context: AfterCreateContext) -> None:
        await self._record(context.request, "create", context.obj, None, self._values(context.obj))

    async def _record_change(self, context: AfterEditContext) -> None:
        new = self._values(context.obj)
        old = {name: _plain(context.old_data.get(name)) for name in new}
        before, after = changes(old, new)
        await self._record(context.request, "change", context.obj, before, after)

    async def _record_removal(self, context: BeforeDeleteContext) -> None:
        await self._record(context.request, "delete", context.obj, self._values(context.obj), None)

    async def _record(self, request: Request, verb: str, row: Any, before: Any, after: Any) -> None:
        visitor, session = visitor_of(request), request.state.session
        kind, region_id = row.__tablename__.removesuffix("s"), getattr(row, "region_id", None)

        def write() -> None:
            assert isinstance(session, Session)  # noqa: S101  the mount gives no other
            record(
                session, visitor.account, f"{kind}.{verb}", kind, row.id, before, after, visitor.address,
                region_id=region_id,
            )  # fmt: skip

        await run_in_threadpool(write)

    def _values(self, row: Any) -> dict[str, Any]:
        return {field.name: _plain(getattr(row, field.name, None)) for field in self.fields if field.name != "id"}


def _plain(value: Any) -> Any:
    return value.slug if isinstance(value, Region) else value


class OpenEnum(EnumField):
    """Choices for the form; a value from elsewhere (the seed, an import) is shown as it is, not refused."""

    def _get_label(self, value: Any, request: Request) -> Any:
        known = dict(self._get_choices(request) or ())
        return known.get(value, value)


class RegionTable(Table):
    """Reference: what a region is called, its code and time zone. The seed brings it, nobody edits it here."""

    see = Action.SEE_DASHBOARD
    open_to_all = True
    fields = (
        IntegerField("id", label="Nomor baris", read_only=True),
        StringField("code", label="Kode Kemendagri"),
        StringField("name", label="Nama"),
        StringField("type", label="Jenis"),
        StringField("slug", label="Slug"),
        StringField("timezone", label="Zona waktu"),
        StringField("source", label="Sumber"),
    )
    searchable_fields = ("code", "name", "slug")
    sortable_fields = ("code", "name")

    async def repr(self, obj: Any, request: Request) -> str:
        return str(obj.name)


class PartnerTable(Table):
    """Organisations that contribute; taken out of service, never deleted."""

    see = Action.MANAGE_PARTNERS
    change = Action.MANAGE_PARTNERS
    fields = (
        IntegerField("id", label="Nomor baris", read_only=True),
        StringField("slug", label="Kode singkat", help_text="Huruf kecil dan garis bawah, misalnya bpjs_kesehatan."),
        StringField("name", label="Nama lembaga"),
        EnumField(
            "kind",
            label="Jenis",
            choices=[
                (PartnerKind.PUSAT.value, "Pemerintah pusat"),
                (PartnerKind.PROVINSI.value, "Pemerintah provinsi"),
                (PartnerKind.DAERAH.value, "Pemerintah daerah"),
                (PartnerKind.SWASTA.value, "Swasta"),
                (PartnerKind.NIRLABA.value, "Nirlaba"),
            ],
        ),
        BooleanField("is_active", label="Aktif", default=True),
    )
    searchable_fields = ("slug", "name")

    async def repr(self, obj: Any, request: Request) -> str:
        return str(obj.name)

    async def validate(self, request: Request, data: dict[str, Any]) -> None:
        await super().validate(request, data)
        _require(data, slug="Isi kode singkatnya.", name="Isi nama lembaganya.", kind="Pilih jenisnya.")
        slug = str(data["slug"])
        if not slug.replace("_", "").isalnum() or slug != slug.lower() or not slug.isascii() or len(slug) > 60:
            raise FormValidationError({"slug": "Pakai huruf kecil, angka, dan garis bawah; paling banyak 60 huruf."})


EMERGENCY_KINDS = [
    ("emergency", "Darurat"),
    ("crisis", "Krisis dan kekerasan"),
    ("health", "Kesehatan"),
    ("traffic", "Lalu lintas"),
    ("utility", "Gangguan listrik dan air"),
    ("social", "Bantuan sosial"),
    ("complaint", "Pengaduan"),
    ("population", "Kependudukan"),
    ("education", "Pendidikan"),
    ("work", "Ketenagakerjaan"),
    ("finance", "Keuangan"),
    ("tax", "Pajak"),
    ("business", "Usaha"),
    ("land", "Pertanahan"),
    ("hotline", "Layanan lain lewat telepon"),
]


class EmergencyTable(Table):
    """Emergency numbers of a region, or of the nation for national admins."""

    see = Action.MANAGE_OFFICES
    change = Action.MANAGE_OFFICES
    removable = True
    region_column = "region_id"
    fields = (
        IntegerField("id", label="Nomor baris", read_only=True),
        StringField("number", label="Nomor"),
        StringField("name", label="Nama"),
        StringField("purpose", label="Untuk apa"),
        OpenEnum("kind", label="Jenis", choices=EMERGENCY_KINDS),
        HasOne("region", key="wilayah", label="Wilayah"),
        TextAreaField("note", label="Catatan"),
        TextAreaField("source", label="Sumber", help_text="Peraturan atau halaman resmi tempat nomor ini tertulis."),
        DateField("verified_at", label="Diperiksa pada"),
        EnumField(
            "confidence",
            label="Kepastian",
            choices=[
                (Confidence.HIGH.value, "Pasti"),
                (Confidence.MEDIUM.value, "Cukup"),
                (Confidence.LOW.value, "Belum"),
            ],
            help_text="Hanya yang pasti yang ditampilkan kepada warga.",
        ),
    )
    exclude_fields_from_list = ("id", "note", "source", "purpose")
    searchable_fields = ("number", "name")

    async def repr(self, obj: Any, request: Request) -> str:
        return f"{obj.number} {obj.name}"

    async def validate(self, request: Request, data: dict[str, Any]) -> None:
        await super().validate(request, data)
        _require(
            data, number="Isi nomornya.", name="Isi namanya.", purpose="Tulis untuk apa nomor ini.",
            kind="Pilih jenisnya.", source="Tulis dari mana nomor ini.", confidence="Pilih kepastiannya.",
        )  # fmt: skip
        data["note"] = data.get("note") or ""


def _require(data: dict[str, Any], **sentences: str) -> None:
    missing: dict[str | int, Any] = {name: sentence for name, sentence in sentences.items() if not data.get(name)}
    if missing:
        raise FormValidationError(missing)


TABLES: tuple[Callable[[], Table], ...] = (
    lambda: RegionTable(Region, key="wilayah", display_name="Wilayah", menu_label="Wilayah"),
    lambda: PartnerTable(Partner, key="mitra", display_name="Mitra", menu_label="Lembaga mitra"),
    lambda: EmergencyTable(EmergencyContact, key="darurat", display_name="Nomor darurat", menu_label="Nomor darurat"),
)

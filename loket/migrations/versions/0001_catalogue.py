"""The catalogue: regions, services and standards, partners, offices, emergency numbers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ambiguous_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False, comment="Lower case"),
        sa.Column("kind", sa.String(length=40), nullable=False, comment="e.g. kota_dan_kabupaten, kata_umum"),
        sa.Column("slugs", sa.JSON(), nullable=False, comment="Region slugs it may mean"),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ambiguous_names")),
        sa.UniqueConstraint("name", "kind", name=op.f("uq_ambiguous_names_name")),
    )
    op.create_table(
        "partners",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partners")),
        sa.UniqueConstraint("slug", name=op.f("uq_partners_slug")),
    )
    op.create_table(
        "regions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=5), nullable=False, comment="Kemendagri code, e.g. 34 or 34.04"),
        sa.Column("slug", sa.String(length=60), nullable=False, comment="Slug; also the Rasa entity value"),
        sa.Column("type", sa.String(length=10), nullable=False),
        sa.Column(
            "name", sa.String(length=80), nullable=False, comment="Official name with its type, e.g. Kabupaten Sleman"
        ),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column(
            "timezone",
            sa.String(length=20),
            nullable=False,
            comment="IANA name, one of Asia/Jakarta, Makassar, Jayapura",
        ),
        sa.Column("aliases", sa.JSON(), nullable=False, comment="Nicknames, short and former names"),
        sa.Column("population", sa.Integer(), nullable=True, comment="People; Dukcapil semester II 2024"),
        sa.Column("area_km2", sa.Double(), nullable=True, comment="Square kilometres; BIG, December 2024"),
        sa.Column(
            "smart_city_year", sa.Integer(), nullable=True, comment="Wave of Menuju 100 Smart City; NULL = not chosen"
        ),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.CheckConstraint("(type = 'provinsi') = (parent_id IS NULL)", name=op.f("ck_regions_province_has_no_parent")),
        sa.CheckConstraint("type IN ('provinsi', 'kabupaten', 'kota')", name=op.f("ck_regions_type_known")),
        sa.ForeignKeyConstraint(["parent_id"], ["regions.id"], name=op.f("fk_regions_parent_id_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regions")),
        sa.UniqueConstraint("code", name=op.f("uq_regions_code")),
        sa.UniqueConstraint("slug", name=op.f("uq_regions_slug")),
    )
    with op.batch_alter_table("regions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_regions_parent_id"), ["parent_id"], unique=False)
    op.create_table(
        "admissions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_admissions_partner_id_partners")),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_admissions_region_id_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admissions")),
        sa.UniqueConstraint("partner_id", "region_id", name=op.f("uq_admissions_partner_id")),
    )
    with op.batch_alter_table("admissions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_admissions_region_id"), ["region_id"], unique=False)
    op.create_table(
        "boundaries",
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("wkb_hex", sa.Text(), nullable=False, comment="Polygon or MultiPolygon, WGS 84, WKB as hex"),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_boundaries_region_id_regions")),
        sa.PrimaryKeyConstraint("region_id", name=op.f("pk_boundaries")),
    )
    op.create_table(
        "emergency_contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False, comment="emergency, crisis, utility, hotline, ..."),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True, comment="NULL = national"),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("verified_at", sa.Date(), nullable=True, comment="When somebody last checked it; NULL = never"),
        sa.Column("confidence", sa.String(length=10), nullable=False, comment="Only high is shown to citizens"),
        sa.CheckConstraint(
            "confidence IN ('high', 'medium', 'low')", name=op.f("ck_emergency_contacts_confidence_known")
        ),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_emergency_contacts_region_id_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_contacts")),
        sa.UniqueConstraint("number", "region_id", name=op.f("uq_emergency_contacts_number")),
    )
    with op.batch_alter_table("emergency_contacts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_emergency_contacts_kind"), ["kind"], unique=False)
        batch_op.create_index(
            "uq_emergency_contacts_national_number",
            ["number"],
            unique=True,
            sqlite_where=sa.text("region_id IS NULL"),
            postgresql_where=sa.text("region_id IS NULL"),
        )
    op.create_table(
        "offices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False, comment="disdukcapil, mpp, samsat, polres, ..."),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True, comment="Degrees, WGS 84"),
        sa.Column("longitude", sa.Double(), nullable=True, comment="Degrees, WGS 84"),
        sa.Column(
            "geo_precision",
            sa.String(length=20),
            nullable=False,
            comment="building, kelurahan or kecamatan (centre of it); empty = unknown",
        ),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("hours_text", sa.Text(), nullable=False, comment="Hours as the source words them"),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("verified_at", sa.Date(), nullable=False),
        sa.Column("confidence", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column(
            "open_on_holidays",
            sa.Boolean(),
            nullable=False,
            comment="True = hours hold on public holidays too",
        ),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("confidence IN ('high', 'medium', 'low')", name=op.f("ck_offices_confidence_known")),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_offices_both_coordinates")),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name=op.f("ck_offices_latitude_on_earth")),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name=op.f("ck_offices_longitude_on_earth")),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_offices_region_id_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices")),
        sa.UniqueConstraint("region_id", "name", name=op.f("uq_offices_region_id")),
    )
    with op.batch_alter_table("offices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offices_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_offices_region_id"), ["region_id"], unique=False)
    op.create_table(
        "places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False, comment="Degrees, WGS 84"),
        sa.Column("longitude", sa.Double(), nullable=False, comment="Degrees, WGS 84"),
        sa.Column("region_id", sa.Integer(), nullable=True, comment="NULL = abroad"),
        sa.Column(
            "reach_km",
            sa.Double(),
            nullable=True,
            comment="Kilometres of land it stands for: radius of its share of the region's area; NULL = abroad",
        ),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name=op.f("ck_places_latitude_on_earth")),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name=op.f("ck_places_longitude_on_earth")),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_places_region_id_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
    )
    with op.batch_alter_table("places", schema=None) as batch_op:
        batch_op.create_index("ix_places_latitude_longitude", ["latitude", "longitude"], unique=False)
    op.create_table(
        "services",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False, comment="Slug; also the Rasa entity value"),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("short_name", sa.String(length=40), nullable=False, comment="As a button shows it"),
        sa.Column("owner", sa.String(length=200), nullable=False, comment="Kind of office that serves, as text"),
        sa.Column(
            "level", sa.String(length=20), nullable=False, comment="Set at: nasional, provinsi, daerah or campuran"
        ),
        sa.Column("partner_id", sa.Integer(), nullable=True, comment="NULL = the state"),
        sa.Column("region_id", sa.Integer(), nullable=True, comment="NULL = offered everywhere"),
        sa.Column("office_kinds", sa.JSON(), nullable=False, comment="Kinds of Office, the usual one first"),
        sa.Column("topics", sa.JSON(), nullable=False, comment="Life events, Indonesian"),
        sa.Column("is_active", sa.Boolean(), nullable=False, comment="False = withdrawn, never shown"),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_services_partner_id_partners")),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_services_region_id_regions")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_services")),
        sa.UniqueConstraint("slug", name=op.f("uq_services_slug")),
    )
    op.create_table(
        "office_closures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_office_closures_first_before_last")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_office_closures_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_closures")),
    )
    with op.batch_alter_table("office_closures", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_office_closures_office_id"), ["office_id"], unique=False)
    op.create_table(
        "office_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False, comment="0 = Monday"),
        sa.Column("opens", sa.Time(), nullable=False, comment="Local time of the region"),
        sa.Column("closes", sa.Time(), nullable=False, comment="Local time of the region"),
        sa.CheckConstraint("opens < closes", name=op.f("ck_office_hours_opens_before_closing")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_office_hours_weekday_known")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_office_hours_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_hours")),
    )
    with op.batch_alter_table("office_hours", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_office_hours_office_id"), ["office_id"], unique=False)
    op.create_table(
        "service_names",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("phrase", sa.String(length=80), nullable=False, comment="Lower case, as citizens write it"),
        sa.Column("weight", sa.Double(), nullable=False, comment="0..1: how surely the phrase means this service"),
        sa.CheckConstraint("weight > 0 AND weight <= 1", name=op.f("ck_service_names_weight_a_share")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_service_names_service_id_services")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_names")),
        sa.UniqueConstraint("service_id", "phrase", name=op.f("uq_service_names_service_id")),
    )
    with op.batch_alter_table("service_names", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_names_phrase"), ["phrase"], unique=False)
        batch_op.create_index(batch_op.f("ix_service_names_service_id"), ["service_id"], unique=False)
    op.create_table(
        "standards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("service_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True, comment="NULL = national"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=True, comment="Contributor; NULL = region"),
        sa.Column("author", sa.String(length=120), nullable=False),
        sa.Column("reviewer", sa.String(length=120), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True, comment="Berlaku sejak; NULL = at once"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'in_review', 'published', 'archived')", name=op.f("ck_standards_state_known")
        ),
        sa.ForeignKeyConstraint(["partner_id"], ["partners.id"], name=op.f("fk_standards_partner_id_partners")),
        sa.ForeignKeyConstraint(["region_id"], ["regions.id"], name=op.f("fk_standards_region_id_regions")),
        sa.ForeignKeyConstraint(["service_id"], ["services.id"], name=op.f("fk_standards_service_id_services")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standards")),
        sa.UniqueConstraint("service_id", "region_id", "version", name=op.f("uq_standards_service_id")),
    )
    with op.batch_alter_table("standards", schema=None) as batch_op:
        batch_op.create_index("ix_standards_service_region_state", ["service_id", "region_id", "state"], unique=False)
        batch_op.create_index(
            "uq_standards_national_version",
            ["service_id", "version"],
            unique=True,
            sqlite_where=sa.text("region_id IS NULL"),
            postgresql_where=sa.text("region_id IS NULL"),
        )
    op.create_table(
        "standard_components",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("standard_id", sa.Integer(), nullable=False),
        sa.Column("component", sa.String(length=30), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column(
            "source", sa.Text(), nullable=False, comment="Regulation or page it was taken from, as a citizen reads it"
        ),
        sa.Column("source_pages", sa.JSON(), nullable=False, comment="Addresses seen, for the reviewer"),
        sa.Column("verified_at", sa.Date(), nullable=False, comment="When somebody last checked it"),
        sa.Column("confidence", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "confidence IN ('high', 'medium', 'low')", name=op.f("ck_standard_components_confidence_known")
        ),
        sa.ForeignKeyConstraint(
            ["standard_id"], ["standards.id"], name=op.f("fk_standard_components_standard_id_standards")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standard_components")),
        sa.UniqueConstraint("standard_id", "component", name=op.f("uq_standard_components_standard_id")),
    )


def downgrade() -> None:
    op.drop_table("standard_components")
    with op.batch_alter_table("standards", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_standards_national_version",
            sqlite_where=sa.text("region_id IS NULL"),
            postgresql_where=sa.text("region_id IS NULL"),
        )
        batch_op.drop_index("ix_standards_service_region_state")
    op.drop_table("standards")
    with op.batch_alter_table("service_names", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_names_service_id"))
        batch_op.drop_index(batch_op.f("ix_service_names_phrase"))
    op.drop_table("service_names")
    with op.batch_alter_table("office_hours", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_office_hours_office_id"))
    op.drop_table("office_hours")
    with op.batch_alter_table("office_closures", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_office_closures_office_id"))
    op.drop_table("office_closures")
    op.drop_table("services")
    with op.batch_alter_table("places", schema=None) as batch_op:
        batch_op.drop_index("ix_places_latitude_longitude")
    op.drop_table("places")
    with op.batch_alter_table("offices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offices_region_id"))
        batch_op.drop_index(batch_op.f("ix_offices_kind"))
    op.drop_table("offices")
    with op.batch_alter_table("emergency_contacts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_emergency_contacts_national_number",
            sqlite_where=sa.text("region_id IS NULL"),
            postgresql_where=sa.text("region_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_emergency_contacts_kind"))
    op.drop_table("emergency_contacts")
    op.drop_table("boundaries")
    with op.batch_alter_table("admissions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_admissions_region_id"))
    op.drop_table("admissions")
    with op.batch_alter_table("regions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_regions_parent_id"))
    op.drop_table("regions")
    op.drop_table("partners")
    op.drop_table("ambiguous_names")

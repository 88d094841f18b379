"""What changed of that which the lexicon is made of, noted by triggers; whoever rebuilds one of the four tables on
SQLite (batch_alter_table) has to make its triggers again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010_lexicon_changes"
down_revision = "0009_province_counts"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# Of each table the columns that the lexicon shows; the lexicon has to be made anew where one of the last two changes.
SERVICE_COLUMNS = ("slug", "name", "short_name", "is_active")
NAME_COLUMNS = ("service_id", "phrase", "weight")
WHOLE = {
    "regions": ("code", "slug", "type", "name", "parent_id", "aliases", "population"),
    "ambiguous_names": ("name", "kind", "slugs"),
}
OF_NAME = "SELECT slug FROM services WHERE id = {row}.service_id"


def upgrade() -> None:
    op.create_table(
        "lexicon_changes",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("service", sa.String(length=40), nullable=True, comment="Slug; NULL = regions or shared names"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lexicon_changes")),
    )
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _sqlite() if is_sqlite else _postgresql():
        op.execute(statement)


def _sqlite() -> list[str]:
    made = []
    for table, columns, noted in _rows():
        differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
        made += [
            _sqlite_trigger(table, "INSERT", [noted.format(row="NEW")]),
            _sqlite_trigger(table, "DELETE", [noted.format(row="OLD")]),
            _sqlite_trigger(
                table, f"UPDATE OF {', '.join(columns)}", [noted.format(row="OLD"), noted.format(row="NEW")],
                f"WHEN {differs}",
            ),
        ]  # fmt: skip
    return made


def _rows() -> list[tuple[str, tuple[str, ...], str]]:
    """Table, its columns, and the query for the slug that a change of a row concerns."""
    return [
        ("services", SERVICE_COLUMNS, "SELECT {row}.slug"),
        ("service_names", NAME_COLUMNS, OF_NAME),
        *((table, columns, "SELECT NULL") for table, columns in WHOLE.items()),
    ]


def _sqlite_trigger(table: str, event: str, slugs: list[str], condition: str = "") -> str:
    body = " ".join(f"INSERT INTO lexicon_changes (service) {slug};" for slug in dict.fromkeys(slugs))
    name = f"{table}_lexicon_{event.split()[0].lower()}"
    return f"CREATE TRIGGER {name} AFTER {event} ON {table} {condition} BEGIN {body} END"


def _postgresql() -> list[str]:
    made = []
    for table, columns, noted in _rows():
        if table in WHOLE:
            made.append(_function(table, "INSERT INTO lexicon_changes (service) VALUES (NULL); RETURN NULL;"))
            made.append(
                f"CREATE TRIGGER {table}_lexicon AFTER INSERT OR DELETE OR UPDATE OF {', '.join(columns)} "
                f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_lexicon()"
            )
            continue
        old, new = (f"INSERT INTO lexicon_changes (service) {noted.format(row=row)};" for row in ("OLD", "NEW"))
        same = " AND ".join(f"OLD.{column} IS NOT DISTINCT FROM NEW.{column}" for column in columns)
        made.append(
            _function(
                table,
                f"IF TG_OP = 'UPDATE' AND {same} THEN RETURN NULL; END IF; "
                f"IF TG_OP <> 'INSERT' THEN {old} END IF; IF TG_OP <> 'DELETE' THEN {new} END IF; RETURN NULL;",
            )
        )
        made.append(
            f"CREATE TRIGGER {table}_lexicon AFTER INSERT OR DELETE OR UPDATE OF {', '.join(columns)} "
            f"ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_lexicon()"
        )
    return made


def _function(table: str, body: str) -> str:
    return f"CREATE FUNCTION {table}_lexicon() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, _, _ in _rows():
        if is_sqlite:
            for event in ("insert", "delete", "update"):
                op.execute(f"DROP TRIGGER {table}_lexicon_{event}")
        else:
            op.execute(f"DROP TRIGGER {table}_lexicon ON {table}")
            op.execute(f"DROP FUNCTION {table}_lexicon()")
    op.drop_table("lexicon_changes")

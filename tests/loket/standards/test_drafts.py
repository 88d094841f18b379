"""Drafts: nobody's work is overwritten, nothing typed is lost, and only who may does what they may."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from loket.accounts.errors import NotPermitted
from loket.accounts.models import Account
from loket.audit.models import AuditEntry
from loket.audit.operations import verify
from loket.services.models import Component, Standard, StandardComponent, StandardState
from loket.standards.content import Part, clean_content, content_of
from loket.standards.drafts import (
    autosave,
    begin_draft,
    discard_draft,
    get_autosave,
    get_standard,
    save_draft,
)
from loket.standards.errors import EditConflict, Incomplete, WrongState
from tests.loket.builders import make_standard
from tests.loket.standards.conftest import World
from tests.loket.standards.contents import part, whole


def test_draft_begins_from_what_holds_at_its_own_level(session: Session, world: World) -> None:
    make_standard(session, world.service, None, {Component.COST: {"text": "nasional"}})
    make_standard(session, world.service, world.sleman, {Component.HOURS: {"text": "08.00"}}, version=3)

    draft = begin_draft(session, world.writer, world.service, world.sleman)

    assert (draft.state, draft.version, draft.author) == (StandardState.DRAFT, 4, "Ani Penyusun")
    assert {name: dict(one.content) for name, one in content_of(draft).items()} == {Component.HOURS: {"text": "08.00"}}


def test_one_draft_at_a_time_for_the_region_and_one_for_each_partner(session: Session, world: World) -> None:
    own = begin_draft(session, world.writer, world.service, world.sleman)
    again = begin_draft(session, world.reviewer, world.service, world.sleman)
    partners = begin_draft(session, world.mitra, world.service, world.sleman, world.partner)

    assert again is own
    assert partners is not own
    assert (partners.version, partners.partner_id) == (2, world.partner.id)


def test_draft_may_be_unfinished(session: Session, world: World) -> None:
    draft = begin_draft(session, world.writer, world.service, world.sleman)

    save_draft(
        session, world.writer, draft, 1, {Component.COST: Part({"amount_rupiah": None, "text": "?", "note": ""})}
    )

    assert content_of(draft)[Component.COST].verified_at is None


def test_second_editor_is_shown_the_difference_and_nothing_is_overwritten(
    open_session: sessionmaker[Session], session: Session, world: World
) -> None:
    draft = begin_draft(session, world.writer, world.service, world.sleman)
    session.commit()
    with open_session() as other:
        theirs, actor = get_standard(other, draft.id), other.get_one(Account, world.reviewer.id)
        save_draft(other, actor, theirs, 1, whole(product=part(text="KTP-el baru")))
        other.commit()

    with pytest.raises(EditConflict) as caught:
        save_draft(session, world.writer, draft, 1, whole(product=part(text="KTP elektronik")))
    session.rollback()

    conflict = caught.value
    assert (conflict.editor, conflict.lock_version) == ("Budi Verifikator", 2)
    assert [one.component for one in conflict.differences] == [Component.PRODUCT]
    with open_session() as fresh:
        assert content_of(get_standard(fresh, draft.id))[Component.PRODUCT].content == {"text": "KTP-el baru"}


def test_save_with_the_version_that_was_seen_is_stored_and_counted(session: Session, world: World) -> None:
    draft = begin_draft(session, world.writer, world.service, world.sleman)

    second = save_draft(session, world.writer, draft, 1, whole())
    third = save_draft(session, world.writer, draft, second, whole(product=part(text="Baru")))
    session.commit()

    assert (second, third, draft.editor) == (2, 3, "Ani Penyusun")
    assert draft.oldest_verified_at == date(2026, 11, 20)
    assert session.scalar(select(func.count()).select_from(StandardComponent)) == 6


@pytest.mark.parametrize("who", ["neighbour", "mitra"])
def test_others_may_not_write_the_regions_draft(session: Session, world: World, who: str) -> None:
    draft = begin_draft(session, world.writer, world.service, world.sleman)

    with pytest.raises(NotPermitted):
        save_draft(session, getattr(world, who), draft, 1, whole())


def test_partner_writes_only_where_it_was_admitted(session: Session, world: World) -> None:
    with pytest.raises(NotPermitted):
        begin_draft(session, world.mitra, world.service, world.bantul, world.partner)


def test_published_version_is_not_edited(session: Session, world: World) -> None:
    published = make_standard(session, world.service, world.sleman, {Component.COST: {"text": "x"}})

    with pytest.raises(WrongState):
        save_draft(session, world.writer, published, 1, whole())


def test_what_is_typed_stays_for_who_typed_it_until_they_save(session: Session, world: World) -> None:
    draft = begin_draft(session, world.writer, world.service, world.sleman)
    typed = [("requirements.items", "Fotokopi <b>KK</b>"), ("cost.amount_rupiah", "tiga puluh ribu")]

    autosave(session, world.writer, draft, 1, typed)
    session.commit()

    kept = get_autosave(session, world.writer, draft)
    assert kept is not None
    assert [tuple(one) for one in kept.form] == typed
    assert get_autosave(session, world.reviewer, draft) is None
    save_draft(session, world.writer, draft, 1, whole())
    assert get_autosave(session, world.writer, draft) is None


def test_discarded_draft_is_gone_and_the_audit_has_it(session: Session, world: World) -> None:
    draft = begin_draft(session, world.writer, world.service, world.sleman)
    save_draft(session, world.writer, draft, 1, whole())
    autosave(session, world.writer, draft, 2, [("a", "b")])

    discard_draft(session, world.writer, draft, origin="127.0.0.1")
    session.commit()

    assert session.scalars(select(Standard)).all() == []
    last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert last is not None
    assert (last.action, last.actor, last.origin) == ("standard.discard", "ani.penyusun@contoh.go.id", "127.0.0.1")
    assert verify(session).broken_at is None


@pytest.mark.parametrize(
    ("name", "content", "field", "words"),
    [
        ("cost", {"amount_rupiah": "tiga puluh ribu"}, "cost.amount_rupiah", "angka saja"),
        ("cost", {"amount_rupiah": "-5"}, "cost.amount_rupiah", "angka saja"),
        ("duration", {"working_days": "99999"}, "duration.working_days", "terlalu besar"),
        ("requirements", {"items": ["x" * 501]}, "requirements.items", "Baris 1"),
        ("requirements", {"items": [f"syarat {n}" for n in range(61)]}, "requirements.items", "60 baris"),
        ("online_link", {"items": ["javascript:alert(1)"]}, "online_link.items", "Baris 1"),
        ("product", {"text": "x" * 2001}, "product.text", "Terlalu panjang"),
    ],
)
def test_what_cannot_be_stored_is_named_with_its_field(
    session: Session, world: World, name: str, content: dict[str, object], field: str, words: str
) -> None:
    draft = begin_draft(session, world.writer, world.service, world.sleman)

    with pytest.raises(Incomplete) as caught:
        save_draft(session, world.writer, draft, 1, {Component(name): Part(content)})

    assert [one.field for one in caught.value.problems] == [field]
    assert words in caught.value.problems[0].message


def test_amounts_are_read_as_officials_write_them() -> None:
    for typed in ("30000", "30.000", "Rp30.000", "Rp 30.000,00", " 30000 "):
        cleaned = clean_content({Component.COST: Part({"amount_rupiah": typed})}, date(2026, 11, 24))
        assert cleaned.content[Component.COST].content["amount_rupiah"] == 30000, typed


def test_control_characters_go_and_markup_stays_text() -> None:
    given = {Component.REQUIREMENTS: part(items=["<script>x</script>\u202e\x00 KK", "  ", ""])}

    cleaned = clean_content(given, date(2026, 11, 24))

    assert cleaned.content[Component.REQUIREMENTS].content == {"items": ["<script>x</script> KK"]}

"""What an official saves is in the next answer: offices and holidays are read at each of them, nothing is kept."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session, sessionmaker

from loket.accounts.models import Account, Role
from loket.answers.heard import Context
from loket.answers.operations import Turn, answer_turn
from loket.offices.content import OfficeContent
from loket.offices.editing import archive_office, create_office, get_office, save_office
from loket.offices.hours import parse_hours
from loket.offices.local_holidays import LocalHolidayContent, add_local_holiday
from loket.offices.preview import preview
from loket.regions.operations import get_region
from loket.rendering.messages import shown_as_chat
from tests.loket.answers.asking import heard, texts_of
from tests.web.signing_in import make_account

WORDS = {"hours": "puskesmas buka jam berapa", "location": "puskesmas di mana"}
TUESDAY_TEN = datetime(2026, 12, 1, 3, 0, tzinfo=UTC)  # 10.00 WIB
CONTENT = OfficeContent(
    name="Puskesmas Uji", kind="puskesmas", address="Jalan Uji 1", latitude=-7.716, longitude=110.355,
    hours=tuple(parse_hours("Senin-Jumat 08.00-12.00, 13.00-15.00")), source="Laman dinas",
    verified_at=date(2026, 11, 20), confidence="high",
)  # fmt: skip


@pytest.fixture
def official(open_seeded_session: sessionmaker[Session]) -> Account:
    with open_seeded_session.begin() as session:
        return make_account(session, Role.PENYUSUN, get_region(session, "kab_sleman"))


def asked(open_session: sessionmaker[Session], aspect: str) -> str:
    """What the bot, a process of its own with sessions of its own, answers a citizen of Sleman."""
    with open_session() as session:
        turn = Turn(heard(aspect, text=WORDS[aspect]), Context(home="kab_sleman"))
        return texts_of(answer_turn(session, turn, TUESDAY_TEN).answer)


def test_each_save_is_in_the_next_answer_within_a_second(
    open_seeded_session: sessionmaker[Session], official: Account
) -> None:
    def saved(**changes: object) -> tuple[str, str]:
        with open_seeded_session.begin() as session:
            actor = session.get_one(Account, official.id)
            office = get_office(session, actor, office_id)
            save_office(session, actor, office, office.lock_version, replace(CONTENT, **changes))
        began = time.monotonic()
        answers = asked(open_seeded_session, "hours"), asked(open_seeded_session, "location")
        assert time.monotonic() - began < 1.0
        return answers

    assert "Puskesmas Uji" not in asked(open_seeded_session, "hours")
    with open_seeded_session.begin() as session:
        actor = session.get_one(Account, official.id)
        office_id = create_office(session, actor, get_region(session, "kab_sleman"), CONTENT).id
    assert "Buka sekarang, tutup 12.00 WIB" in asked(open_seeded_session, "hours")

    hours, location = saved(
        hours=(), address="Jalan Baru 2", closures=((date(2026, 12, 1), date(2026, 12, 3), "Banjir"),)
    )
    assert "Banjir" in location
    assert "Jalan Baru 2" in location
    assert "Puskesmas Uji\nTutup, " in hours
    assert "Banjir" in hours
    hours, _ = saved(hours_text="Kira-kira pagi", hours=())
    assert "Puskesmas Uji\nKeterangan: Kira-kira pagi" in hours
    hours, _ = saved(hours=tuple(parse_hours("Senin-Minggu 09.00-21.00")))
    assert "Senin-Minggu 09.00-21.00" in hours

    with open_seeded_session.begin() as session:
        actor = session.get_one(Account, official.id)
        region = get_region(session, "kab_sleman")
        add_local_holiday(session, actor, region, LocalHolidayContent("Hari Jadi Uji", date(2026, 12, 1), None, "SE"))
    assert "Hari Jadi Uji" in asked(open_seeded_session, "hours")
    hours, _ = saved(hours=tuple(parse_hours("Senin-Minggu 09.00-21.00")), open_days=(date(2026, 12, 1),))
    assert "Buka sekarang, tutup 21.00 WIB" in hours

    with open_seeded_session.begin() as session:
        actor = session.get_one(Account, official.id)
        archive_office(session, actor, get_office(session, actor, office_id))
    assert "Puskesmas Uji" not in asked(open_seeded_session, "location")


@pytest.mark.parametrize("aspect", ["hours", "location"])
def test_the_preview_is_the_answer_that_citizens_get(
    open_seeded_session: sessionmaker[Session], official: Account, aspect: str
) -> None:
    with open_seeded_session.begin() as session:
        tried = preview(session, get_region(session, "kab_sleman"), CONTENT, TUESDAY_TEN)
        assert not session.new
        create_office(session, session.get_one(Account, official.id), get_region(session, "kab_sleman"), CONTENT)

    with open_seeded_session() as session:
        turn = Turn(heard(aspect, text=WORDS[aspect]), Context(home="kab_sleman"))
        answer = answer_turn(session, turn, TUESDAY_TEN).answer

    shown = tried.hours if aspect == "hours" else tried.location
    assert shown_as_chat(shown)[0].html == shown_as_chat(answer)[0].html
    assert tried.status == "Buka sekarang, tutup 12.00 WIB."


def test_a_preview_of_what_is_half_typed_leaves_out_what_is_in_doubt(seeded_session: Session) -> None:
    region = get_region(seeded_session, "kab_sleman")
    doubtful = OfficeContent(
        name="x", latitude=200.0, longitude=110.0, hours=((0, CONTENT.hours[0][2], CONTENT.hours[0][1]),)
    )

    tried = preview(seeded_session, region, doubtful, TUESDAY_TEN)

    assert tried.status == "Jam buka belum tercatat."
    assert "belum tercatat" in texts_of(tried.location)

"""Citizens are pseudonyms: remembered as little as needed, forgotten when they say so."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from loket.citizens.errors import CitizenNotFound
from loket.citizens.models import Citizen
from loket.citizens.operations import find_citizen, forget, get_or_create, mark_unreachable, pseudonym, set_region
from loket.database import make_engine, utc_now
from tests.loket.builders import make_province, make_region

WARGA = pseudonym("utama", 42, key="kunci")


def found(session: Session) -> Citizen:
    citizen = find_citizen(session, WARGA)
    assert citizen is not None
    return citizen


def test_pseudonym_is_the_contracts_hash() -> None:
    # printf 'utama:42' | openssl dgst -sha256 -hmac kunci
    assert WARGA == "4c00fc63d41c9cc32467d27b2234fad81ea05584810759ca98a395129dc2c12f"
    assert (
        pseudonym("utama", -100, 42, key="kunci") == "9362f7b14680bae1acd4e281b0a3b774e69bb67dd464d6189e98248b541fabec"
    )


def test_pseudonyms_differ_by_bot_chat_user_and_key() -> None:
    others = {
        pseudonym("simulator", 42, key="kunci"),
        pseudonym("utama", 43, key="kunci"),
        pseudonym("utama", 42, 42, key="kunci"),
        pseudonym("utama", 42, key="lain"),
    }

    assert len(others | {WARGA}) == 5


def test_new_citizen_starts_in_the_bots_home_region(session: Session) -> None:
    sleman = make_region(session, make_province(session))

    assert get_or_create(session, WARGA, sleman).region == sleman
    assert get_or_create(session, WARGA, None).region == sleman


def test_chosen_region_is_remembered_and_can_be_taken_back(session: Session) -> None:
    sleman = make_region(session, make_province(session))

    set_region(session, WARGA, sleman)
    session.expire_all()
    assert found(session).region == sleman
    set_region(session, WARGA, None)
    session.expire_all()
    assert found(session).region is None


def test_who_blocked_us_is_reachable_again_when_they_write(session: Session) -> None:
    get_or_create(session, WARGA).seen_at = utc_now() - timedelta(days=3)

    mark_unreachable(session, WARGA)
    assert found(session).is_reachable is False
    citizen = get_or_create(session, WARGA)
    assert citizen.is_reachable is True
    assert utc_now() - citizen.seen_at < timedelta(minutes=1)


def test_blocking_by_somebody_unknown_is_refused(session: Session) -> None:
    with pytest.raises(CitizenNotFound):
        mark_unreachable(session, WARGA)


def test_forgotten_means_gone_and_nobody_else(session: Session) -> None:
    get_or_create(session, WARGA)
    other = get_or_create(session, pseudonym("utama", 43, key="kunci"))
    session.flush()

    assert forget(session, WARGA) is True
    assert forget(session, WARGA) is False
    assert session.scalars(select(Citizen)).all() == [other]


def test_newcomer_met_by_two_at_once_is_one_citizen(database_url: str) -> None:
    engine = make_engine(database_url)
    open_writing = sessionmaker(engine.execution_options(loket_write=True))
    start = Barrier(4)

    def meet(_number: int) -> int:
        start.wait(30)
        with open_writing() as session:
            citizen = get_or_create(session, WARGA)
            session.commit()
            return citizen.id

    with ThreadPoolExecutor(4) as pool:
        ids = set(pool.map(meet, range(4)))

    with open_writing() as session:
        assert session.scalar(select(func.count()).select_from(Citizen)) == len(ids) == 1
    engine.dispose()

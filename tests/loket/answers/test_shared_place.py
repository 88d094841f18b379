"""A location shared where official boundaries are loaded: the answer says which region it lies in and offers it."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from loket.answers.heard import Context
from loket.answers.operations import Outcome, Turn, answer_turn
from loket.regions.boundaries import import_boundaries
from tests.loket.answers.asking import TUESDAY_TEN_WIB, heard, payloads, texts_of
from tests.loket.test_locating import collection, feature, square

TUGU = (-7.783, 110.367)


def share(session: Session, folder: Path, home: str | None) -> Outcome:
    import_boundaries(session, collection(folder / "b.geojson", feature("kota_yogyakarta", square(110.3, -7.9))))
    return answer_turn(session, Turn(heard("share_location"), Context(home=home), point=TUGU), TUESDAY_TEN_WIB)


def test_a_new_citizen_is_told_the_region_and_may_make_it_theirs(seeded_session: Session, tmp_path: Path) -> None:
    outcome = share(seeded_session, tmp_path, None)

    assert "Kota Yogyakarta" in texts_of(outcome.answer)
    assert '/change_region{"region": "kota_yogyakarta"}' in payloads(outcome.answer)


def test_who_lives_there_is_not_asked_again(seeded_session: Session, tmp_path: Path) -> None:
    outcome = share(seeded_session, tmp_path, "kota_yogyakarta")

    assert "Kota Yogyakarta" in texts_of(outcome.answer)
    assert '/change_region{"region": "kota_yogyakarta"}' not in payloads(outcome.answer)

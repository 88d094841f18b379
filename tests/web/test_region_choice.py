"""A region typed into a form: what is meant beyond doubt is taken, the rest is told, nothing is guessed."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.loket.builders import make_province, make_region
from web.region_choice import chosen_region


@pytest.fixture
def places(session: Session) -> Session:
    province = make_province(session)
    make_region(session, province)
    make_region(session, province, "32.04", "kab_bandung", name="Kabupaten Bandung")
    make_region(session, province, "32.73", "kota_bandung", name="Kota Bandung", type="kota")
    return session


@pytest.mark.parametrize("typed", ["kab_sleman", "34.04", "Kabupaten Sleman", " sleman ", "SLEMAN", "kab. sleman"])
def test_a_region_is_known_by_what_people_call_it(places: Session, typed: str) -> None:
    region, problem = chosen_region(places, typed)

    assert (region and region.slug, problem) == ("kab_sleman", "")


def test_a_name_two_regions_share_is_asked_back(places: Session) -> None:
    region, problem = chosen_region(places, "bandung")

    assert region is None
    assert "Kabupaten Bandung" in problem
    assert "Kota Bandung" in problem


@pytest.mark.parametrize("typed", ["slemann", "atlantis", "", "\0", "<b>x</b>"])
def test_a_guess_is_no_choice(places: Session, typed: str) -> None:
    region, problem = chosen_region(places, typed)

    assert region is None
    assert "tidak dikenal" in problem

"""The list of offices, on both databases: own regions only, each filter by itself."""

from __future__ import annotations

from datetime import time

import pytest
from sqlalchemy.orm import Session

from loket.offices.listing import PAGE_SIZE, Lacking, OfficeFilter, kept_regions, list_offices
from tests.loket.builders import make_office
from tests.loket.standards.conftest import World


@pytest.fixture
def offices(session: Session, world: World) -> None:
    make_office(session, world.sleman, [(0, time(8), time(12))], name="Lengkap", latitude=-7.7, longitude=110.4)
    make_office(session, world.sleman, name="Polos 100%", kind="kua", address="Jalan Mangga")
    make_office(session, world.sleman, name="Lama", is_active=False)
    make_office(session, world.bantul, name="Tetangga")


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (OfficeFilter(), ["Lengkap", "Polos 100%"]),
        (OfficeFilter(is_active=None), ["Lama", "Lengkap", "Polos 100%"]),
        (OfficeFilter(is_active=False), ["Lama"]),
        (OfficeFilter(lacking=Lacking.POINT), ["Polos 100%"]),
        (OfficeFilter(lacking=Lacking.HOURS), ["Polos 100%"]),
        (OfficeFilter(kind="kua"), ["Polos 100%"]),
        (OfficeFilter(text=" mangga"), ["Polos 100%"]),
        (OfficeFilter(text="100%"), ["Polos 100%"]),
        (OfficeFilter(text="%%"), []),
        (OfficeFilter(text="a\0", kind="\0kua"), ["Polos 100%"]),
        (OfficeFilter(page=99), ["Lengkap", "Polos 100%"]),
    ],
)
@pytest.mark.usefixtures("offices")
def test_filters(session: Session, world: World, wanted: OfficeFilter, names: list[str]) -> None:
    assert [one.name for one in list_offices(session, world.writer, wanted).rows] == names


@pytest.mark.usefixtures("offices")
def test_regions(session: Session, world: World) -> None:
    def names(actor: object, region: object) -> list[str]:
        return [one.name for one in list_offices(session, actor, OfficeFilter(region)).rows]  # type: ignore[arg-type]

    assert names(world.writer, world.bantul) == []
    assert names(world.national, world.bantul) == ["Tetangga"]
    assert names(world.national, world.province) == ["Tetangga", "Lengkap", "Polos 100%"]
    assert [one.slug for one in kept_regions(session, world.writer)] == ["kab_sleman"]
    assert kept_regions(session, world.mitra) == []
    assert len(kept_regions(session, world.national)) == 3


def test_pages(session: Session, world: World) -> None:
    for number in range(PAGE_SIZE + 1):
        make_office(session, world.sleman, name=f"Kantor {number:03}")

    first, second = (list_offices(session, world.writer, OfficeFilter(page=page)) for page in (1, 2))

    assert (len(first.rows), len(second.rows), first.total, second.pages) == (PAGE_SIZE, 1, PAGE_SIZE + 1, 2)

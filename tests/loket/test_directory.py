"""Services, offices and emergency numbers as a region's citizens are told them."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from loket.emergency.models import EmergencyContact
from loket.emergency.operations import emergency_contacts
from loket.offices.operations import nearest_offices, offices_for
from loket.regions.distance import distance_metres
from loket.regions.errors import PointInvalid
from loket.regions.models import Region
from loket.regions.operations import get_region
from loket.services.errors import ServiceNotFound
from loket.services.operations import get_service, list_services
from tests.loket.builders import add, make_office, make_province, make_region, make_service


def make_contact(session: Session, number: str, **values: Any) -> EmergencyContact:
    given = {"name": "Nomor", "purpose": "Uji", "kind": "emergency", "source": "uji", "confidence": "high"} | values
    return add(session, EmergencyContact(number=number, **given))


def test_withdrawn_service_is_not_found(session: Session) -> None:
    make_service(session, is_active=False)

    with pytest.raises(ServiceNotFound):
        get_service(session, "ktp_el")


@pytest.mark.parametrize("slug", ["", "\0", "x" * 4096, "ktp_el; DROP TABLE services"])
def test_unknown_service_is_refused(session: Session, slug: str) -> None:
    with pytest.raises(ServiceNotFound):
        get_service(session, slug)


def test_services_of_a_region_are_everybodys_its_provinces_and_its_own(session: Session) -> None:
    province = make_province(session)
    region = make_region(session, province)
    neighbour = make_region(session, province, "34.02", "kab_bantul", name="Kabupaten Bantul")
    make_service(session, "a", name="A")
    make_service(session, "b", name="B", region_id=province.id)
    make_service(session, "c", name="C", region_id=region.id)
    make_service(session, "d", name="D", region_id=neighbour.id)
    make_service(session, "e", name="E", is_active=False)

    def slugs(place: Region | None) -> list[str]:
        return [service.slug for service in list_services(session, place)]

    assert (slugs(region), slugs(province), slugs(None)) == (["a", "b", "c"], ["a", "b"], ["a"])


def test_offices_come_by_the_services_kinds(session: Session) -> None:
    province = make_province(session)
    region = make_region(session, province)
    make_office(session, region, name="Mal", kind="mpp")
    make_office(session, region, name="Dinas", kind="disdukcapil")
    make_office(session, region, name="Samsat", kind="samsat")
    make_office(session, region, name="Lama", kind="mpp", is_active=False)
    elsewhere = make_region(session, province, "34.02", "kab_bantul", name="Kabupaten Bantul")
    make_office(session, elsewhere, name="Dinas Bantul")
    service = make_service(session)

    assert [office.name for office in offices_for(session, service, region)] == ["Dinas", "Mal"]
    assert [office.name for office in offices_for(session, service, province)] == ["Dinas", "Dinas Bantul", "Mal"]
    assert offices_for(session, make_service(session, "x", office_kinds=[]), region) == []


def test_nearest_office_comes_first_and_placeless_ones_last(session: Session) -> None:
    region = make_region(session, make_province(session))
    make_office(session, region, name="Tanpa titik")
    make_office(session, region, name="Jauh", latitude=-7.80, longitude=110.36)
    make_office(session, region, name="Dekat", latitude=-7.71, longitude=110.35)
    service = make_service(session)

    found = nearest_offices(session, service.office_kinds, region, -7.70, 110.35)

    assert [near.office.name for near in found] == ["Dekat", "Jauh", "Tanpa titik"]
    assert found[0].distance_m == pytest.approx(1112, rel=0.005)
    assert found[2].distance_m is None
    assert len(nearest_offices(session, service.office_kinds, region, -7.70, 110.35, limit=1)) == 1


def test_distance_from_a_point_that_is_none_is_refused(session: Session) -> None:
    region = make_region(session, make_province(session))

    with pytest.raises(PointInvalid):
        nearest_offices(session, make_service(session).office_kinds, region, 999, 110)


def test_distances_are_right() -> None:
    jakarta_surabaya = distance_metres(-6.2, 106.8, -7.25, 112.75)

    assert jakarta_surabaya == pytest.approx(666_000, rel=0.01)  # about 665 km as the crow flies
    assert distance_metres(0, 179.9, 0, -179.9) == pytest.approx(22_239, rel=0.01)
    assert distance_metres(5, 5, 5, 5) == 0


def test_only_numbers_we_are_sure_of_are_given(seeded_session: Session) -> None:
    numbers = {contact.number for contact in emergency_contacts(seeded_session)}

    assert {"112", "110", "113", "119", "129"} <= numbers
    assert not {"122", "117", "118", "169", "119 ext 8"} & numbers


def test_emergency_numbers_can_be_narrowed_by_kind(seeded_session: Session) -> None:
    found = emergency_contacts(seeded_session, get_region(seeded_session, "kab_sleman"), {"emergency", "crisis"})

    assert {contact.kind for contact in found} == {"emergency", "crisis"}
    assert found[0].number == "112"


def test_the_regions_own_numbers_come_first_and_others_do_not_come(session: Session) -> None:
    province = make_province(session)
    region = make_region(session, province)
    neighbour = make_region(session, province, "34.02", "kab_bantul", name="Kabupaten Bantul")
    make_contact(session, "112")
    make_contact(session, "165", kind="hotline")
    make_contact(session, "0274-1", region_id=province.id)
    make_contact(session, "0274-2", region_id=region.id, kind="hotline")
    make_contact(session, "0274-3", region_id=neighbour.id)
    make_contact(session, "0274-4", region_id=region.id, confidence="medium")

    assert [one.number for one in emergency_contacts(session, region)] == ["0274-2", "0274-1", "112", "165"]
    assert [one.number for one in emergency_contacts(session)] == ["112", "165"]

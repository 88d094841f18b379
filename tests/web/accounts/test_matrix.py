"""Every role on every route, and on every row of another region: made from the application's own routes.

A route under /admin that asks nobody who they are fails here, and so does one with a path parameter that
``rows.py`` cannot make a row for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from loket.accounts.models import Account, Grant, Role
from loket.accounts.permissions import ROLE_ACTIONS, Action
from loket.audit.models import AuditEntry
from loket.emergency.models import EmergencyContact
from loket.partners.models import Admission, Partner, PartnerKind
from loket.regions.models import Region
from tests.web.accounts.rows import ROWS, emergency_id
from tests.web.signing_in import Site, make_account
from web.accounts.current import current_account, half_logged_in
from web.app import ROUTERS

OWN, OTHER = "kab_sleman", "kab_klaten"
# Pages for whoever is not logged in yet, and the one that ends a session, whoever's it is.
OPEN = {
    "GET /admin/login",
    "POST /admin/login",
    "POST /admin/login/kode",
    "POST /admin/keluar",
    "GET /admin/undangan/{token}",
    "POST /admin/undangan/{token}",
}
REFUSED = {403, 404}


@dataclass(frozen=True)
class Rule:
    """One method of one address; ``action`` None = for everybody logged in, ``is_half`` = second factor pending."""

    method: str
    path: str
    action: Action | None
    is_guarded: bool
    is_half: bool

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def parameters(self) -> list[str]:
        return re.findall(r"{(\w+)(?::\w+)?}", self.path)


def all_rules() -> Iterator[Rule]:
    for router in ROUTERS:
        for route in router.routes:
            assert isinstance(route, APIRoute), route
            calls = set(_calls(route.dependant))
            actions = {call.action for call in calls if hasattr(call, "action")}
            assert len(actions) <= 1, f"{route.path} names several actions: the matrix needs one"
            for method in sorted(route.methods):
                yield Rule(
                    method,
                    route.path,
                    next(iter(actions), None),
                    current_account in calls,
                    half_logged_in in calls,
                )


def _calls(dependant: Dependant) -> Iterator[Any]:
    yield dependant.call
    for one in dependant.dependencies:
        yield from _calls(one)


RULES = [rule for rule in all_rules() if rule.path.startswith("/admin")]
GUARDED = [rule for rule in RULES if rule.is_guarded and all(name in ROWS for name in rule.parameters)]
WITH_ROWS = [rule for rule in GUARDED if any(ROWS.get(name) for name in rule.parameters)]


def test_every_route_asks_who_it_is() -> None:
    without = {rule.name for rule in RULES if not rule.is_guarded and not rule.is_half}

    assert without == OPEN


def test_every_path_parameter_has_a_row_to_try() -> None:
    missing = {name for rule in RULES for name in rule.parameters if name not in ROWS}

    assert not missing, f"add a builder for {missing} to tests/web/accounts/rows.py"


@dataclass
class World:
    """One account of each role in the own region, and how to fill an address with rows of a region."""

    site: Site
    accounts: dict[Role, Account]

    def browser(self, role: Role) -> TestClient:
        return self.site.signed_in(self.accounts[role])

    def address(self, rule: Rule, region: str) -> str:
        path = rule.path
        with self.site.open_session.begin() as session:
            place = session.query(Region).filter_by(slug=region).one()
            for name in rule.parameters:
                build = ROWS[name]
                value = build(session, place) if build else "x"
                path = re.sub(rf"{{{name}(?::\w+)?}}", str(value), path)
        return path

    def send(self, client: TestClient, rule: Rule, path: str) -> int:
        if rule.method == "GET":
            return client.get(path).status_code
        return client.request(rule.method, path, data=self.site.csrf).status_code


@pytest.fixture
def world(quick_site: Site) -> World:
    with quick_site.open_session.begin() as session:
        own = session.query(Region).filter_by(slug=OWN).one()
        partner = Partner(slug="mitra_uji", name="Mitra Uji", kind=PartnerKind.NIRLABA)
        session.add(partner)
        session.flush()
        session.add(Admission(partner_id=partner.id, region_id=own.id))
        accounts = {role: _account(session, role, own, partner) for role in Role}
    return World(quick_site, accounts)


def _account(session: Session, role: Role, own: Region, partner: Partner) -> Account:
    region = None if role == Role.ADMIN_PROGRAM else own
    return make_account(session, role, region, partner if role == Role.MITRA else None)


def test_without_a_login_nothing_opens(world: World) -> None:
    client = world.site.browser()

    for rule in GUARDED:
        status = world.send(client, rule, world.address(rule, OWN))
        assert status == (303 if rule.method == "GET" else 401), rule.name


def test_with_half_a_login_nothing_opens(world: World) -> None:
    client = world.site.signed_in(world.accounts[Role.VERIFIKATOR], is_verified=False)

    for rule in GUARDED:
        status = world.send(client, rule, world.address(rule, OWN))
        assert status == (303 if rule.method == "GET" else 401), rule.name


def test_without_the_forms_token_nothing_changes(world: World) -> None:
    client = world.browser(Role.ADMIN_PROGRAM)

    for rule in GUARDED:
        if rule.method != "GET":
            assert client.request(rule.method, world.address(rule, OWN)).status_code == 403, rule.name


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_what_its_actions_say_and_nothing_else(world: World, role: Role) -> None:
    client = world.browser(role)

    for rule in GUARDED:
        is_allowed = rule.action is None or rule.action in ROLE_ACTIONS[role]
        status = world.send(client, rule, world.address(rule, OWN))
        if not is_allowed:
            assert status == 403, (role, rule.name, status)
        else:
            assert status not in {401, 405, 500}, (role, rule.name, status)
        client = world.browser(role)  # a route may have ended this session


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMIN_PROGRAM])
def test_no_role_reaches_a_row_of_another_region(world: World, role: Role) -> None:
    for rule in WITH_ROWS:
        status = world.send(world.browser(role), rule, world.address(rule, OTHER))
        assert status in REFUSED, (role, rule.name, status)


def test_an_account_without_a_grant_opens_only_its_own_pages(world: World) -> None:
    client = world.site.signed_in(world.site.make(None))

    for rule in GUARDED:
        if rule.action is not None:
            assert world.send(client, rule, world.address(rule, OWN)) == 403, rule.name


@pytest.mark.parametrize("path", ["/admin/data/darurat/list", "/admin/data/mitra/list", "/admin/data/wilayah/list"])
def test_tables_are_closed_without_a_full_login(world: World, path: str) -> None:
    half = world.site.signed_in(world.accounts[Role.VERIFIKATOR], is_verified=False)
    for client in (world.site.browser(), half):
        said = client.get(path)
        assert said.status_code == 303
        assert "/login" in said.headers["location"]


@pytest.mark.parametrize("role", Role)
def test_tables_open_by_role(world: World, role: Role) -> None:
    client = world.browser(role)
    wanted = {"darurat": Action.MANAGE_OFFICES, "mitra": Action.MANAGE_PARTNERS, "wilayah": Action.SEE_DASHBOARD}

    for key, action in wanted.items():
        is_allowed = action in ROLE_ACTIONS[role]
        assert client.get(f"/admin/data/{key}/list").status_code == (200 if is_allowed else 403), (role, key)


def test_a_row_of_another_region_is_not_in_the_table(world: World) -> None:
    with world.site.open_session.begin() as session:
        places = {slug: session.query(Region).filter_by(slug=slug).one() for slug in (OWN, OTHER)}
        own, other = emergency_id(session, places[OWN]), emergency_id(session, places[OTHER])
        session.get_one(EmergencyContact, other).name = "Posko seberang"
    client = world.browser(Role.ADMIN_DAERAH)

    assert "Posko seberang" not in client.get("/admin/data/darurat/list").text
    assert client.get(f"/admin/data/darurat/detail?pk={own}").status_code == 200
    for path in (f"detail?pk={other}", f"edit?pk={other}"):
        assert client.get(f"/admin/data/darurat/{path}").status_code == 404, path


def test_a_row_cannot_be_moved_to_another_region_and_each_change_is_in_the_audit(world: World) -> None:
    with world.site.open_session.begin() as session:
        places = {slug: session.query(Region).filter_by(slug=slug).one() for slug in (OWN, OTHER)}
        ids = {slug: place.id for slug, place in places.items()}
        own = emergency_id(session, places[OWN])
    client = world.browser(Role.ADMIN_DAERAH)
    address = f"/admin/data/darurat/edit?pk={own}"
    token = re.search(r'name="csrftoken" value="([^"]+)"', client.get(address).text)
    assert token
    form = {
        "number": "0274-2", "name": "Posko", "purpose": "uji", "kind": "emergency", "source": "uji", "note": "",
        "verified_at": "2026-11-23", "confidence": "high", "csrftoken": token[1],
    }  # fmt: skip

    moved = client.post(address, data={**form, "region": str(ids[OTHER])})
    saved = client.post(address, data={**form, "region": str(ids[OWN])})

    assert moved.status_code == 422
    assert "Pilih wilayah yang menjadi tugas Anda" in moved.text
    assert saved.status_code == 303
    with world.site.open_session() as session:
        contact = session.get_one(EmergencyContact, own)
        entry = session.query(AuditEntry).filter_by(action="emergency_contact.change").one()
        assert (contact.region_id, contact.number) == (ids[OWN], "0274-2")
        assert (entry.before, entry.after) == ({"number": "0274-1"}, {"number": "0274-2"})
        assert entry.region_id == ids[OWN]


def test_a_grant_that_is_taken_away_closes_the_page_at_once(world: World) -> None:
    client = world.browser(Role.ADMIN_DAERAH)
    assert client.get("/admin/audit").status_code == 200
    with world.site.open_session.begin() as session:
        session.query(Grant).filter_by(account_id=world.accounts[Role.ADMIN_DAERAH].id).delete()

    assert client.get("/admin/audit").status_code == 403

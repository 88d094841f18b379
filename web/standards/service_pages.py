"""One service: what holds of it in a region, its description, its names; creating, archiving, removing it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from loket.accounts.errors import NotPermitted
from loket.accounts.models import Account
from loket.accounts.permissions import Action, may
from loket.answers.texts.labels import OFFICE_KINDS
from loket.regions.models import Region
from loket.services.editing import (
    LEVELS,
    Removal,
    ServiceDescription,
    archive_service,
    create_service,
    describe_service,
    find_service,
    remove_service,
    require_editor,
    restore_service,
    set_names,
)
from loket.services.errors import NamesRefused, ServiceRefused
from loket.services.models import Service
from loket.services.naming import GivenName
from loket.services.operations import resolve_standard, today_in
from loket.standards.components import COMPONENTS
from loket.standards.content import Part, empty_content
from loket.standards.contributors import contributing_partner, writable_regions
from loket.standards.differences import says
from loket.standards.drafts import begin_draft, open_draft, scheduled, standing
from web.database import DbSession
from web.pages import page, redirect
from web.questions import new_service
from web.security import address_of
from web.standards import wording
from web.standards.list_pages import HOME
from web.standards.places import Form, Reviewer, Writer, region_at
from web.standards.publication import publish_lexicon_after

SERVICES = "/admin/layanan"
SHARED_WEIGHT = 0.5
router = APIRouter()


@router.get(SERVICES + "/baru")
def new_page(request: Request, account: Writer, session: DbSession, wilayah: str = "", dari: str = "") -> Response:
    """The form for a new service; ``dari`` is the group of citizens' questions it is made for."""
    asked = new_service.asked_group(session, account, dari)
    context = _new_context(session, account, {"wilayah": wilayah})
    if asked is not None:
        context |= _asked(asked.id, asked.newest) | {"question": asked.speaker.text}
        given = new_service.prefilled(asked)
        context["names"] = [(given.pop("phrase"), 1.0)]
        context["typed"] = given
    return page(request, "admin/standards/service_form.html", context)


@router.post(SERVICES + "/baru")
def create(request: Request, account: Writer, session: DbSession, form: Form) -> Response:
    """Make the service and its first draft, then go on to write it."""
    typed = _typed(form)
    try:
        with session.begin_nested():
            region = region_at(session, typed["wilayah"] or wording.NATION_SLUG)
            partner = contributing_partner(session, account, region)
            service = create_service(
                session, account, _description(form), _names(form), region, partner, origin=address_of(request)
            )
            draft = begin_draft(session, account, service, region, partner, address_of(request))
    except (ServiceRefused, NamesRefused) as error:
        context = {**_new_context(session, account, typed), **_refusal(error), "names": _rows(form)}
        context |= _asked(str(form.get("dari") or "")[:20], str(form.get("sampai") or "")[:20])
        return page(request, "admin/standards/service_form.html", context, status_code=422)
    asked, newest = str(form.get("dari") or ""), str(form.get("sampai") or "")
    if new_service.close_group(session, account, asked, newest, service, address_of(request)):
        message = "Layanan dibuat dan pertanyaan warga yang terkait ditandai selesai. Sekarang isi standarnya."
        return redirect(request, f"/admin/draf/{draft.id}", message)
    message = "Layanan dibuat. Sekarang isi standarnya; warga melihatnya setelah terbit."
    return redirect(request, f"/admin/draf/{draft.id}", message)


@router.get(SERVICES + "/{slug}")
def describe_page(request: Request, slug: str, account: Writer, session: DbSession) -> Response:
    """Description and names of a service."""
    service = find_service(session, slug)
    require_editor(session, account, service)
    return page(request, "admin/standards/service_form.html", _edit_context(session, account, service))


@router.post(SERVICES + "/{slug}")
def describe(request: Request, slug: str, account: Writer, session: DbSession, form: Form) -> Response:
    """Store description and names; the bot understands them at once."""
    service = find_service(session, slug)
    origin = address_of(request)
    try:
        with session.begin_nested():
            is_renamed = describe_service(session, account, service, _description(form), origin)
            has_new_names = set_names(session, account, service, _names(form), origin)
    except (ServiceRefused, NamesRefused) as error:
        context = {**_edit_context(session, account, service), **_refusal(error)}
        context |= {"typed": _typed(form), "names": _rows(form)}
        return page(request, "admin/standards/service_form.html", context, status_code=422)
    if is_renamed or has_new_names:
        publish_lexicon_after(request, session)
    suffix = " Bot mengenali sebutan baru dalam sedetik." if has_new_names else ""
    return redirect(request, f"{SERVICES}/{slug}", f"Tersimpan.{suffix}")


@router.post(SERVICES + "/{slug}/arsip")
def archive(request: Request, slug: str, account: Reviewer, session: DbSession) -> Response:
    """Take it from the citizens."""
    archive_service(session, account, find_service(session, slug), address_of(request))
    publish_lexicon_after(request, session)
    return redirect(request, f"{SERVICES}/{slug}", "Layanan diarsipkan. Bot tidak menawarkannya lagi.")


@router.post(SERVICES + "/{slug}/pulihkan")
def restore(request: Request, slug: str, account: Reviewer, session: DbSession) -> Response:
    """Offer it again."""
    service = find_service(session, slug)
    try:
        with session.begin_nested():
            restore_service(session, account, service, address_of(request))
    except NamesRefused as error:
        context = {**_edit_context(session, account, service), **_refusal(error)}
        return page(request, "admin/standards/service_form.html", context, status_code=422)
    publish_lexicon_after(request, session)
    return redirect(request, f"{SERVICES}/{slug}", "Layanan dipulihkan.")


@router.post(SERVICES + "/{slug}/hapus")
def remove(request: Request, slug: str, account: Reviewer, session: DbSession) -> Response:
    """Delete it, or archive it where anything still needs it."""
    service = find_service(session, slug)
    done = remove_service(session, account, service, address_of(request))
    publish_lexicon_after(request, session)
    if done == Removal.DELETED:
        return redirect(request, HOME, "Layanan dihapus.")
    message = "Layanan diarsipkan, tidak dihapus: pernah terbit atau masih ada laporan warga tentangnya."
    return redirect(request, f"{SERVICES}/{slug}", message)


@router.get(HOME + "/{slug}/{wilayah}")
def service_page(request: Request, slug: str, wilayah: str, account: Writer, session: DbSession) -> Response:
    """What holds of the service in the region: every component with level, source and date."""
    service, region = find_service(session, slug), region_at(session, wilayah)
    partner = contributing_partner(session, account, region)
    today = today_in(region)
    resolved = resolve_standard(session, service, region, today)
    rows = []
    for name, info in COMPONENTS.items():
        found = resolved.get(name)
        part = Part({**empty_content(name), **found.content}, found.source, (), found.verified_at) if found else None
        rows.append(
            {
                "info": info,
                "found": found,
                "lines": says(name, part) if part else [],
                "place": wording.place_name(found.region) if found else "",
                "is_own": found is not None and found.region is region,
                "age": wording.age(found.verified_at, today) if found else None,
            }
        )
    context = {
        "service": service, "region": region, "rows": rows, "wording": wording, "slug": slug, "wilayah": wilayah,
        "draft": open_draft(session, service, region, partner), "standing": standing(session, service, region),
        "scheduled": scheduled(session, service, region), "place": wording.place_name(region), "place_slug": wilayah,
        "may_manage": _may_manage(session, account, service), "is_partner": partner is not None,
        "may_review": may(account, Action.PUBLISH_STANDARD, region.slug if region else None, None),
    }  # fmt: skip
    return page(request, "admin/standards/service.html", context)


@router.post(HOME + "/{slug}/{wilayah}/draf")
def start_draft(request: Request, slug: str, wilayah: str, account: Writer, session: DbSession) -> Response:
    """Begin to edit, or go on with what somebody began."""
    service, region = find_service(session, slug), region_at(session, wilayah)
    partner = contributing_partner(session, account, region)
    draft = begin_draft(session, account, service, region, partner, address_of(request))
    return redirect(request, f"/admin/draf/{draft.id}")


def _may_manage(session: Session, account: Account, service: Service) -> bool:
    try:
        require_editor(session, account, service)
    except NotPermitted:
        return False
    return True


def _new_context(session: Session, account: Account, typed: dict[str, Any]) -> dict[str, Any]:
    is_national, regions = writable_regions(session, account)
    return {
        "service": None, "typed": typed, "regions": regions, "is_national": is_national, "names": [("", 1.0)],
        "levels": wording.SERVICE_LEVELS, "kinds": OFFICE_KINDS, "wording": wording, "problems": {},
    }  # fmt: skip


def _edit_context(session: Session, account: Account, service: Service) -> dict[str, Any]:
    region = session.get_one(Region, service.region_id) if service.region_id else None
    slug = region.slug if region else None
    typed = {
        "name": service.name, "short_name": service.short_name, "owner": service.owner, "level": service.level,
        "office_kinds": service.office_kinds, "topics": ", ".join(service.topics),
    }  # fmt: skip
    return {
        "service": service, "typed": typed, "levels": wording.SERVICE_LEVELS, "kinds": OFFICE_KINDS, "problems": {},
        "names": [(one.phrase, one.weight) for one in sorted(service.names, key=lambda one: one.phrase)],
        "wording": wording, "place": wording.place_slug(region),
        "may_archive": may(account, Action.MANAGE_SERVICES, slug, None),
    }  # fmt: skip


def _asked(group_id: object, newest: object) -> dict[str, Any]:
    return {"dari": group_id, "sampai": newest}


def _typed(form: FormData) -> dict[str, Any]:
    fields = ("name", "short_name", "owner", "level", "wilayah", "topics")
    typed: dict[str, Any] = {name: str(form.get(name) or "")[:5000] for name in fields}
    return {**typed, "office_kinds": [str(one) for one in form.getlist("office_kinds")]}


def _description(form: FormData) -> ServiceDescription:
    typed = _typed(form)
    return ServiceDescription(
        name=typed["name"],
        short_name=typed["short_name"],
        owner=typed["owner"],
        level=typed["level"] if typed["level"] in LEVELS else "daerah",
        office_kinds=tuple(kind for kind in typed["office_kinds"] if kind in OFFICE_KINDS),
        topics=tuple(typed["topics"].split(",")),
    )


def _rows(form: FormData) -> list[tuple[str, float]]:
    """Names with their weights as typed; lines without a word are left out."""
    phrases = [str(one) for one in form.getlist("phrase")]
    weights = [str(one) for one in form.getlist("weight")]
    weights += ["sure"] * (len(phrases) - len(weights))
    return [
        (phrase, 1.0 if weight != "shared" else SHARED_WEIGHT)
        for phrase, weight in zip(phrases, weights, strict=False)
        if phrase.strip()
    ]


def _names(form: FormData) -> list[GivenName]:
    return [GivenName(phrase, weight) for phrase, weight in _rows(form)]


def _refusal(error: ServiceRefused | NamesRefused) -> dict[str, Any]:
    if isinstance(error, NamesRefused):
        return {"error": str(error), "problems": {one.row: one.reason for one in error.problems}, "field_name": ""}
    return {"error": error.sentence, "problems": {}, "field_name": error.field}

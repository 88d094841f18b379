"""From an address to what it names, for the account that asks: region, service, draft, the engine's reading."""

from __future__ import annotations

from typing import Annotated, Any

import httpx
import structlog
from fastapi import Depends, Request
from sqlalchemy.orm import Session
from starlette.datastructures import FormData

from loket.accounts.errors import NotPermitted
from loket.accounts.models import Account
from loket.accounts.permissions import Action, may
from loket.regions.models import Region
from loket.regions.operations import get_region
from loket.secrets import secret
from loket.services.models import Standard
from loket.standards.drafts import get_standard, slug_of
from web.accounts.current import permitted, settings_of
from web.security import form_of
from web.standards.wording import NATION_SLUG

Form = Annotated[FormData, Depends(form_of)]
Writer = Annotated[Account, Depends(permitted(Action.WRITE_STANDARD))]
Reviewer = Annotated[Account, Depends(permitted(Action.PUBLISH_STANDARD))]
ENGINE_SECONDS = 5.0
MAX_QUESTION = 500
logger = structlog.get_logger("web")


def region_at(session: Session, slug: str) -> Region | None:
    """The region of an address; None is the nation. Raises RegionNotFound."""
    return None if slug == NATION_SLUG else get_region(session, slug)


def visible_standard(session: Session, account: Account, standard_id: int) -> Standard:
    """A version this account may look at: its writers and reviewers. Raises StandardNotFound, NotPermitted."""
    standard = get_standard(session, standard_id)
    slug, partner = slug_of(standard.region), standard.partner_id
    if not (may(account, Action.WRITE_STANDARD, slug, partner) or may(account, Action.PUBLISH_STANDARD, slug, None)):
        raise NotPermitted(Action.WRITE_STANDARD, slug)
    return standard


def may_publish(account: Account, standard: Standard) -> bool:
    """Whether this account reviews for the standard's region itself."""
    return may(account, Action.PUBLISH_STANDARD, slug_of(standard.region), None)


def pairs_of(form: FormData) -> list[tuple[str, str]]:
    """The form's text fields in their order."""
    return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]


def number_of(text: str, otherwise: int = 1) -> int:
    """A small whole number from an address or form, never an error."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else otherwise


def understood_by_engine(request: Request, text: str) -> dict[str, Any] | None:
    """What the engine makes of a typed question (contract 2); None while it does not answer."""
    settings = settings_of(request)
    url = f"http://127.0.0.1:{settings.engine_port}/model/parse"
    token = secret("engine_token", settings)
    try:
        reply = httpx.post(url, params={"token": token}, json={"text": text[:MAX_QUESTION]}, timeout=ENGINE_SECONDS)
        reply.raise_for_status()
        said = reply.json()
    except (httpx.HTTPError, ValueError) as error:
        logger.warning("engine does not read a trial question", error=type(error).__name__)
        return None
    return said if isinstance(said, dict) else None

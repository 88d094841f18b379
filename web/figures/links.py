"""Where a step of the to-do list is done."""

from __future__ import annotations

from fastapi import Request

from loket.accounts.models import Account
from loket.accounts.permissions import Action, may
from loket.figures.readiness import Step
from loket.regions.models import Region

STANDARDS = "/admin/standar"
OFFICES = "/admin/impor/offices"


def step_link(request: Request, account: Account, region: Region, step: Step) -> str:
    """The page on which this account can do it; empty where somebody else has to."""
    if step.service:
        return f"{STANDARDS}/{step.service}/{region.slug}" if may(account, Action.WRITE_STANDARD, region.slug) else ""
    return OFFICES if may(account, Action.IMPORT, region.slug) else ""

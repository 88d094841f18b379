"""Where a step of the to-do list is done, and where the questions behind the figures are.

Pages of other parts are linked where the menu has them: a site without one leads to what does the same.
"""

from __future__ import annotations

from typing import Final

from loket.accounts.models import Account
from loket.accounts.permissions import Action, may
from loket.figures.readiness import Step, StepKind
from loket.regions.models import Region
from web import navigation

STANDARDS: Final = "/admin/standar"
OFFICES: Final = "/admin/kantor"
IMPORT_OFFICES: Final = "/admin/impor/offices"
QUESTIONS: Final = "/admin/pertanyaan"


def step_link(account: Account, region: Region, step: Step) -> str:
    """The page on which this account can do it; empty where somebody else has to."""
    if step.service:
        return f"{STANDARDS}/{step.service}/{region.slug}" if may(account, Action.WRITE_STANDARD, region.slug) else ""
    if step.kind == StepKind.MEND_OFFICE and _is_open(OFFICES, account, region):
        return f"{OFFICES}/{step.office_id}"
    return office_link(account, region)


def office_link(account: Account, region: Region) -> str:
    """Where this account records an office; empty where somebody else has to."""
    if _is_open(OFFICES, account, region):
        return f"{OFFICES}/baru?wilayah={region.slug}"
    return IMPORT_OFFICES if may(account, Action.IMPORT, region.slug) else ""


def questions_link(account: Account, region: Region) -> str:
    """The list of what was not answered well; empty where there is none for this account."""
    return f"{QUESTIONS}?wilayah={region.slug}" if _is_open(QUESTIONS, account, region) else ""


def _is_open(href: str, account: Account, region: Region) -> bool:
    entry = next((one for one in navigation.MENU if one.href == href), None)
    return entry is not None and entry.action is not None and may(account, entry.action, region.slug)

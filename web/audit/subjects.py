"""What an entry of the audit is about, by the name officials know it by. What is gone has its number only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.accounts.models import Account
from loket.audit.models import AuditEntry
from loket.offices.models import Office
from loket.partners.models import Partner
from loket.services.models import Service, Standard

# What its entries' keys are, and the question for their names.
_NAMES: dict[str, tuple[Any, Any]] = {
    "account": (Account.id, select(Account.id, Account.name)),
    "office": (Office.id, select(Office.id, Office.name)),
    "partner": (Partner.slug, select(Partner.slug, Partner.name)),
    "service": (Service.slug, select(Service.slug, Service.name)),
    "standard": (Standard.id, select(Standard.id, Service.name).join(Service, Service.id == Standard.service_id)),
}


def subject_names(session: Session, entries: Sequence[AuditEntry]) -> dict[tuple[str, str], str]:
    """Kind and key to name, for those of the entries that still are there. One query for each kind."""
    names: dict[tuple[str, str], str] = {}
    for kind, (key, query) in _NAMES.items():
        keys = {entry.subject_id for entry in entries if entry.subject_type == kind}
        wanted = [int(one) for one in keys if one.isdecimal()] if key.key == "id" else list(keys)
        if wanted:
            names |= {(kind, str(found)): name for found, name in session.execute(query.where(key.in_(wanted)))}
    return names

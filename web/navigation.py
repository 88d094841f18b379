"""The admin site's menu. Each part appends its entries when it is imported."""

from __future__ import annotations

from dataclasses import dataclass

from loket.accounts.models import Account
from loket.accounts.permissions import Action, may_somewhere


@dataclass(frozen=True)
class MenuEntry:
    """``action`` None = for everybody who is logged in. ``hint`` says on the first page what is done there.

    ``order``: 10-29 content, 30-49 citizens' questions, 50-69 figures, 70-89 administration, 90 one's own account.
    """

    title: str
    href: str
    action: Action | None
    order: int = 50
    hint: str = ""


MENU: list[MenuEntry] = []


@dataclass(frozen=True)
class Shown:
    """Who is logged in, as the frame of a page shows it: outlives the request's transaction, which an error ends."""

    name: str
    email: str
    menu: tuple[MenuEntry, ...]


def shown(account: Account) -> Shown:
    """The account for the frame of its pages."""
    return Shown(account.name, account.email, tuple(menu_of(account)))


def menu_of(account: Account) -> list[MenuEntry]:
    """What this account may open, in order."""
    entries = dict.fromkeys(MENU)  # a part imported by two ways appends once
    allowed = [entry for entry in entries if entry.action is None or may_somewhere(account, entry.action)]
    return sorted(allowed, key=lambda entry: (entry.order, entry.title))

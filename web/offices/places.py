"""What the pages about offices share: who may open them, their addresses."""

from __future__ import annotations

from typing import Annotated, Final

from fastapi import Depends

from loket.accounts.models import Account
from loket.accounts.permissions import Action
from web.accounts.current import permitted

HOME: Final = "/admin/kantor"
HOLIDAYS: Final = "/admin/libur-daerah"
Keeper = Annotated[Account, Depends(permitted(Action.MANAGE_OFFICES))]

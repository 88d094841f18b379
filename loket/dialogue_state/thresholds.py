"""How likely a reading must be to be answered: more where a wrong answer harms, as with health, social aid and law."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from loket.settings import PROJECT_ROOT

SENSITIVE_SERVICES: Final = PROJECT_ROOT / "data" / "lexicon" / "sensitive_services.txt"
SENSITIVE_ASPECTS: Final = frozenset({"legal_basis"})
# Below it what the rules did not understand stays not understood: Loket asks back. Of the aspect alone, 0..1.
UNDERSTOOD: Final = 0.5
UNDERSTOOD_SENSITIVE: Final = 0.65
# Below it the reading is offered with the next likely ones instead of being answered: of such turns in dialogues by
# authors not learnt from, a third was read right (docs/understanding.md). Of the whole reading, 0..1.
DOUBT: Final = 0.4
DOUBT_SENSITIVE: Final = 0.5


def least_understood(aspect: str, service: str | None) -> float:
    """The least probability at which an aspect is taken that neither engine nor rules were sure of."""
    return UNDERSTOOD_SENSITIVE if _is_sensitive(aspect, service) else UNDERSTOOD


def least_sure(aspect: str, service: str | None) -> float:
    """The least probability at which a reading is answered."""
    return DOUBT_SENSITIVE if _is_sensitive(aspect, service) else DOUBT


@cache
def sensitive_services(path: Path = SENSITIVE_SERVICES) -> frozenset[str]:
    """The services, by slug, in which a wrong answer harms; the engine has its thresholds by the same list."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _is_sensitive(aspect: str, service: str | None) -> bool:
    return aspect in SENSITIVE_ASPECTS or service in sensitive_services()

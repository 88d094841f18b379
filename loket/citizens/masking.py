"""Personal numbers and addresses hidden in what is stored or logged (UU 27/2022). Pure functions.

Hidden are NIK and KK numbers, telephone numbers (also with spaces, dots or dashes) and e-mail addresses. A NIK is
never needed to answer a question; a complaint, which may need a telephone number, keeps it in its own table.
"""

from __future__ import annotations

import re
from typing import Any, Final

HIDDEN: Final = "[disamarkan]"
_PERSONAL: Final = re.compile(r"(?<![\d+])(?:\+?\d[ .-]?){9,19}\d(?!\d)|[\w.+-]+@[\w-]+\.[\w.-]+\w")
# 16 digits, as NIK (UU 24/2013, article 13) and KK numbers have; people group them by four or by six.
_CITIZEN_NUMBER: Final = re.compile(r"(?<!\d)(?:\d[ .-]?){15}\d(?!\d)")
_TEXTS: Final = frozenset({"text", "caption"})


def masked(text: str) -> str:
    """The text without personal numbers and addresses."""
    return _PERSONAL.sub(HIDDEN, text)


def holds_citizen_number(text: str) -> bool:
    """Whether a NIK or KK number stands in the text."""
    return _CITIZEN_NUMBER.search(text) is not None


def masked_update(raw: Any, key: str = "") -> Any:
    """An update of a channel with the texts in it masked, at any depth."""
    if isinstance(raw, dict):
        return {name: masked_update(value, name) for name, value in raw.items()}
    if isinstance(raw, list):
        return [masked_update(value, key) for value in raw]
    return masked(raw) if isinstance(raw, str) and key in _TEXTS else raw

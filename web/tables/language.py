"""starlette-admin in Indonesian. Its catalogue is kept as text and compiled when the process starts."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations
from starlette_admin import i18n

CATALOGUE = Path(__file__).parent.parent / "translations" / "admin.id.po"
LOCALE = "id"


def add_indonesian() -> None:
    """Teach the library our language; a second call changes nothing."""
    if LOCALE in i18n.SUPPORTED_LOCALES:
        return
    with CATALOGUE.open("rb") as source:
        catalogue = read_po(source, locale=LOCALE)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    i18n.SUPPORTED_LOCALES.append(LOCALE)
    i18n.translations[LOCALE] = Translations(fp=compiled, domain="admin")
    for other in [name for name in i18n.translations if name not in {LOCALE, i18n.DEFAULT_LOCALE}]:
        del i18n.translations[other]  # six languages nobody here reads, in memory
        i18n.SUPPORTED_LOCALES.remove(other)

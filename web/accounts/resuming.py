"""What somebody typed while their session had run out: carried, signed, through the login page and given back after."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from fastapi import Request
from starlette.datastructures import UploadFile

from web.pages import local_path
from web.security import CSRF_FIELD, form_of, has_csrf, web_key

PURPOSE = "resume"
SECONDS = 12 * 3600
FIELD = "resume"
LONGEST = 1_000_000  # characters, signed
SECRET_WORDS = ("password", "code", "secret", "token", FIELD)


@dataclass(frozen=True)
class Typed:
    """A form that was not saved: where it was going and its fields in order. ``files`` could not be kept."""

    path: str
    account_id: int
    fields: list[tuple[str, str]]
    files: list[str]


async def keep_typed(request: Request, account_id: int | None) -> str:
    """Signed text of the request's form; empty for none, for one not from our pages, or where nobody was logged in."""
    if account_id is None or request.method != "POST" or not await has_csrf(request):
        return ""
    typed = await typed_of(request, account_id)
    if not typed.fields and not typed.files:
        return ""
    signed = web_key(request).sign(PURPOSE, asdict(typed))
    return signed if len(signed) <= LONGEST else ""


async def typed_of(request: Request, account_id: int) -> Typed:
    """The request's form without its token and secrets."""
    fields, files = [], []
    for name, value in (await form_of(request)).multi_items():
        if isinstance(value, UploadFile):
            files += [value.filename or name] if value.filename or value.size else []
        elif name != CSRF_FIELD and not any(word in name for word in SECRET_WORDS):
            fields.append((name, value))
    path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return Typed(path, account_id, fields, files)


def typed_in(request: Request, signed: object, account_id: int) -> Typed | None:
    """What was kept for this account, None where nothing (of theirs) was."""
    found = web_key(request).read(PURPOSE, signed, SECONDS) if isinstance(signed, str) and signed else None
    if not isinstance(found, dict) or found["account_id"] != account_id or local_path(found["path"], "") == "":
        return None
    fields = [(str(name), str(value)) for name, value in found["fields"]]
    return Typed(found["path"], account_id, fields, [str(name) for name in found["files"]])

"""What a bot sent with a call: query, JSON, form or multipart, decoded to the types that the Bot API publishes."""

from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request

from simulator.bot_api.errors import ApiError, bad_request
from simulator.json_text import parse_json
from simulator.schema.checks import parameter_types

MAX_JSON_BYTES = 1_000_000
MAX_UPLOAD_BYTES = 52_000_000


@dataclass
class Upload:
    """A file that came with the call."""

    name: str
    mime: str
    content: bytes


@dataclass
class Parameters:
    """Decoded parameters, and the uploads by field name."""

    values: dict[str, Any] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)


async def read_parameters(request: Request, method: str) -> Parameters:
    """Return the call's parameters; raise ApiError as Telegram would where they cannot be read."""
    values: dict[str, Any] = dict(request.query_params)
    uploads: dict[str, Upload] = {}
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    _refuse_large(request, kind)
    if kind == "application/json":
        values |= _json_object(await request.body())
    elif kind in ("multipart/form-data", "application/x-www-form-urlencoded"):
        fields, uploads = await _form(request)
        values |= fields
    return Parameters(decode(method, values), uploads)


def decode(method: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return the values with strings turned into the published types; nulls are left out."""
    types = parameter_types(method)
    return {name: _decoded(name, types.get(name), value) for name, value in values.items() if value is not None}


def _refuse_large(request: Request, kind: str) -> None:
    limit = MAX_UPLOAD_BYTES if kind == "multipart/form-data" else MAX_JSON_BYTES
    length = request.headers.get("content-length", "")
    if not length.isdigit() and request.headers.get("transfer-encoding"):
        raise ApiError(411, "Length Required")
    if length.isdigit() and int(length) > limit:
        raise ApiError(413, "Request Entity Too Large")


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        value = parse_json(body or b"{}")
    except ValueError as error:
        raise bad_request("can't parse JSON object") from error
    if not isinstance(value, dict):
        raise bad_request("object expected")
    return value


async def _form(request: Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    values: dict[str, Any] = {}
    uploads: dict[str, Upload] = {}
    try:
        form = await request.form(max_files=20, max_fields=200, max_part_size=MAX_JSON_BYTES)
    except MultiPartException as error:
        raise bad_request("can't parse the form") from error
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            content = await value.read()
            uploads[name] = Upload(value.filename or "file", value.content_type or "", content)
        else:
            values[name] = value
    await form.close()
    return values, uploads


def _decoded(name: str, kind: str | None, value: Any) -> Any:
    if kind is None or not isinstance(value, str):
        return str(value) if kind == "String" and isinstance(value, int | float) else value
    if kind in ("String", "InputFile or String"):
        return value
    if kind == "Integer or String" and not value.lstrip("-").isdecimal():
        return value
    if kind in ("Integer", "Integer or String"):
        return _number(name, value, int)
    if kind == "Float":
        return _number(name, value, float)
    if kind in ("Boolean", "True"):
        return value.lower() in ("true", "yes", "1")
    return _nested(name, kind, value)


def _number(name: str, value: str, kind: type[int] | type[float]) -> int | float:
    try:
        return kind(value)
    except ValueError as error:
        raise bad_request(f'parameter "{name}" must be a number') from error


def _nested(name: str, kind: str, value: str) -> Any:
    if kind == "InputFile":
        return value
    try:
        return parse_json(value)
    except ValueError as error:
        what = "reply keyboard markup" if name == "reply_markup" else name.replace("_", " ")
        raise bad_request(f"can't parse {what} JSON object") from error

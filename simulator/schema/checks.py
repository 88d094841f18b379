"""Hold values against the Bot API's published schema, strictly: unknown fields, wrong types and lengths are named."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

_SIMPLE: dict[str, dict[str, Any]] = {
    "Integer": {"type": "integer"},
    "Float": {"type": "number"},
    "Boolean": {"type": "boolean"},
    "True": {"const": True},
    "String": {"type": "string"},
}
# What the simulator measures itself, after parsing the formatting, as Telegram does.
_MEASURED_ELSEWHERE = {"editMessageText.text"}


@cache
def published() -> dict[str, Any]:
    """Return the condensed schema: ``types``, ``unions``, ``methods``, ``characters``, ``bytes``, ``constants``."""
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name("bot_api.json").read_text(encoding="utf-8"))
    return loaded


def method_name(name: str) -> str | None:
    """Return the method's published spelling (Telegram ignores case), or None if the Bot API has none such."""
    return _method_names().get(name.lower())


def parameter_types(method: str) -> dict[str, str]:
    """Return name -> type of the method's parameters, as published (``Array of X``, ``X or Y``)."""
    fields: dict[str, str] = published()["methods"][method]
    return {name: kind.rstrip("!") for name, kind in fields.items()}


def type_problems(type_name: str, value: object) -> list[str]:
    """Return what is wrong with ``value`` as a Bot API type such as ``Update`` or ``Array of Message``."""
    return _problems(json.dumps(_kind(type_name)), value)


def call_problems(method: str, parameters: object) -> list[str]:
    """Return what is wrong with a call of ``method`` with these (decoded) parameters."""
    return _problems(json.dumps({"$ref": f"#/$defs/{method}"}), parameters) + _too_many_bytes(method, parameters)


@cache
def _method_names() -> dict[str, str]:
    return {name.lower(): name for name in published()["methods"]}


def _problems(schema: str, value: object) -> list[str]:
    found = []
    for error in _validator(schema).iter_errors(value):
        deepest = min(error.context, key=lambda e: -len(e.absolute_path), default=error) if error.context else error
        where = "/".join(str(part) for part in deepest.absolute_path) or "."
        found.append(f"{where}: {deepest.message[:200]}")
    return found


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator({**json.loads(schema), "$defs": _definitions()})


@cache
def _definitions() -> dict[str, Any]:
    schema = published()
    objects = {**schema["types"], **schema["methods"]}
    definitions: dict[str, Any] = {name: _object(name, fields) for name, fields in objects.items()}
    for name, members in schema["unions"].items():
        definitions[name] = {"anyOf": [_kind(member) for member in members]}
    # Uploads are checked as files, elsewhere; rich texts may also be plain strings or lists of themselves.
    definitions["InputFile"] = {"type": "string"}
    rich_text = definitions["RichText"]["anyOf"]
    rich_text += [{"type": "string"}, {"type": "array", "items": {"$ref": "#/$defs/RichText"}}]
    return definitions


def _object(name: str, fields: dict[str, str]) -> dict[str, Any]:
    properties = {field: _field(f"{name}.{field}", kind.rstrip("!")) for field, kind in fields.items()}
    required = [field for field, kind in fields.items() if kind.endswith("!")]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _field(path: str, kind: str) -> dict[str, Any]:
    schema, result = published(), dict(_kind(kind))
    if path in schema["constants"]:
        result["const"] = schema["constants"][path]
    if path in schema["characters"] and path not in _MEASURED_ELSEWHERE:
        result["minLength"], result["maxLength"] = schema["characters"][path]
    return result


def _kind(kind: str) -> dict[str, Any]:
    if kind.startswith("Array of "):
        return {"type": "array", "items": _kind(kind.removeprefix("Array of "))}
    alternatives = kind.replace(" and ", " or ").replace(", ", " or ").split(" or ")
    if len(alternatives) > 1:
        return {"anyOf": [_kind(alternative) for alternative in alternatives]}
    return _SIMPLE.get(kind) or {"$ref": f"#/$defs/{kind}"}


def _too_many_bytes(method: str, parameters: object) -> list[str]:
    """Limits in bytes are beyond JSON Schema: look for the fields that carry them, at any depth."""
    limits = {path.split(".")[1]: limit for path, limit in published()["bytes"].items() if path.split(".")[0] == method}
    limits["callback_data"] = published()["bytes"]["InlineKeyboardButton.callback_data"]
    return list(_walk(parameters, limits))


def _walk(value: object, limits: dict[str, list[int]]) -> list[str]:
    if isinstance(value, list):
        return [problem for item in value for problem in _walk(item, limits)]
    if not isinstance(value, dict):
        return []
    found = []
    for name, item in value.items():
        if isinstance(item, str) and name in limits:
            low, high = limits[name]
            if not low <= len(item.encode("utf-8", "replace")) <= high:
                found.append(f"{name}: must be {low}-{high} bytes")
        found += _walk(item, limits)
    return found

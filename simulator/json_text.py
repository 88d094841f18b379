"""JSON in and out, safe against what strangers send: depth, odd numbers, half characters."""

import json
from typing import Any

from starlette.responses import JSONResponse

_DEEPEST = 40


class Json(JSONResponse):
    """A JSON answer in ASCII: half of a surrogate pair, which UTF-8 cannot hold, goes out as it came in."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, separators=(",", ":"), allow_nan=False).encode("ascii")


def parse_json(raw: str | bytes) -> Any:
    """Return the value; raise ValueError for what is no JSON, has NaN or infinity in it, or is nested too deep."""
    try:
        value = json.loads(raw, parse_constant=_refuse_constant)
    except RecursionError as error:
        raise ValueError("nested too deep") from error
    _refuse_deep(value)
    return value


def whole_characters(text: str) -> str:
    """Return the text with halves of surrogate pairs joined, or replaced where the other half is missing."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _refuse_deep(value: Any) -> None:
    level = [value]
    for _ in range(_DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return
    raise ValueError("nested too deep")


def _inside(value: Any) -> list[Any]:
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        raise ValueError("a number is too large")
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []

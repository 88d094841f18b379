"""Write ``bot_api.json`` anew from aiogram's source package (MIT; see LICENSE.aiogram beside this file).

    pip download --no-deps --no-binary :all: aiogram==3.31.0
    python -m simulator.schema.condense aiogram-3.31.0.tar.gz

Keeps names, types, what is required, lengths and constants; descriptions are left out.
"""

import json
import re
import sys
import tarfile
from pathlib import Path
from typing import Any

TARGET = Path(__file__).with_name("bot_api.json")
_MEMBER = re.compile(r"^ - (\w+)$", re.MULTILINE)
_LENGTH = re.compile(r"(\d+)-(\d+) (characters|bytes)(?! after entities)")
_CONSTANT = re.compile(r"(?:always|must be) '?([a-z_]+)'?$")
_DISCRIMINATORS = {"type", "status", "source"}


def read_schema(archive: Path) -> dict[str, Any]:
    """Return ``.butcher/schema/schema.json`` out of aiogram's source package; raises ValueError if it lacks one."""
    with tarfile.open(archive) as package:
        for member in package:
            if member.name.endswith("/.butcher/schema/schema.json"):
                content = package.extractfile(member)
                if content is not None:
                    loaded: dict[str, Any] = json.load(content)
                    return loaded
    raise ValueError(f"{archive.name} holds no .butcher/schema/schema.json")


def condense(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema with names, types (``!`` = required), unions, lengths and constants only."""
    entries = [entry for group in schema["items"] for entry in group["children"] if "category" in entry]
    result: dict[str, Any] = {
        "source": "aiogram source package, .butcher/schema/schema.json (MIT)",
        "version": schema["api"]["version"],
        "types": {},
        "unions": {},
        "methods": {},
        "characters": {},
        "bytes": {},
        "constants": {},
    }
    for entry in entries:
        _condense_entry(entry, result)
    return result


def _condense_entry(entry: dict[str, Any], result: dict[str, Any]) -> None:
    name = entry["name"]
    members = [] if entry["annotations"] else _MEMBER.findall(entry["description"])
    if members:
        result["unions"][name] = members
        return
    kind = "methods" if entry["category"] == "methods" else "types"
    result[kind][name] = {a["name"]: a["type"] + ("!" if a["required"] else "") for a in entry["annotations"]}
    for annotation in entry["annotations"]:
        path, description = f"{name}.{annotation['name']}", annotation["description"]
        if found := _LENGTH.search(description):
            result[found[3]][path] = [int(found[1]), int(found[2])]
        if annotation["name"] in _DISCRIMINATORS and (constant := _CONSTANT.search(description)):
            result["constants"][path] = constant[1]


def main() -> None:
    """Condense the package named on the command line into ``bot_api.json``."""
    condensed = condense(read_schema(Path(sys.argv[1])))
    TARGET.write_text(json.dumps(condensed, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")
    print(f"Bot API {condensed['version']}: {len(condensed['types'])} types, {len(condensed['methods'])} methods")  # noqa: T201


if __name__ == "__main__":
    main()

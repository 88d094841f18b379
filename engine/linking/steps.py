"""The steps from one version of the lexicon to the next that ``loket`` notes beside it (contract 4)."""

import json
from pathlib import Path
from typing import Any, List


def read_steps(path: Path, before: str, after: str) -> List[Any]:
    """Return the steps from the lexicon with the digest ``before`` to that with ``after``, none where there are none.

    ``path`` is the lexicon's. Whether a step holds what it must is not looked at here.
    """
    try:
        steps = json.loads(path.with_name(f"{path.stem}.changes{path.suffix}").read_text(encoding="utf-8"))["steps"]
        ends = [(step["before"], step["after"]) for step in steps]
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return []
    first = next((at for at, end in enumerate(ends) if end[0] == before), len(ends))
    last = next((at for at, end in enumerate(ends) if end[1] == after), -1)
    is_chain = all(ends[at][1] == ends[at + 1][0] for at in range(first, last))
    return steps[first : last + 1] if first <= last and is_chain else []

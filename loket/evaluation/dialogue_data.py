"""The dialogues that the dialogue model learns from, and the rules for them: none of them is measured on."""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from loket.evaluation.records import BadRecord, Record, read_records
from loket.evaluation.training_data import BLIND_FOLDER, LONG, LONG_BLIND, SAMPLE, Sentence, measured_on
from loket.settings import PROJECT_ROOT

DIALOGUES: Final = PROJECT_ROOT / "data" / "dialogues"
GROUPS: Final = 4
_CODE: Final = PROJECT_ROOT / "loket" / "dialogue_state"


def read_dialogues(folder: Path = DIALOGUES) -> list[Record]:
    """Every dialogue of every file. Raises BadRecord."""
    return [record for path in sorted(folder.glob("*.jsonl")) for record in read_records(path)]


def texts_in_groups(folder: Path = DIALOGUES, count: int = GROUPS) -> list[list[str]]:
    """What is said in the dialogues, each text once, in so many groups of whole files: an author is in one group.

    A text of several authors is in the first one's group. Raises BadRecord.
    """
    paths, seen = sorted(folder.glob("*.jsonl")), set[str]()
    groups: list[list[str]] = []
    for number in range(count):
        records = (record for path in paths[number::count] for record in read_records(path))
        texts = dict.fromkeys(turn.text for record in records for turn in record.all_turns)
        groups.append([text for text in texts if text not in seen])
        seen.update(texts)
    return [group for group in groups if group]


def digest(folder: Path = DIALOGUES) -> str:
    """What the weights depend on: the dialogues and the code that sees features in them (SHA-256, hexadecimal)."""
    found = hashlib.sha256()
    for path in (*sorted(folder.glob("*.jsonl")), *sorted(_CODE.glob("*_candidates.py")), _CODE / "situation.py"):
        found.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def problems_in(records: Sequence[Record]) -> Iterator[str]:
    """What is wrong with the dialogues, a line each: an id twice, or a turn out of an evaluation set or nearly so."""
    ids = Counter(record.id for record in records)
    yield from (f"id ganda: {name}" for name, count in ids.items() if count > 1)
    turns = [Sentence(turn.aspect, turn.text, record.id) for record in records for turn in record.all_turns]
    sets = [(SAMPLE, LONG)] if SAMPLE.exists() else []
    for path, shortest in (*sets, *((one, LONG_BLIND) for one in sorted(BLIND_FOLDER.glob("*.jsonl")))):
        longer = [turn for turn in turns if len(turn.spelled) > shortest]
        yield from (f"{one.rule}: {one.where}" for one in measured_on(longer, path, shortest))


def main() -> int:
    """Say what is wrong in data/dialogues; 1 if anything is."""
    try:
        records = read_dialogues()
    except BadRecord as error:
        sys.stdout.write(f"{error}\n")
        return 1
    found = list(problems_in(records))
    sys.stdout.write("".join(f"{problem}\n" for problem in found))
    sys.stdout.write(f"{len(records)} dialog, {len(found)} masalah\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

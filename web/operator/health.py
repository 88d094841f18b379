"""What the operator page says of the installation, in words."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from loket.delivery.models import InboxState, InboxUpdate, OutboxMessage, OutboxState
from web.state import ProcessHealth

PROCESS_NAMES = {
    "engine": "Mesin bahasa",
    "actions": "Penyusun jawaban",
    "bot": "Penghubung Telegram",
    "simulator": "Simulator Telegram",
    "web": "Situs web",
}
QUEUE_NAMES = {
    "inbox_new": "pesan warga menunggu dijawab",
    "inbox_failed": "pesan warga gagal dijawab",
    "outbox_new": "jawaban menunggu dikirim",
    "outbox_sending": "jawaban sedang dikirim",
    "outbox_failed": "jawaban gagal dikirim",
    "outbox_held": "pengumuman ditahan",
}
TAIL_BYTES = 200_000
# Our own lines carry the level in one of two ways; a traceback's last line names the exception.
_ERROR = re.compile(r"\blevel=(?:error|critical)\b|\b(?:ERROR|CRITICAL)\b|\"level\": \"(?:error|critical)\"")


@dataclass(frozen=True)
class Version:
    """What the engine answers with: its model and the version of its lexicon; empty while it is down."""

    model: str = ""
    lexicon: str = ""


@dataclass(frozen=True)
class Failure:
    """Something that went wrong: when (as text), where and what is known of it."""

    where: str
    what: str


def versions(processes: dict[str, ProcessHealth]) -> Version:
    """Model and lexicon, as the engine tells."""
    said = processes["engine"].details if "engine" in processes else {}
    lexicon = said.get("lexicon")
    version = lexicon.get("version", "") if isinstance(lexicon, dict) else ""
    return Version(Path(str(said.get("model", ""))).name, str(version))


def error_lines(logs: Path, limit: int = 20) -> list[Failure]:
    """The last lines at error level of each process's log. Logs hold no message text, so neither does this."""
    found: list[tuple[float, Failure]] = []
    for path in sorted(logs.glob("*.log")):
        lines = [line for line in _tail(path) if _ERROR.search(line)][-limit:]
        changed = path.stat().st_mtime
        found += [(changed, Failure(path.stem, line[:400])) for line in lines]
    return [failure for _, failure in sorted(found, key=lambda pair: pair[0])][-limit:][::-1]


def failed_rows(session: Session, limit: int = 10) -> Sequence[InboxUpdate]:
    """The last messages of citizens that could not be answered: their error id leads to the log."""
    query = select(InboxUpdate).where(InboxUpdate.state == InboxState.FAILED)
    return session.scalars(query.order_by(InboxUpdate.id.desc()).limit(limit)).all()


def unsent_rows(session: Session, limit: int = 10) -> Sequence[OutboxMessage]:
    """The last answers that Telegram did not take."""
    query = select(OutboxMessage).where(OutboxMessage.state == OutboxState.FAILED)
    return session.scalars(query.order_by(OutboxMessage.id.desc()).limit(limit)).all()


def _tail(path: Path) -> list[str]:
    with path.open("rb") as file:
        file.seek(0, os.SEEK_END)
        file.seek(max(file.tell() - TAIL_BYTES, 0))
        return file.read().decode("utf-8", "replace").splitlines()

"""From the reviewer's click to the bot's answer: a changed standard, and a new name of a service, on a running stack,
with the seed's services and with 30,000 more.

    make bench BENCH="publish [--rounds 10] [--services 30000]"
"""

from __future__ import annotations

import argparse
import itertools
import os
import re
import tempfile
import time
from pathlib import Path

import httpx

from benchmarks.admin_site import Administrator, add_services, sessions
from benchmarks.figures import own_mb, percentile, print_table, processor_seconds, resident_mb, write_result
from benchmarks.whole_way import UNPACED
from loket.lexicon.operations import publish_lexicon
from loket.stack.setup import prepare
from loket.stack.stack import Stack, side_by_side

PLACE = "/admin/standar/skck/kab_sleman"
SERVICE = "/admin/layanan/skck"
WAIT_SECONDS = 120.0
CHAT = 77_001
SEED_SERVICES = 40


class Citizen:
    """Somebody on the chat page."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=60)
        self._after = 0

    def ask(self, text: str) -> str:
        """Send, and return the bot's first message after it."""
        sent = self._client.post(f"/chats/{CHAT}/send", json={"text": text})
        sent.raise_for_status()
        after = max(self._after, sent.json()["message_id"])
        while True:
            reply = self._client.get(f"/chats/{CHAT}/messages", params={"after": after, "wait": 20})
            messages = reply.json()["messages"]
            if messages:
                self._after = messages[-1]["message_id"]
                return str(messages[0].get("text", ""))


class Clock:
    """Seconds by the clock and of the stack's processors since it was made: the machine may have other work."""

    def __init__(self, stack: Stack) -> None:
        self._pids = [stack.pid_of(name) for name in stack.names]
        self._began, self._used = time.perf_counter(), processor_seconds(self._pids)

    def read(self) -> tuple[float, float]:
        """By the clock, of the processors."""
        return time.perf_counter() - self._began, processor_seconds(self._pids) - self._used


Taken = tuple[tuple[float, float], tuple[float, float]]


def publish_cost(stack: Stack, admin: Administrator, citizen: Citizen, amount: int) -> Taken:
    """Publish another cost; what the click itself took, and what until the bot has answered with the cost."""
    admin.get(PLACE)
    draft = admin.post(f"{PLACE}/draf", [])
    lock = _lock(admin.get(draft))
    fields = [
        ("lock_version", lock), ("own", "cost"), ("own", "complaints"), ("cost.amount_rupiah", str(amount)),
        ("complaints.text", "Loket pengaduan"), ("default.source", "Uji ukur"), ("default.verified_at", "2026-11-24"),
        ("op", "submit"),
    ]  # fmt: skip
    lock = _lock(admin.get(admin.post(draft, fields)))
    clock = Clock(stack)
    admin.post(f"{draft}/terbitkan", [("lock_version", lock)])
    published = clock.read()
    wanted = f"Rp{amount:,}".replace(",", ".")
    if wanted not in (told := citizen.ask("biaya skck di kab sleman")):
        raise RuntimeError(f"asked after the click had returned, the bot did not say {wanted}: {told[:300]}")
    return published, clock.read()


def publish_name(stack: Stack, admin: Administrator, citizen: Citizen, name: str) -> Taken:
    """Give the service a further name; what the click took, and what until the bot understands the name."""
    page = admin.get(SERVICE)
    names = [html for html in re.findall(r'name="phrase" value="([^"]*)"', page) if html]
    fields = [("name", "Surat Keterangan Catatan Kepolisian (SKCK)"), ("short_name", "SKCK"), ("owner", "Polres")]
    fields += [("level", "nasional"), ("office_kinds", "polres")]
    fields += [pair for phrase in [*names, name] for pair in (("phrase", phrase), ("weight", "sure"))]
    clock = Clock(stack)
    admin.post(SERVICE, fields)
    published = clock.read()
    while "skck" not in citizen.ask(f"biaya {name} di kab sleman").lower():
        if clock.read()[0] > WAIT_SECONDS:
            raise RuntimeError(f"the bot does not understand {name!r} after {WAIT_SECONDS} s")
    return published, clock.read()


def _lock(page: str) -> str:
    found = re.search(r'name="lock_version" value="(\d+)"', page)
    if found is None:
        raise RuntimeError("no form on the page")
    return found.group(1)


def measure(
    stack: Stack, admin: Administrator, citizen: Citizen, rounds: int, services: int
) -> list[dict[str, object]]:
    """Both changes, ``rounds`` times each."""
    amounts = itertools.count(41_003, 7)
    costs = [publish_cost(stack, admin, citizen, next(amounts)) for _ in range(rounds)]
    words = (
        "zamrud",
        "kuarsa",
        "topasta",
        "mutiarka",
        "safirnya",
        "intanma",
        "perakusa",
        "kencanu",
        "nilamta",
        "rubiko",
    )
    names = [publish_name(stack, admin, citizen, f"{word} sakti") for word in words[:rounds]]
    return [
        {
            "services": services, "change": change, "load": os.getloadavg()[0],
            "click_p50_s": percentile([click[0] for click, _ in taken], 50),
            "answer_p50_s": percentile([answer[0] for _, answer in taken], 50),
            "answer_max_s": max(answer[0] for _, answer in taken),
            "click_processor_p50_s": percentile([click[1] for click, _ in taken], 50),
            "answer_processor_p50_s": percentile([answer[1] for _, answer in taken], 50),
        }
        for change, taken in (("cost", costs), ("name", names))
    ]  # fmt: skip


def main() -> None:
    """Measure with the seed's services and with many more; print, write results/publish.json."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--services", type=int, default=30_000)
    options = parser.parse_args()
    rows, memory = [], []
    for more in dict.fromkeys((0, options.services)):
        with tempfile.TemporaryDirectory() as scratch:
            settings = side_by_side(Path(scratch) / "loket", web_per_minute=100_000, **UNPACED)
            prepare(settings)
            with sessions(settings).begin() as session:
                add_services(session, more)
            with sessions(settings)() as session:
                publish_lexicon(session, settings.home / "lexicon.json")
            with Stack(settings) as stack:
                admin, citizen = Administrator(settings, stack.web_url), Citizen(stack.chat_url or "")
                citizen.ask("/start")
                rows += measure(stack, admin, citizen, options.rounds, SEED_SERVICES + more)
                pids = {name: stack.pid_of(name) for name in stack.names}
                sizes = {name: round(own_mb(pid), 1) for name, pid in pids.items()}
                # What the bot lets others do, e.g. note the readiness of all regions once a day.
                sizes["bot's helper"] = round(resident_mb(pids["bot"]) - sizes["bot"], 1)
                memory.append({"services": SEED_SERVICES + more, **sizes})
    print_table("publish until in the answer (s)", [{k: _short(v) for k, v in row.items()} for row in rows])
    print_table("memory (MB)", memory)
    print(write_result("publish", {"more_services": options.services, "rows": rows, "memory_mb": memory}))


def _short(value: object) -> object:
    return f"{value:.3f}" if isinstance(value, float) else value


if __name__ == "__main__":
    main()

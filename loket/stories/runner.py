"""Runs stories against a running stack, many side by side, each citizen in a chat of their own."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from loket.bots.operations import SIMULATOR_BOT
from loket.citizens.operations import pseudonym
from loket.secrets import secret
from loket.settings import Settings
from loket.stack.processes import LOOPBACK
from loket.stories.chat import Chat, Shown
from loket.stories.errors import StepFailed
from loket.stories.matching import (
    is_expected,
    missing_in,
    newest_message_id,
    reading_problem,
    readings_of,
    slot_problem,
    unwanted_in,
)
from loket.stories.story import Act, Fixture, Step, Story, WantedReading
from loket.stories.transcript import Transcript, shortened

AT_ONCE = 6
STEP_SECONDS = 25.0  # for all that is expected of one answer
LONGEST_SPEECH = 3  # times STEP_SECONDS, of a bot that goes on speaking
LULL_SECONDS = 4.0  # a bot that spoke and is silent this long may be done
BARRIER_ANSWER = Step(utter="utter_privacy")
_AT_THE_END = ("bot_not", "silence")  # known only once the bot has said all


@dataclass
class Outcome:
    """How one story went; ``failure`` is empty where all went as written, else it says where and why.

    ``gap``: what the bot cannot do yet, where the story expects to fail, and did.
    """

    story: Story
    seconds: float = 0.0
    failure: str = ""
    transcript: list[str] = field(default_factory=list)
    gap: str = ""


@dataclass(frozen=True)
class _Turn:
    """What the citizen does and what is expected of the answer; steps with their numbers from 0."""

    number: int
    act: Act
    expected: tuple[tuple[int, Step], ...]


def outcome_of(story: Story, seconds: float, failure: str, transcript: list[str]) -> Outcome:
    """A failure that the story expects is no failure; a success that it does not expect is one."""
    if not story.case.expected_failure:
        return Outcome(story, seconds, failure, transcript)
    if failure:
        return Outcome(story, seconds, "", transcript, gap=f"{story.case.expected_failure} ({failure})")
    why = f"{story.path.name}: cerita ini kini berhasil; hapus expected_failure ({story.case.expected_failure})"
    return Outcome(story, seconds, why, transcript)


class Runner:
    """Knows one running stack. ``run`` may be called again and again."""

    def __init__(
        self,
        settings: Settings,
        at_once: int = AT_ONCE,
        step_seconds: float = STEP_SECONDS,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._simulator = f"http://{LOOPBACK}:{settings.simulator_port}"
        self._engine = f"http://{LOOPBACK}:{settings.engine_port}"
        self._token = secret("engine_token", settings)
        self._citizen_key = secret("citizen_key", settings)
        self._at_once = at_once
        self._seconds = step_seconds
        self._transport = transport

    async def run(self, stories: Sequence[Story], done: Callable[[Outcome], None] = lambda _: None) -> list[Outcome]:
        """Run all; ``done`` hears of each as it ends. Outcomes come in the order of the stories."""
        limit = asyncio.Semaphore(self._at_once)
        first_chat = random.SystemRandom().randrange(10**9, 10**12)  # chats of earlier runs stay what they were
        client = httpx.AsyncClient(
            base_url=self._simulator, timeout=self._seconds, transport=self._transport, trust_env=False
        )
        async with client:

            async def one(number: int, story: Story) -> Outcome:
                async with limit:
                    outcome = await _Play(self, story, Chat(client, first_chat + number), client).play()
                done(outcome)
                return outcome

            return await asyncio.gather(*(one(number, story) for number, story in enumerate(stories)))

    @property
    def seconds(self) -> float:
        """How long all that is expected of one answer may take."""
        return self._seconds

    async def tracker(self, client: httpx.AsyncClient, chat_id: int) -> dict[str, Any]:
        """The engine's own record of the conversation. Raises httpx.HTTPError."""
        address = f"{self._engine}/conversations/{self._sender(chat_id)}/tracker"
        response = await client.get(address, params={"token": self._token, "include_events": "AFTER_RESTART"})
        response.raise_for_status()
        tracker: dict[str, Any] = response.json()
        return tracker

    async def readings(self, client: httpx.AsyncClient, chat_id: int) -> list[dict[str, Any]]:
        """How the newest message was understood: the engine gives the same reply to a repeated message id.

        Raises StepFailed where it no longer has that reply, httpx.HTTPError.
        """
        message_id = newest_message_id(await self.tracker(client, chat_id))
        if message_id is None:
            raise StepFailed("belum ada pesan yang sampai ke mesin bahasa")
        body = {"sender": self._sender(chat_id), "message_id": message_id, "text": "?", "metadata": {}}
        headers = {"Authorization": f"Bearer {self._token}"}
        response = await client.post(f"{self._engine}/webhooks/loket/webhook", json=body, headers=headers)
        response.raise_for_status()
        reply: dict[str, Any] = response.json()
        if not reply["replayed"]:
            raise StepFailed("mesin bahasa tidak lagi menyimpan jawaban pesan ini")
        return readings_of(reply)

    def _sender(self, chat_id: int) -> str:
        return pseudonym(SIMULATOR_BOT, chat_id, key=self._citizen_key)


class _Play:
    """One story being played in one chat."""

    def __init__(self, runner: Runner, story: Story, chat: Chat, client: httpx.AsyncClient) -> None:
        self._runner = runner
        self._story = story
        self._chat = chat
        self._client = client
        self._transcript = Transcript()
        self._at = 0  # the step that is being done, from 0
        self._shown = 0  # messages already in the transcript

    async def play(self) -> Outcome:
        """Turn by turn until the end or the first failure."""
        began, failure = time.monotonic(), ""
        try:
            await self._prepare(self._story.fixture)
            for turn in turns_of(self._story):
                await self._turn(turn)
        except StepFailed as error:
            failure = self._failed(str(error))
        except httpx.HTTPError as error:
            remedy = "periksa apakah Loket masih berjalan (make run)"
            failure = self._failed(f"sambungan gagal, {type(error).__name__} {error}; {remedy}")
            return Outcome(self._story, time.monotonic() - began, failure, self._transcript.lines)  # never a known gap
        return outcome_of(self._story, time.monotonic() - began, failure, self._transcript.lines)

    def _failed(self, why: str) -> str:
        self._show_new()
        step = self._story.case.steps[self._at]
        if step.user is None:
            self._transcript.check(self._at + 1, step, held=False)
        came = " / ".join(shortened(message.text) for message in self._chat.turn)
        heard = f" Yang datang: {came}" if came else " Tidak ada jawaban yang datang."
        return f"{self._story.where(self._at)} langkah {self._at + 1} ({step.word}): {why}.{heard}"

    async def _prepare(self, fixture: Fixture) -> None:
        """Come in by a deep link, as a citizen with this region, or from a poster of this service, would."""
        region, service = fixture.region or "", f"-{fixture.service}" if fixture.service else ""
        if not region and not service:
            return
        await self._chat.act(Act(text=f"/start {region}{service}"))
        await self._until(lambda: None if self._chat.turn else "fixture: bot belum menjawab")
        stated = {**({"region": region} if region else {}), **({"service": fixture.service} if service else {})}
        if problem := await self._reading_problem(WantedReading(**stated)):
            raise StepFailed(f"fixture tidak berlaku ({problem}); periksa slug di data/seed")
        self._transcript.note(f"persiapan: {stated}")
        self._shown = len(self._chat.history)

    async def _turn(self, turn: _Turn) -> None:
        self._at = turn.number
        self._transcript.act(turn.number + 1, turn.act)
        await self._chat.act(turn.act)
        deadline = time.monotonic() + self._runner.seconds
        later = [pair for pair in turn.expected if pair[1].word in _AT_THE_END]
        for number, step in turn.expected:
            if (number, step) not in later:
                self._at = number
                await self._expect(step, deadline)
        if later or (self._story.case.strict and turn.expected):
            await self._at_the_end(turn, later)
        self._show_new()

    async def _expect(self, step: Step, deadline: float) -> None:
        if step.reading is not None or step.slot_was_set is not None:
            await self._until(lambda: None if self._chat.turn else "bot belum menjawab", deadline)
            problem = await self._tracker_problem(step)  # stored together with the answer: one look is enough
            if problem:
                raise StepFailed(problem)
        else:
            await self._until(lambda: missing_in(step, self._chat.turn), deadline)
        self._show_new()
        self._transcript.check(self._at + 1, step, held=True)

    async def _until(self, missing: Callable[[], str | None], deadline: float | None = None) -> None:
        """Read until nothing is missing. Once the bot has spoken and falls silent, ask whether it is done."""
        until = time.monotonic() + self._runner.seconds if deadline is None else deadline
        last = until + LONGEST_SPEECH * self._runner.seconds
        while (problem := missing()) is not None:
            left = until - time.monotonic()
            if self._chat.turn and await self._chat.more(min(LULL_SECONDS, left)):
                # Thirty answers to one chat take thirty seconds: Telegram's pace. Who still speaks is waited for.
                until = min(last, max(until, time.monotonic() + LULL_SECONDS + 1.0))
            elif self._chat.turn:
                try:
                    await self._settle()
                except StepFailed:  # who floods is not answered; what was wanted may have come meanwhile
                    if missing() is None:
                        return
                    raise
                if (problem := missing()) is not None:
                    raise StepFailed(problem)
            elif not self._chat.turn and not await self._chat.more(left) and left <= 0:
                raise StepFailed(problem)

    async def _settle(self) -> None:
        await self._chat.settle(self._runner.seconds, lambda message: is_expected(BARRIER_ANSWER, message))

    async def _tracker_problem(self, step: Step) -> str | None:
        if step.slot_was_set is not None:
            tracker = await self._runner.tracker(self._client, self._chat.chat_id)
            return slot_problem(step.slot_was_set, tracker["slots"])
        return await self._reading_problem(step.reading or WantedReading())

    async def _reading_problem(self, wanted: WantedReading) -> str | None:
        return reading_problem(wanted, await self._runner.readings(self._client, self._chat.chat_id))

    async def _at_the_end(self, turn: _Turn, later: Sequence[tuple[int, Step]]) -> None:
        """What holds only once the bot has said all it has to say to this act."""
        if later:
            self._at = later[0][0]
        if not self._chat.turn and not any(step.silence for _number, step in later):
            await self._until(lambda: None if self._chat.turn else "bot belum menjawab")
        await self._settle()
        self._show_new()
        for self._at, step in later:
            if problem := unwanted_in(step, self._chat.turn):
                raise StepFailed(problem)
            self._transcript.check(self._at + 1, step, held=True)
        if self._story.case.strict:
            self._refuse_unexpected([step for _number, step in turn.expected])

    def _refuse_unexpected(self, steps: Sequence[Step]) -> None:
        if all(step.word in ("reading", "slot_was_set", *_AT_THE_END) for step in steps):
            return
        unexpected = [message for message in self._chat.turn if not _is_spoken_of(message, steps)]
        if unexpected:
            raise StepFailed(f"strict: pesan ini tidak diharapkan langkah mana pun: {unexpected[0].text!r}")

    def _show_new(self) -> None:
        self._transcript.messages(self._chat.history[self._shown :])
        self._shown = len(self._chat.history)


def _is_spoken_of(message: Shown, steps: Sequence[Step]) -> bool:
    return any(is_expected(step, message) for step in steps)


def turns_of(story: Story) -> Iterator[_Turn]:
    """The steps, grouped: one act of the citizen with what is expected of its answer."""
    steps = list(enumerate(story.case.steps))
    starts = [number for number, step in steps if step.user is not None]
    for start, end in zip(starts, [*starts[1:], len(steps)], strict=True):
        act = steps[start][1].user
        if act is not None:
            yield _Turn(start, act, tuple(steps[start + 1 : end]))

"""What one message holds, and what the conversation holds between two messages. Plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Need = Literal["", "service", "region"]


@dataclass(frozen=True)
class Linked:
    """A service or region that was found in the message (contract 2), best candidate first; ``score`` is 0..1.

    ``scores``: those of ``candidates``.
    """

    value: str
    candidates: tuple[str, ...] = ()
    ambiguous: bool = False
    span: tuple[int, int] | None = None
    score: float = 1.0
    scores: tuple[float, ...] = ()


@dataclass(frozen=True)
class Heard:
    """What one message holds by itself. ``is_payload``: a button or deep link of ours, not typed words."""

    aspect: str
    text: str = ""
    service: Linked | None = None
    region: Linked | None = None
    is_payload: bool = False
    more: tuple[str, ...] = ()  # further aspects the same words ask ("syarat sama biayanya")
    office: str | None = None  # a kind of office asked about itself ("jam buka dukcapil")
    also: str | None = None  # a second service named beside the first ("syarat ktp sama kk")
    confidence: float = 1.0  # 0..1, of the aspect
    is_settled: bool = False  # the whole dialogue was weighed: aspect and names are to be taken as they are

    @property
    def is_deep_link(self) -> bool:
        """Contract 6: an overview that names a service and a region. Our own buttons name both only where the
        citizen chose between regions (``buttons.overview_button``)."""
        return self.is_payload and self.aspect == "overview" and self.service is not None and self.region is not None


@dataclass(frozen=True)
class Pending:
    """A question that waits for the citizen to name a service or a region.

    ``choices``: what was offered, so that "iya" and "bukan" can answer; ``more``: aspects asked beside this one;
    ``asides``: how many other questions were answered since.
    """

    aspect: str
    service: str | None = None
    region: str | None = None
    needs: Need = "region"
    choices: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    asides: int = 0


@dataclass(frozen=True)
class Context:
    """What the conversation holds. ``region`` was said in it, ``home`` is the citizen's own.

    ``main``: the question that was asked in full, which short asides ("jam buka?") leave alone and "kalau Gianyar?"
    asks again. ``asked``: the aspects already asked of this service. ``more``: those answered beside the last one.
    ``office``: the kind of office spoken of; then there is no ``service``. ``also``: the second service answered.
    ``regions``: what the region's name said last may mean, likeliest first, until one of them is named.
    ``earlier``: the services spoken of before this one, first to last.
    """

    aspect: str | None = None
    main: str | None = None
    service: str | None = None
    region: str | None = None
    home: str | None = None
    asked: tuple[str, ...] = ()
    pending: Pending | None = None
    more: tuple[str, ...] = ()
    office: str | None = None
    also: str | None = None
    regions: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()

"""The installation's figures in Prometheus' text format, taken anew at each scrape."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Gauge, generate_latest

from web.state import ProcessHealth


def render_metrics(queues: dict[str, int], processes: dict[str, ProcessHealth]) -> bytes:
    """One exposition. A registry of its own each time: a state that is gone must not keep its last figure."""
    registry = CollectorRegistry()
    up = Gauge("loket_process_up", "1 = the process says it is well", ["process"], registry=registry)
    rows = Gauge("loket_queue_rows", "Rows of inbox and outbox by state", ["queue", "state"], registry=registry)
    for name, health in processes.items():
        up.labels(name).set(health.is_well)
    up.labels("web").set(1)
    for name, count in queues.items():
        queue, _, state = name.partition("_")
        rows.labels(queue, state).set(count)
    return generate_latest(registry)

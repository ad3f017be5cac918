"""Numbers for Prometheus, in a registry of their own. No prompt and no address is ever a label."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

DRAW_BUCKETS = (0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.5, 2, 3, 5, 10, 30)
"""Seconds."""
HTTP_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30)
"""Seconds."""
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        self.pictures = Counter(
            "edged_pictures", "Pictures that ended, by state.", ["state"], registry=registry
        )
        self.refusals = Counter(
            "edged_refusals", "Refused prompts, by category.", ["category"], registry=registry
        )
        self.waiting = Gauge("edged_queue_waiting", "Pictures that wait.", registry=registry)
        self.drawing = Gauge("edged_queue_drawing", "Pictures being drawn.", registry=registry)
        self.draw_seconds = Histogram(
            "edged_draw_seconds",
            "From the first step to the encoded picture.",
            buckets=DRAW_BUCKETS,
            registry=registry,
        )
        self.total_seconds = Histogram(
            "edged_picture_seconds",
            "From acceptance to the picture.",
            buckets=DRAW_BUCKETS,
            registry=registry,
        )
        self.deaths = Counter(
            "edged_worker_deaths", "Workers that died unexpectedly.", registry=registry
        )
        self.worker_memory = Gauge(
            "edged_worker_memory_bytes", "Of the worker when it was ready.", registry=registry
        )
        self.ready = Gauge("edged_ready", "1 when the box draws.", registry=registry)
        self.http_seconds = Histogram(
            "edged_http_seconds",
            "Answering a request, by route.",
            ["method", "route", "status"],
            buckets=HTTP_BUCKETS,
            registry=registry,
        )

    def text(self) -> bytes:
        """Prometheus' text format."""
        return generate_latest(self._registry)

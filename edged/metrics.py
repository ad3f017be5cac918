"""Numbers for Prometheus, in a registry of their own. No prompt and no address is ever a label."""

from __future__ import annotations

import time
from collections.abc import Iterator

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from edged.cache.numbers import CacheNumbers
from edged.sensors.sample import Metric, Sample, Throttle

DRAW_BUCKETS = (0.1, 0.2, 0.4, 0.6, 0.8, 1, 1.5, 2, 3, 5, 10, 30)
"""Seconds."""
HTTP_BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30)
"""Seconds."""
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
STALE_S = 10.0
"""Seconds after which a sample is none."""
MB = 1024.0 * 1024.0
FAMILIES: tuple[tuple[str, str, dict[str, Metric], float], ...] = (
    (
        "edged_temperature_celsius",
        "Of the hottest place of each part.",
        {"cpu": "cpu_temperature", "gpu": "gpu_temperature", "board": "board_temperature"},
        1.0,
    ),
    (
        "edged_temperature_limit_celsius",
        "At which the hardware slows itself down.",
        {"cpu": "cpu_limit", "gpu": "gpu_limit"},
        1.0,
    ),
    (
        "edged_power_watts",
        "Of the box, as far as a sensor sees it, and of its card.",
        {"box": "power", "gpu": "gpu_power"},
        1.0,
    ),
    ("edged_power_limit_watts", "That the card keeps to.", {"gpu": "gpu_power_limit"}, 1.0),
    (
        "edged_utilisation_ratio",
        "0 to 1.",
        {"cpu": "cpu_utilisation", "gpu": "gpu_utilisation"},
        1.0,
    ),
    ("edged_clock_hertz", "Of each part.", {"cpu": "cpu_clock", "gpu": "gpu_clock"}, 1e6),
    (
        "edged_memory_free_bytes",
        "That can be had without swapping.",
        {"box": "memory_free", "gpu": "gpu_memory_free"},
        MB,
    ),
    (
        "edged_memory_size_bytes",
        "Free or not.",
        {"box": "memory_total", "gpu": "gpu_memory_total"},
        MB,
    ),
    (
        "edged_memory_pressure_ratio",
        "Share of the time in which something waits for memory.",
        {"box": "memory_pressure"},
        1.0,
    ),
    ("edged_battery_ratio", "Of the emptiest one, 0 to 1.", {"box": "battery"}, 1.0),
    ("edged_battery_runtime_seconds", "It is said to last.", {"box": "battery_runtime"}, 1.0),
)
"""Name, help, label `part` -> metric, factor from Sample's units."""
THROTTLES: tuple[Throttle, ...] = ("thermal", "power", "undervoltage", "hardware")


class Metrics:
    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        self.sample: Sample | None = None
        """The newest, set by telemetry."""
        self.pictures = Counter(
            "edged_pictures", "Pictures that ended, by state.", ["state"], registry=registry
        )
        self.refusals = Counter(
            "edged_refusals", "Refused prompts, by category.", ["category"], registry=registry
        )
        self.accepted = Counter(
            "edged_queue_accepted", "Pictures taken in to be drawn.", registry=registry
        )
        self.wait_seconds = Histogram(
            "edged_wait_seconds",
            "From acceptance to the first step's beginning.",
            buckets=DRAW_BUCKETS,
            registry=registry,
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
        self.steps = Counter(
            "edged_steps", "Denoise steps, however many pictures shared them.", registry=registry
        )
        self.step_pictures = Counter(
            "edged_step_pictures",
            "Pictures in all steps: each counts once a step.",
            registry=registry,
        )
        self.step_seconds = Counter(
            "edged_step_seconds", "Seconds that all steps took.", registry=registry
        )
        self.shrunk = Counter(
            "edged_out_of_memory", "Pictures that memory was too small for.", registry=registry
        )
        self.starts = Counter(
            "edged_worker_starts", "Workers that became ready.", registry=registry
        )
        self.load_seconds = Gauge(
            "edged_worker_load_seconds",
            "From the worker's start to its first real picture.",
            registry=registry,
        )
        self.deaths = Counter(
            "edged_worker_deaths", "Workers that died unexpectedly.", registry=registry
        )
        self.worker_memory = Gauge(
            "edged_worker_memory_bytes", "Of the worker when it was ready.", registry=registry
        )
        self.ready = Gauge("edged_ready", "1 when the box draws.", registry=registry)
        self.pairings = Counter(
            "edged_pairings",
            "Tries to pair, by result: `paired`, or the error's code.",
            ["result"],
            registry=registry,
        )
        self.devices = Gauge("edged_devices", "Paired devices.", ["role"], registry=registry)
        self.connections = Gauge(
            "edged_connections", "Open connections of the network.", registry=registry
        )
        self.turned_away = Gauge(
            "edged_connections_refused", "Turned away since the start.", registry=registry
        )
        self.http_seconds = Histogram(
            "edged_http_seconds",
            "Answering a request, by route.",
            ["method", "route", "status"],
            buckets=HTTP_BUCKETS,
            registry=registry,
        )
        self.cache = CacheNumbers()
        registry.register(_Sensed(self))
        registry.register(self.cache)

    def text(self) -> bytes:
        """Prometheus' text format."""
        return generate_latest(self._registry)


class _Sensed(Collector):
    """What the sensors say: nobody measures it, and there is no series of it."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[GaugeMetricFamily]:
        sample = self._metrics.sample
        age = time.monotonic() - sample.at if sample else None
        yield _family("edged_sample_age_seconds", "Since the sensors were read.", value=age)
        if age is None or age > STALE_S:
            sample = None
        for name, about, parts, factor in FAMILIES:
            family = _family(name, about, "part")
            for part, metric in parts.items():
                value = sample.get(metric) if sample else None
                if value is not None:
                    family.add_metric([part], value * factor)
            yield family
        mains = sample.on_mains if sample else None
        yield _family("edged_on_mains", "1 where it is plugged in.", value=mains)
        throttled = _family("edged_throttled", "1 where the hardware is slower.", "reason")
        for reason in THROTTLES if sample else ():
            throttled.add_metric([reason], float(sample is not None and reason in sample.throttled))
        yield throttled
        bad = len(sample.rejected) if sample else None
        yield _family("edged_sensors_rejected", "Readings nobody should believe.", value=bad)


def _family(name: str, about: str, *labels: str, value: float | None = None) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, about, labels=labels)
    if value is not None:
        family.add_metric([], float(value))
    return family

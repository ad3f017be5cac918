"""The caches' numbers for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from edged.cache.shelf import Shelf

COUNTED = {
    "hits": "Pictures that came from it.",
    "misses": "Pictures that were looked for in vain.",
    "filled": "Entries that were added.",
    "evicted": "Entries that left to make room.",
    "corrupt": "Entries that were found damaged, and removed.",
}
"""Field of a Tally -> help."""


class CacheNumbers(Collector):
    """One series for each shelf."""

    def __init__(self) -> None:
        self.shelves: Mapping[str, Shelf] = {}
        """By name."""

    def collect(self) -> Iterator[CounterMetricFamily | GaugeMetricFamily]:
        for field, about in COUNTED.items():
            counter = CounterMetricFamily(f"edged_cache_{field}", about, labels=["cache"])
            for name, shelf in self.shelves.items():
                counter.add_metric([name], getattr(shelf.tally, field))
            yield counter
        held = GaugeMetricFamily("edged_cache_bytes", "On disk.", labels=["cache"])
        entries = GaugeMetricFamily("edged_cache_entries", "There now.", labels=["cache"])
        for name, shelf in self.shelves.items():
            held.add_metric([name], shelf.bytes)
            entries.add_metric([name], len(shelf))
        yield held
        yield entries

"""A bounded number of bytes, and what leaves first when there are more. It knows names and sizes, and touches no file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count

from msgspec import Struct

from runtime.prompt.caption import Caption


class Entry(Struct, kw_only=True):
    """One file."""

    name: str
    """Relative to the shelf's folder."""
    caption: str
    """The wish it shows, as canonical text."""
    seed: int
    make: tuple[str, ...]
    """What else tells it from others of the same wish: steps, size, format. Entries of one make can stand for each other."""
    bytes: int
    wish: Caption | None = None
    """What `caption` says, of latents only."""
    served: int = 0
    """Times that it was given to somebody."""
    number: int = 0
    """The order in which they came."""


class Tally(Struct, kw_only=True):
    """What happened on one shelf since the start."""

    hits: int = 0
    misses: int = 0
    filled: int = 0
    """Entries that were added."""
    evicted: int = 0
    """That left to make room."""
    corrupt: int = 0
    """That were found damaged, and removed."""


class Shelf:
    """Entries by name and by wish."""

    def __init__(self, limit: int) -> None:
        """`limit`: bytes; 0 keeps nothing."""
        self.limit, self.tally = limit, Tally()
        self.bytes = 0
        self.changes = 0
        """Times that something came or left."""
        self._entries: dict[str, Entry] = {}
        self._by_caption: dict[str, dict[str, Entry]] = {}
        self._numbers = count(1)

    def __len__(self) -> int:
        return len(self._entries)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def get(self, name: str) -> Entry | None:
        return self._entries.get(name)

    def of(self, caption: str, make: tuple[str, ...] | None = None) -> Iterator[Entry]:
        """Of this wish; with `make`, of that make only."""
        for entry in self._by_caption.get(caption, {}).values():
            if make in (None, entry.make):
                yield entry

    @property
    def has_room(self) -> bool:
        """For some more, without anything leaving for it."""
        each = self.bytes / max(1, len(self))
        return self.bytes + 2 * each < self.limit

    def add(self, entry: Entry) -> list[Entry]:
        """What has to leave for it, the entry itself where it is larger than the shelf."""
        self.remove(entry.name)
        entry.number = next(self._numbers)
        self.changes += 1
        self._entries[entry.name] = entry
        self._by_caption.setdefault(entry.caption, {})[entry.name] = entry
        self.bytes += entry.bytes
        if self.bytes <= self.limit:
            return []
        return self.shed(
            self.bytes - self.limit, but=entry.name if entry.bytes <= self.limit else ""
        )

    def shed(self, bytes: int, but: str = "") -> list[Entry]:
        """Lets the least valuable go until so many bytes are free: the least served, then the oldest; `but` stays."""
        leaving, freed = [], 0
        for entry in sorted(self._entries.values(), key=lambda each: (each.served, each.number)):
            if freed >= bytes:
                break
            if entry.name != but:
                leaving.append(entry)
                freed += entry.bytes
        for entry in leaving:
            self.remove(entry.name)
        self.tally.evicted += len(leaving)
        return leaving

    def remove(self, name: str) -> Entry | None:
        entry = self._entries.pop(name, None)
        if entry is None:
            return None
        self.bytes -= entry.bytes
        self.changes += 1
        alike = self._by_caption[entry.caption]
        del alike[name]
        if not alike:
            del self._by_caption[entry.caption]
        return entry

    def wishes(self) -> Iterator[Entry]:
        """One entry of each wish."""
        for alike in self._by_caption.values():
            yield next(iter(alike.values()))

    def names(self) -> Iterable[str]:
        return tuple(self._entries)

    def forget_servings(self) -> None:
        """Nothing tells any more which were asked for."""
        for entry in self._entries.values():
            entry.served = 0

"""What counts as right: what the probe saw in a picture against what was wished for, slot by slot.

A natural colour and a named one can look the same (a duck is yellow, asked for or not), so both are resolved to the
nearest name of the palette before they are compared.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from forge.draw.palette import NAMED, RGB, rgb
from forge.subject import Key
from runtime.prompt.caption import Caption, Part
from runtime.prompt.vocabulary import Role, Vocabulary

BACKDROP = ("scene", "sky")
"""Roles that are seen even when nothing was wished: a plain backdrop and day are places and skies too."""
PIEBALD = "black-and-white"
ALIKE = 0.07
"""Distance in OKLab; the two nearest names of the palette, orange and gold, are 0.069 apart."""


class Look(Struct, frozen=True):
    """What the probe sees in one picture."""

    best: dict[str, str]
    """Role with one slot → concept; empty: none."""
    present: dict[str, frozenset[str]]
    """Role with several slots → concepts."""
    colours: dict[Key, str]
    """The colour each thing has, or would have, were it there; empty: its natural one."""
    counts: dict[str, int] = {}
    """Role that is counted → how many there are."""
    faces: int | None = None
    """Whole faces; None: nobody looked."""

    def found(self, role: str) -> frozenset[str]:
        return self.present.get(role, frozenset({self.best.get(role, "")} - {""}))


class Share(Struct):
    """How many of how many were right."""

    right: int = 0
    of: int = 0

    @property
    def value(self) -> float:
        return self.right / self.of if self.of else float("nan")


def nearest(colour: str) -> str:
    """The palette's name for `#rrggbb` (or a name itself); empty if the colour is unlike all of them."""
    if colour in NAMED:
        return colour
    here = _oklab(rgb(colour))
    away = {n: math.dist(_oklab(t.base), here) for n, t in NAMED.items() if t.kind == "plain"}
    name = min(away, key=lambda name: away[name])
    return name if away[name] < ALIKE else ""


def same_colour(key: Key, one: str, other: str, natural: Mapping[Key, str]) -> bool:
    """Whether two colours of one thing look the same."""
    return (one or natural.get(key, "")) == (other or natural.get(key, ""))


def is_manner(role: Role) -> bool:
    """Whether it says how the subject is: what it does, how large it is."""
    return role.slots == 1 and not role.coloured and not role.required and role.id not in BACKDROP


def verdicts(
    look: Look, caption: Caption, vocabulary: Vocabulary, natural: Mapping[Key, str]
) -> Iterator[tuple[str, bool]]:
    """(slot, right) for everything that can be right or wrong in this picture.

    `animal`: exactly the wished species, however many of each; `number of animals`: one, two or three; `faces`: as many
    whole ones as animals.
    `worn`: a wished garment is found. `worn exact`: all of them, and no other. `worn colour`: of a garment that was
    found; `worn and colour`: of all that were wished, found with their colour. `nothing extra`: where nothing was
    wished of a role, nothing is seen. `backdrop`: both or all of its roles are right.
    """
    for role in vocabulary.roles:
        wished = caption.of(role.id)
        if role.id in BACKDROP:
            yield role.id, look.found(role.id) == {part.concept for part in wished}
        elif not wished:
            yield "nothing extra", not look.found(role.id)
        elif role.required:
            yield from _subjects(look, role, wished, natural)
        else:
            yield from _wished(look, role, wished, natural)
    if look.faces is not None:
        subjects = [role.id for role in vocabulary.roles if role.required]
        yield "faces", look.faces == sum(len(caption.of(role)) for role in subjects)
    backdrop = [role.id for role in vocabulary.roles if role.id in BACKDROP]
    if backdrop:
        wanted = {(role, part.concept) for role in backdrop for part in caption.of(role)}
        seen = {(role, concept) for role in backdrop for concept in look.found(role)}
        yield "backdrop", wanted == seen


def _subjects(
    look: Look, role: Role, wished: tuple[Part, ...], natural: Mapping[Key, str]
) -> Iterator[tuple[str, bool]]:
    """All together; one answer for the colour of each species, right if one of that species was to have it."""
    species = {part.concept for part in wished}
    yield role.id, look.found(role.id) == species
    if role.id in look.counts:
        yield f"number of {role.id}s", look.counts[role.id] == len(wished)
    if role.coloured:
        for concept in sorted(species):
            key = (role.id, concept)
            colours = {part.colour for part in wished if part.concept == concept}
            right = any(same_colour(key, look.colours[key], c, natural) for c in colours)
            yield f"{role.id} colour", right


def _wished(
    look: Look, role: Role, wished: tuple[Part, ...], natural: Mapping[Key, str]
) -> Iterator[tuple[str, bool]]:
    found = look.found(role.id)
    for part in wished:
        there = part.concept in found
        yield role.id, there
        if role.coloured:
            key = (role.id, part.concept)
            right = there and same_colour(key, look.colours[key], part.colour, natural)
            if there:
                yield f"{role.id} colour", right
            yield f"{role.id} and colour", right
    if role.slots > 1:
        yield f"{role.id} exact", found == {part.concept for part in wished}


def tally(
    looks: Iterable[Look],
    captions: Iterable[Caption],
    vocabulary: Vocabulary,
    natural: Mapping[Key, str],
) -> dict[str, Share]:
    """Shares of all pictures together, by slot."""
    shares: dict[str, Share] = {}
    for look, caption in zip(looks, captions, strict=True):
        for slot, right in verdicts(look, caption, vocabulary, natural):
            share = shares.setdefault(slot, Share())
            share.right += right
            share.of += 1
    return shares


def total(shares: Iterable[Share]) -> Share:
    parts = list(shares)
    return Share(sum(s.right for s in parts), sum(s.of for s in parts))


def gap(
    known: Mapping[str, Share], new: Mapping[str, Share], slots: Iterable[str]
) -> tuple[float, float] | None:
    """(points by which `new` is worse, mean of the slots that both have; its standard error); None without any."""
    both = [(known[s], new[s]) for s in slots if s in known and s in new]
    both = [(a, b) for a, b in both if a.of and b.of]
    if not both:
        return None
    worse = sum(a.value - b.value for a, b in both) / len(both)
    variance = sum(s.value * (1 - s.value) / s.of for pair in both for s in pair)
    return 100 * worse, 100 * math.sqrt(variance) / len(both)


def _oklab(colour: RGB) -> tuple[float, float, float]:
    """Björn Ottosson's space, in which equal distances look about equally far."""
    r, g, b = (((c + 0.055) / 1.055) ** 2.4 if c > 0.04045 else c / 12.92 for c in colour)
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )

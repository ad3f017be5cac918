"""Which profile this machine gets: the shipped ones, the owner's own, and the one that fits best."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from edged.errors import CardHangs, CardSilent, MachineUnknown, ProfileBroken, ProfileUnknown
from edged.machine.facts import Machine, sysroot
from edged.machine.score import score
from runtime.errors import EdgedError
from runtime.profile import Profile, find_profiles, parse_profile, profile_text

AUTO = "auto"


class Offer(Struct, frozen=True, kw_only=True):
    """A profile that can be had."""

    profile: Profile
    text: str
    """The file's, for the worker."""
    file: str
    own: bool
    """It is the owner's; it may stand in a shipped one's place."""


class Choice(Struct, frozen=True, kw_only=True):
    """Which profile is used, and why."""

    profile: Profile
    text: str
    """The profile's file, for the worker."""
    best: str
    scores: dict[str, int | None]
    """Points; None: a condition does not hold."""
    facts: Machine
    automatic: bool
    offers: dict[str, Offer] = {}
    """All that can be had, by name."""
    broken: tuple[ProfileBroken, ...] = ()
    """Files that are no profiles, each with its line; the box goes on without them."""

    @property
    def troubles(self) -> tuple[EdgedError, ...]:
        """What people should know about this choice, at most one of each kind of TROUBLES."""
        found: list[EdgedError] = list(self.broken[:1])
        if self.facts.unknown:
            found.append(MachineUnknown(root=sysroot()))
        if self.facts.silent:
            found.append(CardHangs() if self.facts.hung else CardSilent(why=self.facts.nvml))
        return tuple(found)

    @property
    def card(self) -> str | None:
        """UUID of the graphics card that the profile was chosen for. None where graphics share the processor's memory, or nothing says it."""
        facts = self.facts
        shared = facts.integrated_gpu or facts.l4t
        return facts.card.uuid if facts.card and not shared else None

    @property
    def tied(self) -> tuple[str, ...]:
        """Profiles that fit as well as the best one, which won by its name alone."""
        top = self.scores[self.best]
        return tuple(
            name for name, points in self.scores.items() if points == top and name != self.best
        )


TROUBLES = (ProfileBroken, MachineUnknown, CardSilent, CardHangs)
"""What a choice may complain of."""


def own_profiles() -> Path:
    """The folder of the owner's own profiles."""
    return sysroot() / "etc/edged/profiles"


def choose(folder: Path, name: str, facts: Machine, own: Path | None = None) -> Choice:
    """The profile called `name`, or the best one for `auto`. Blocks.

    `own` holds the owner's profiles; one of them replaces the shipped one of its name. A wrong file is left out and told in
    `broken`; where it is the very one that was asked for, the best of the others takes its place.
    Raises ProfileUnknown, or ProfileBroken where not a single profile is left.
    """
    shipped, wrong = _read(folder, own=False)
    owned, wrong_too = _read(own, own=True) if own else ({}, {})
    offers, broken = {**shipped, **owned}, {**wrong, **wrong_too}
    if not offers:
        raise _none(folder, broken)
    scores = {key: score(offer.profile.match, facts) for key, offer in sorted(offers.items())}
    best = _best(scores, offers)
    used = best if name == AUTO or (name in broken and name not in offers) else name
    if used not in offers:
        raise ProfileUnknown(name=name, names=", ".join(scores))
    return Choice(
        profile=offers[used].profile,
        text=offers[used].text,
        best=best,
        scores=scores,
        facts=facts,
        automatic=name == AUTO,
        offers=dict(sorted(offers.items())),
        broken=tuple(broken[key] for key in sorted(broken)),
    )


def _best(scores: dict[str, int | None], offers: dict[str, Offer]) -> str:
    """The highest score; among equals the owner's, then the first by name. Where nothing fits, the one that asks for the least memory."""
    fitting = {name: points for name, points in scores.items() if points is not None}
    if fitting:
        return min(fitting, key=lambda name: (-fitting[name], not offers[name].own, name))
    alone = [name for name, offer in offers.items() if not offer.profile.match.by_hand] or offers
    return min(alone, key=lambda name: (offers[name].profile.memory_limit_mb, name))


def _read(folder: Path, *, own: bool) -> tuple[dict[str, Offer], dict[str, ProfileBroken]]:
    """By the profiles' names; the wrong ones by their files' names."""
    offers: dict[str, Offer] = {}
    broken: dict[str, ProfileBroken] = {}
    for path in find_profiles(folder):
        try:
            text = profile_text(path)
            profile = parse_profile(text, str(path) if own else path.name)
        except EdgedError as error:
            broken[path.stem] = _broken(error)
            continue
        if profile.name in offers:
            broken[path.stem] = _twice(path, profile.name, offers[profile.name].file)
            continue
        offers[profile.name] = Offer(profile=profile, text=text, file=str(path), own=own)
    return offers, broken


def _broken(error: EdgedError) -> ProfileBroken:
    """What is wrong, and what to write instead."""
    return ProfileBroken(
        detail=f"{error.message('en')} {error.fix('en') or ''}".strip(),
        detail_zh=f"{error.message('zh')}{error.fix('zh') or ''}",
    )


def _twice(path: Path, name: str, other: str) -> ProfileBroken:
    return ProfileBroken(
        detail=f'{path}: {other} has the name {name} already. Write another, for example: name = "{path.stem}-2"',
        detail_zh=f'{path}：{other} 已经使用了名称 {name}。请换一个，例如：name = "{path.stem}-2"',
    )


def _none(folder: Path, broken: dict[str, ProfileBroken]) -> ProfileBroken:
    if broken:
        return next(iter(broken.values()))
    return ProfileBroken(detail=f"{folder}: no profile there", detail_zh=f"{folder} 里没有配置文件")

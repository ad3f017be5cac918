"""What there is to choose from, told in full: each profile, how it fits this machine, and the facts that decide."""

from __future__ import annotations

from msgspec import Struct

from edged.machine.choice import Choice, Offer
from edged.machine.facts import Machine
from edged.machine.score import Condition, conditions
from runtime.errors import Language
from runtime.profile import Profile, Summary


class ProfileOffer(Struct, frozen=True, kw_only=True):
    """One that can be had."""

    name: str
    summary: Summary
    score: int | None
    """Points; null: a condition does not hold."""
    used: bool
    best: bool
    own: bool
    """The owner's, not a shipped one."""
    file: str
    conditions: tuple[Condition, ...]
    profile: Profile


class ProfileOffers(Struct, frozen=True, kw_only=True):
    profiles: list[ProfileOffer]
    """By name."""
    tied: tuple[str, ...]
    """Those that fit as well as the best one."""
    broken: list[str]
    """Files that are no profiles, each with its line and what to write instead."""


class Why(Struct, frozen=True, kw_only=True):
    """Why this profile."""

    best: str
    used: str
    scores: dict[str, int | None]
    """Conditions that match; null: one does not."""
    facts: Machine


def offers_of(choice: Choice, language: Language, *, used: bool = True) -> ProfileOffers:
    """`used`: a box draws with what was chosen."""
    drawing = choice.profile.name if used else None
    return ProfileOffers(
        profiles=[_offer(choice, name, offer, drawing) for name, offer in choice.offers.items()],
        tied=choice.tied,
        broken=[error.message(language) for error in choice.broken],
    )


def why_of(choice: Choice) -> Why:
    return Why(best=choice.best, used=choice.profile.name, scores=choice.scores, facts=choice.facts)


def _offer(choice: Choice, name: str, offer: Offer, drawing: str | None) -> ProfileOffer:
    return ProfileOffer(
        name=name,
        summary=offer.profile.summary,
        score=choice.scores[name],
        used=name == drawing,
        best=name == choice.best,
        own=offer.own,
        file=offer.file,
        conditions=conditions(offer.profile.match, choice.facts),
        profile=offer.profile,
    )

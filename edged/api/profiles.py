"""What profiles there are, what each gives, and how it fits this machine, condition by condition."""

from __future__ import annotations

from aiohttp import web
from msgspec import Struct

from edged.api.caller import language_of
from edged.api.operation import Operation, reply
from edged.box import Box
from edged.machine.choice import Choice, Offer
from edged.machine.score import Condition, conditions
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


class ProfilesFace:
    def __init__(self, box: Box) -> None:
        self._box = box

    def operations(self) -> list[Operation]:
        return [
            Operation(
                method="GET",
                path="/admin/profiles",
                handler=self.profiles,
                summary="What profiles there are, and how each fits",
                answers={200: ProfileOffers},
            )
        ]

    async def profiles(self, request: web.Request) -> web.Response:
        choice, language = self._box.choice, language_of(request)
        offers = ProfileOffers(
            profiles=[_offer(choice, name, offer) for name, offer in choice.offers.items()],
            tied=choice.tied,
            broken=[error.message(language) for error in choice.broken],
        )
        return reply(offers)


def _offer(choice: Choice, name: str, offer: Offer) -> ProfileOffer:
    return ProfileOffer(
        name=name,
        summary=offer.profile.summary,
        score=choice.scores[name],
        used=name == choice.profile.name,
        best=name == choice.best,
        own=offer.own,
        file=offer.file,
        conditions=conditions(offer.profile.match, choice.facts),
        profile=offer.profile,
    )

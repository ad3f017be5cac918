"""Three machines as a thermal plant: what heats them, what cools them, and how their hardware defends itself.

Watts, trips and throttle bands are those of the makers and of people who measured; thermal masses and resistances are
chosen so that the known steady states come out (the laptop at 76 W near 87 °C, the small board at 85 °C without a fan).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from msgspec.structs import replace as with_fields

from runtime.profile import Heat, Profile, Rung, profiles_folder, read_profile

FIRST = Rung(size="512x512", steps=8)
"""What `picture_s` is given for."""
SMALL_POWER = 0.85
"""Of a picture without pixels: smaller ones leave parts of the chip idle."""


@dataclass(frozen=True, kw_only=True)
class Machine:
    name: str
    file: str
    """Of its profile, and of its curves."""
    rungs: int = 9
    """So many of the profile's ladder may be used."""
    idle_w: float
    work_w: float
    """More while it computes at full clock."""
    leak_w: float
    """Of it, at 60 °C; e-fold for each LEAK_C more."""
    die_j: float
    """Joules per kelvin of the die and what sits right on it."""
    die_k: float
    """Kelvin per watt from the die to the case or heatsink."""
    case_j: float
    case_k: tuple[tuple[float, float], ...]
    """Fan steps: (°C of the die from which it runs so, kelvin per watt to the room)."""
    trip_c: float
    """The hardware slows itself down from here, and until it is TRIP_BACK_C cooler."""
    half_c: float
    """At this the clock is down to half; the same as `trip_c` where it drops at once."""
    slow_power: float
    """Power goes with the clock to this power: 1 where pulses are skipped, more where the voltage falls too."""
    picture_s: float
    """Of the first rung's picture, at full clock."""
    think_s: float
    """Mean pause of a child between two wishes, so that a class wants about what the machine can give."""
    lag_s: float = 2.0
    """Of the temperature sensor."""

    @property
    def heat(self) -> Heat:
        """The marks as every box of this kind gets them."""
        return shipped(self.file).heat

    def profile(self) -> Profile:
        profile = shipped(self.file)
        return with_fields(profile, ladder=profile.ladder[: self.rungs])

    def seconds(self, rung: Rung) -> float:
        """Of one picture at full clock: its pixels times its steps."""
        return self.picture_s * _pixels(rung) * rung.steps / (_pixels(FIRST) * FIRST.steps)

    def load(self, rung: Rung) -> float:
        """Share of `work_w` that drawing it takes."""
        return SMALL_POWER + (1 - SMALL_POWER) * _pixels(rung) / _pixels(FIRST)

    def changed(self, **times: float) -> Machine:
        """With some of its numbers so many times as large; of `case_k` every resistance."""
        new: dict[str, object] = {}
        for name, factor in times.items():
            value = getattr(self, name)
            new[name] = (
                tuple((celsius, k * factor) for celsius, k in value)
                if isinstance(value, tuple)
                else value * factor
            )
        return replace(self, **new)  # type: ignore[arg-type]


@cache
def shipped(name: str) -> Profile:
    """The profile of that name, as every box gets it."""
    return read_profile(profiles_folder() / f"{name}.toml")


def _pixels(rung: Rung) -> int:
    return rung.pixels[0] * rung.pixels[1]


LAPTOP = Machine(
    name="RTX 3060 Laptop",
    file="rtx3060-6gb",
    idle_w=11,
    work_w=60,
    leak_w=3,
    die_j=40,
    die_k=0.15,
    case_j=320,
    case_k=((-99, 1.1), (50, 0.9), (65, 0.75), (78, 0.66)),
    trip_c=87,
    half_c=87,
    slow_power=1.0,
    picture_s=2.5,
    think_s=24,
)
CLOSED_CASE = Machine(
    name="Orin Nano, closed case",
    file="jetson-orin-nano-8gb",
    idle_w=5.0,
    work_w=17,
    leak_w=0.8,
    die_j=14,
    die_k=0.6,
    case_j=260,
    case_k=((-99, 2.9),),
    trip_c=99,
    half_c=99,
    slow_power=1.0,
    picture_s=4.0,
    think_s=45,
)
FANLESS = Machine(
    name="Pi 5, no fan",
    file="raspberry-pi-5",
    idle_w=2.7,
    work_w=4.6,
    leak_w=0.2,
    die_j=4,
    die_k=1.5,
    case_j=55,
    case_k=((-99, 5.6),),
    trip_c=80,
    half_c=85,
    slow_power=1.6,
    picture_s=5.0,
    think_s=50,
)
MACHINES = (LAPTOP, CLOSED_CASE, FANLESS)

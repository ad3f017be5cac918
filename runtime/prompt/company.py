"""The animals of a sentence: how many, how big, whose family, and which of them are none (a toy, food, a costume)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from runtime.prompt.caption import Part
from runtime.prompt.counts import PLURALS, TOYS
from runtime.prompt.found import Found
from runtime.prompt.lexicon import Entry, lexicon
from runtime.prompt.segment import Segment
from runtime.prompt.vocabulary import Vocabulary
from runtime.prompt.words import listed

ANDS: Final = frozenset(
    listed(
        "和 跟 与 同 以及 及 还有 加 另 另一只 另外一只 又 陪 陪着 跟着 带着 带领 领着 牵着 、 and plus & ; with"
    )
)
"""After these an animal of the same name is another one."""
DEFINITE: Final = frozenset(listed("the this that 这 那 这只 那只 这个 那个 它"))
"""After these it is the one that was named before."""
HUGS: Final = frozenset(("抱", "抱着", "抱住"))
"""Of a thing they say that it is held, of an animal that it is hugged."""
ONES: Final = frozenset(
    listed("一只 一个 一头 一条 一匹 一位 另一只 另一个 还有一只 还有一个 one another other")
)
"""Beside a colour they single out one of those that were named before: one white, one black; 一只红的."""
MOUNTS: Final = frozenset(("骑", "骑着", "坐着", "riding", "ride", "rides", "rode"))
"""Words that say themselves what is ridden next."""
_HUGGING: Final = Part("action", "hugging")
_EATING: Final = Part("action", "eating")
_RIDING: Final = Part("action", "riding")


class _Size(Struct):
    """A size that has not met its animal."""

    thing: Found
    behind: bool
    """It follows an animal directly or after "is", and may belong to it."""
    stale: bool = False
    """An unknown word came after it; it may be that word's size."""


class Company:
    """Keeps what was said about animals until the animal comes; `found` is the sentence's list of things."""

    def __init__(self, vocabulary: Vocabulary, found: list[Found], left: list[Segment]) -> None:
        subjects = [role for role in vocabulary.roles if role.required]
        self.roles = {role.id for role in subjects}
        self.room = sum(role.slots for role in subjects)
        self._anybody = next(
            Part(c.role, c.id) for c in vocabulary.concepts if c.role in self.roles
        )
        self.members: list[Found] = []
        self.joined = False
        """ "And" came after the last thing."""
        self.definite = False
        """ "The" came right before."""
        self.family = False
        """An animal was named as somebody's father, mother, baby: whoever else of the family comes is another one."""
        self._known = lexicon(vocabulary)
        self._hugs = _HUGGING.concept in {c.id for c in vocabulary.concepts if c.role == "action"}
        self._found, self._left = found, left
        self._number = 0
        self._size: _Size | None = None

    def anybody(self) -> Part:
        """The animal that stands for people."""
        return self._anybody

    def hear(self, word: Segment, entry: Entry) -> None:
        """A word of grammar: "and", "the", a number."""
        self.joined |= word.text in ANDS
        self.definite = word.text in DEFINITE
        if entry.count and entry.grammar != "group":
            self.number(entry.count)

    def number(self, count: int) -> None:
        """Of two numbers in a row (十二, two or three) the larger one."""
        self._number = max(self._number, count)

    def group(self, count: int, last: Found | None) -> None:
        """A family or a pair: of the animal it follows, otherwise of the next one."""
        if last is not None and last in self.members:
            last.count = max(last.count, count)
        else:
            self.number(count)

    def kin(self, word: Segment, after: bool) -> bool:
        """袋鼠和宝宝: one more of the same animal. False if nothing is known about whose family it is."""
        if not self.members or not (self.joined or after) or self.room == 1:
            return False
        last = next((m for m in reversed(self.members) if not m.implied), self.members[-1])
        one_more = Found(Part(last.part.role, last.part.concept, last.part.colour), word)
        self.welcome(one_more, more=self.family)
        return True

    def size(self, thing: Found, behind: bool) -> None:
        if self._size is None:
            self._size = _Size(thing, behind)
        elif self._size.thing.part != thing.part:
            self._left.append(thing.word)

    def welcome(self, animal: Found, *, more: bool = False) -> None:
        """The next animal, with the number and the size said before it. `more`: surely one more of its kind."""
        plural = animal.word.text in PLURALS
        plural |= animal.word.plural and self._known.plural(animal.word.text)
        animal.count = self._number or (2 if plural else 1)
        first = next((m for m in self.members if m.part.concept == animal.part.concept), None)
        joined = more or (self.joined and not self.definite)
        animal.another = first is not None and (
            joined or (_is_sign(first) and _is_sign(animal)) or self._stranger(animal)
        )
        name = self._known.entry(tuple(animal.word.text[-2:]))
        self.family |= name is not None and name.grammar == "kin"
        self.members.append(animal)
        self._found.append(animal)
        if self._size is not None:
            self._found.append(self._size.thing)
        self._size, self._number = None, 0

    def compare(self, animal: Found) -> None:
        """Once its colour is known: a red bird, a yellow bird are two, unless it is "the yellow bird"."""
        if self.definite or not animal.part.colour:
            return
        others = [m for m in self.members if m is not animal]
        same = [m.part.colour for m in others if m.part.concept == animal.part.concept]
        animal.another |= bool(same) and all(same) and animal.part.colour not in same

    def single_out(self, word: Segment, colour: str) -> bool:
        """Two swans, one white, one black. False if it is not clear whose colour that is."""
        animals = [m for m in self.members if not (m.unwanted or m.aside or m.implied)]
        things = [found for found in self._found if found.part.role in ("worn", "held")]
        if things:
            self._tint(things[-1], word, colour)
            return True
        if len({animal.part.concept for animal in animals}) != 1:
            return False
        one = next((animal for animal in animals if not animal.part.colour), None)
        one = one or self._parted(animals)
        if one is not None:
            self._tint(one, word, colour)
        return one is not None

    def _parted(self, animals: Sequence[Found]) -> Found | None:
        """One of several, taken out of their number."""
        many = next((animal for animal in animals if animal.count > 1), None)
        if many is None:
            return None
        many.count -= 1
        one = Found(replace(many.part, colour=""), many.word, another=True)
        self.members.append(one)
        self._found.append(one)
        return one

    def _tint(self, thing: Found, word: Segment, colour: str) -> None:
        if thing.part.colour:
            self._left.append(word)
        else:
            thing.part, thing.colour_word = replace(thing.part, colour=colour), word

    def pass_by(self, role: str) -> None:
        """Something else than an animal came; what it wears or holds or where it is can be big too."""
        self.joined = False
        if role == "action":
            return
        self._number = 0
        if self._size is not None and not self._size.behind:
            self._left.append(self._size.thing.word)
            self._size = None
        self.pause()

    def unknown(self, noun: bool, han: bool) -> None:
        """A word that is not drawn; a noun takes the number and the size with it."""
        self.joined = False
        if han or self._number == 1:
            self._number = 0
        if self._size is not None:
            self._size.stale = True
            if noun:
                self._drop_size()

    def pause(self) -> None:
        """A clause or a phrase ends: a size behind its animal belongs to it."""
        self._number = 0
        if self._size is not None and self._size.stale:
            self._drop_size()
        elif self._size is not None and self._size.behind:
            self._place_size()

    def finish(self) -> None:
        self.pause()
        self._drop_size()

    def judge(self, animal: Found, before: str, verb: Segment | None) -> None:
        """Whether the animal, which stands after `before`, is one of those the picture is about."""
        last = self._found[-1] if self._found else None
        near = before in ("", "article", "object", "hold", "quiet") or self._rides(before)
        doing = last.part if last is not None and near and last.word.text != "feeding" else None
        if before == "hold" and doing != _HUGGING:
            said = verb.text if verb is not None and animal.word.text not in TOYS else ""
            hugged = self._hugs and self.room > 1 and said in HUGS
            animal.aside = not (hugged or (self.room > 1 and said in ANDS))
            if hugged and verb is not None:
                self._found.append(Found(_HUGGING, verb))
        elif doing == _RIDING and not animal.implied:
            self.dismount()
        else:
            likeness = before in ("wear", "like") or doing == _EATING
            animal.aside = likeness or animal.word.text in TOYS

    def dismount(self) -> None:
        """Nobody rides an animal, a broom or a rocket: the bicycle that riding brings would be wrong."""
        last = self._found[-1] if self._found else None
        if last is not None and last.part == _RIDING:
            self._found.remove(last)
            self._left.append(last.word)

    def mounted(self) -> bool:
        """Whether the thing named last is a bare "riding", which says what is ridden next."""
        last = self._found[-1] if self._found else None
        return last is not None and last.part == _RIDING and last.word.text in MOUNTS

    def _rides(self, before: str) -> bool:
        return before == "in" and self.mounted()

    def belonging(self, last: Found | None) -> None:
        """Rabbit ears, a lion costume: only the first animal named is one all the same."""
        if last is not None and last in self.members[1:]:
            last.aside = True

    def _stranger(self, animal: Found) -> bool:
        """Father and mother are two, however they are joined."""
        known = (member.word.text for member in self.members)
        return animal.implied and animal.word.text not in known

    def _place_size(self) -> None:
        if self._size is not None:
            self._found.append(self._size.thing)
            self._size = None

    def _drop_size(self) -> None:
        if self._size is not None:
            self._left.append(self._size.thing.word)
            self._size = None


def is_singled(segments: Sequence[Segment], place: int) -> bool:
    """Whether the colour at `place` is that of one among several, and nothing follows that could have it."""
    before, after = place - 1, place + 1
    while before >= 0 and _is(segments[before], "is"):
        before -= 1
    while after < len(segments) and _is(segments[after], "particle"):
        after += 1
    following = segments[after] if after < len(segments) else None
    if following is not None and following.text == "one":
        return True
    ends = following is None or following.text in ONES or _is(following, "break", "join")
    return ends and before >= 0 and segments[before].text in ONES


def _is_sign(animal: Found) -> bool:
    """Of emoji two are two animals; one beside its word is the same again."""
    return not animal.word.han and not animal.word.text.isascii()


def _is(segment: Segment, *grammar: str) -> bool:
    return segment.entry is not None and segment.entry.grammar in grammar

"""Decides what belongs to what: which colour to which thing, worn or held, wanted or not, whom the picture is about.

One pass from left to right with one colour waiting for its thing. A colour belongs to the next thing that can have one
(红色的帽子, a red hat), unless a verb of wearing comes first (粉色的戴帽子的兔子: the rabbit), or nothing comes and it follows its
thing (帽子是红色的, the hat is red). What is said about animals alone stands in `company`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from runtime.prompt.caption import Part
from runtime.prompt.company import Company, is_singled
from runtime.prompt.found import Found
from runtime.prompt.lexicon import Entry
from runtime.prompt.segment import Segment
from runtime.prompt.vocabulary import Vocabulary
from runtime.prompt.words import listed

_VERBS: Final = ("wear", "hold", "object", "like")
"""An article after one of these does not end it: holding a bear."""
STARS: Final = frozenset(("星星", "stars"))
"""In the sky, but in somebody's hand a star."""
MOODS: Final = frozenset(
    listed(
        "可爱 漂亮 美丽 好看 快乐 开心 高兴 幸福 友好 乖 乖乖 胖 聪明 勇敢 淘气 调皮 活泼 害羞 温柔 善良 帅 酷 美"
    )
)
"""After "not" it is they that are not, and no more the animal that follows."""


class Bound(Struct, frozen=True):
    found: tuple[Found, ...]
    left: tuple[Segment, ...]
    """Segments that will not be drawn, in the sentence's order."""


class _Waiting(Struct):
    """A colour that has not met its thing."""

    word: Segment
    colour: str
    behind: bool
    """It follows a thing directly or after "is", and may belong to it."""
    stale: bool = False
    """An unknown word came after it; it may be that word's colour."""
    owned: bool = False
    """An unknown word came right before it (its tail is red)."""
    crossed: bool = False
    """在, in, on came after it: a scene's name does not take it."""


class _Binder:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self.coloured = {role.id for role in vocabulary.roles if role.coloured}
        self.subjects = {role.id for role in vocabulary.roles if role.required}
        self.has_star = ("held", "star") in vocabulary.concept_index
        self.has_bouquet = ("held", "bouquet") in vocabulary.concept_index
        self.found: list[Found] = []
        self.left: list[Segment] = []
        self.company = Company(vocabulary, self.found, self.left)
        self.waiting: _Waiting | None = None
        self.reserved: _Waiting | None = None
        """A colour said before the wearing, for the subject that has not been named."""
        self.verb = ""
        self.verb_word: Segment | None = None
        self.orphan = False
        """The last noun was an unknown one."""
        self.negated = False
        self.last: Found | None = None
        """The coloured thing that the next word follows directly."""
        self.before = ""
        """Grammar of the word before."""

    def unknown(self, word: Segment, noun: bool) -> None:
        """`noun`: it is the thing that the waiting colour belongs to; otherwise it may be."""
        self.left.append(word)
        self.negated, self.orphan = False, True
        if self.before in ("", "article", "in", "quiet") and self.company.mounted():
            self.company.dismount()
        self.company.unknown(noun, word.han)
        if self.waiting and noun:
            self.left.append(self.waiting.word)
            self.waiting = None
        elif self.waiting:
            self.waiting.stale = True
        self.last = None
        self.before = ""

    def colour(self, word: Segment, colour: str, *, one: bool) -> None:
        """`one`: of one among several animals, if that is clear."""
        if one and self.company.single_out(word, colour):
            return
        if self.waiting or self.negated:
            self.left.append(word)
            self.negated = False
            return
        behind = self.last is not None and self.before in ("", "is", "break", "particle")
        self.waiting = _Waiting(word, colour, behind, owned=self.orphan)

    def things(self, word: Segment, entry: Entry) -> None:
        said = []
        for part in entry.things:
            if not self.negated or part.role in self.subjects:
                self._place(word, part, person=entry.person, another=part in said)
                said.append(part)
        if entry.person:
            self._settle_person()
        self.negated = self.orphan = False
        self.before = ""

    def kin(self, word: Segment, named: bool) -> None:
        """One of the family; `named`: an animal follows, and the word is a part of its name."""
        known = self.last in self.company.members and not (self.last and self.last.implied)
        if named or (known and self.before == ""):
            self.company.family = True
            return
        close = ("in", "object") if self.company.family else ()
        if not self.company.kin(word, self.before in ("hold", "wear", "with", *close)):
            self._stranger(word)
            return
        self.last = self.found[-1]
        self.company.joined, self.before = False, ""

    def grammar(self, word: Segment, entry: Entry) -> None:
        match entry.grammar:
            case "wear" | "hold":
                self._reserve()
                self.company.pause()
                self.verb, self.verb_word = entry.grammar, word
            case "not":
                self.negated = True
            case "group":
                self.company.group(entry.count, self.last)
            case "break" | "join" | "in" | "article" | "with" | "object" | "like":
                self._boundary(entry.grammar)
            case "particle" | "quiet":
                self.negated &= not word.text.endswith("的") and word.text not in MOODS
            case "is" | "" | "kin" | "belonging":
                pass
        self.company.hear(word, entry)
        open_verb = entry.grammar == "article" and self.before in _VERBS
        if (entry.grammar not in ("quiet", "particle") and not open_verb) or not self.before:
            self.before = entry.grammar

    def family(self, words: Sequence[Segment]) -> None:
        """A family of nobody: three of the animal that stands for people."""
        word = next((w for w in words if w.entry is not None and w.entry.grammar == "group"), None)
        if word is None or word.entry is None or self.company.members:
            return
        animal = self.company.anybody()
        self.company.number(word.entry.count)
        self.things(word, Entry(things=(animal,), person=True, shown=True))

    def finish(self) -> Bound:
        self._adopt()
        self._settle()
        self.company.finish()
        if self.reserved:
            self.left.append(self.reserved.word)
        return Bound(tuple(self.found), tuple(sorted(self.left, key=lambda word: word.start)))

    def _stranger(self, word: Segment) -> None:
        """Somebody's mother, a friend: an animal of their own if there is no other."""
        if word.entry is not None and word.entry.person and not self.negated:
            self.things(word, word.entry)
        else:
            self.unknown(word, noun=True)

    def _settle_person(self) -> None:
        """People have no colour; what they wear has taken it, or it is left out."""
        if self.waiting:
            self.left.append(self.waiting.word)
            self.waiting = None

    def _place(self, word: Segment, part: Part, *, person: bool, another: bool) -> None:
        if self.verb == "hold":
            part = self._in_hand(word, part)
        if part.role == "size":
            self.company.size(Found(part, word), self._is_behind())
            return
        thing = Found(part, word, implied=person)
        if part.role in self.subjects:
            self._welcome(thing)
            thing.another |= another
        elif person:
            self.found.append(thing)
        else:
            self._dress(word, part.role)
            self.company.pass_by(part.role)
            self.found.append(thing)
        self.company.joined = False
        if person and part.role in self.subjects:
            self.last = thing
            return
        if part.role in self.coloured:
            self._take_colour(thing)
            self.company.compare(thing)
            self.last = thing
            return
        self.last = None
        if self.waiting and part.role != "action" and not self.waiting.crossed:
            self.left.append(self.waiting.word)
            self.waiting = None

    def _in_hand(self, word: Segment, part: Part) -> Part:
        """What a thing becomes that is held: flowers a bouquet, stars one star."""
        if part.concept == "flower" and self.has_bouquet:
            return Part("held", "bouquet", part.colour)
        return Part("held", "star") if word.text in STARS and self.has_star else part

    def _welcome(self, animal: Found) -> None:
        animal.object = self._is_object()
        self.company.judge(animal, self.before, self.verb_word)
        animal.unwanted = self.negated
        animal.aside |= animal.implied
        self.company.welcome(animal)

    def _dress(self, word: Segment, role: str) -> None:
        """A frog hat is no frog."""
        if role in ("worn", "held") and not word.han and self.before == "":
            self.company.belonging(self.last)

    def _is_behind(self) -> bool:
        named = self.last is not None and self.last in self.company.members
        return named and self.before in ("", "is", "break", "particle")

    def _is_object(self) -> bool:
        named = any(found.part.role in self.subjects for found in self.found)
        return self.before in ("hold", "object", "wear") or (self.before == "with" and not named)

    def _take_colour(self, thing: Found) -> None:
        waiting, self.waiting = self.waiting, None
        if waiting is None and thing.part.role in self.subjects:
            waiting, self.reserved = self.reserved, None
        if waiting is None:
            return
        if thing.part.colour and not thing.implied:
            self.left.append(waiting.word)
            return
        thing.part = replace(thing.part, colour=waiting.colour)
        thing.colour_word = waiting.word

    def _reserve(self) -> None:
        """At a verb of wearing or holding the waiting colour is the subject's, named already or still to come."""
        waiting = self.waiting
        if waiting is None or waiting.stale:
            self._settle()
            return
        self.waiting = None
        subject = next((f for f in self.found if f.part.role in self.subjects), None)
        if waiting.behind and self.last is not None:
            subject = self.last
        if subject is None:
            self.reserved = waiting
        elif subject.part.colour:
            self.left.append(waiting.word)
        else:
            subject.part = replace(subject.part, colour=waiting.colour)
            subject.colour_word = waiting.word

    def _boundary(self, grammar: str) -> None:
        self.company.pause()
        if self.waiting:
            if self.waiting.stale or self.waiting.behind:
                self._settle()
            elif grammar == "in":
                self.waiting.crossed = True
        if grammar in ("break", "with", "in"):
            self.verb = ""
        if grammar == "break":
            self.negated = False
        else:
            self.last = None

    def _adopt(self) -> None:
        """A colour that is left alone at the end is the only animal's: a dinosaur, its green; 小猫，我要白色的."""
        waiting, members = self.waiting, self.company.members
        if waiting is None or self.verb or len(members) != 1:
            return
        if waiting.stale or waiting.owned or waiting.behind:
            return
        animal = members[0]
        if animal.implied or animal.part.colour:
            return
        animal.part = replace(animal.part, colour=waiting.colour)
        animal.colour_word, self.waiting = waiting.word, None

    def _settle(self) -> None:
        """The colour's thing did not come: it belongs to what it follows, or is left out."""
        waiting, self.waiting = self.waiting, None
        if waiting is None:
            return
        last = self.last
        if waiting.behind and not waiting.stale and last is not None and not last.part.colour:
            last.part = replace(last.part, colour=waiting.colour)
            last.colour_word = waiting.word
        else:
            self.left.append(waiting.word)


def bind(segments: Sequence[Segment], vocabulary: Vocabulary) -> Bound:
    """Things with their colours, and what is left over."""
    binder = _Binder(vocabulary)
    for place, segment in enumerate(segments):
        entry = segment.entry
        if entry is not None and entry.grammar == "kin":
            binder.kin(segment, _is_named(segments, place, binder))
        elif entry is None or (
            entry.shown
            and not entry.things
            and not (entry.colour and _as_colour(segments, place, binder))
        ):
            binder.company.belonging(binder.last if _belongs(entry, binder) else None)
            binder.unknown(segment, _is_noun(segment))
        elif entry.colour and (not entry.things or _as_colour(segments, place, binder)):
            binder.colour(segment, entry.colour, one=is_singled(segments, place))
        elif entry.things:
            binder.things(segment, entry)
            if entry.grammar in ("wear", "hold"):
                binder.verb, binder.verb_word = entry.grammar, segment
            if entry.grammar:
                binder.before = entry.grammar
        else:
            binder.grammar(segment, entry)
    binder.family(segments)
    return binder.finish()


def _as_colour(segments: Sequence[Segment], place: int, binder: _Binder) -> bool:
    """Of a word that is a colour and a thing (rainbow, an orange): a colour right before what can have one, or "one", or after "is"."""
    if binder.before == "is":
        return True
    for segment in segments[place + 1 : place + 4]:
        entry = segment.entry
        if segment.text == "one":
            return True
        if entry is None or entry.grammar not in ("quiet", "particle"):
            return bool(entry and any(part.role in binder.coloured for part in entry.things))
    return False


def _is_named(segments: Sequence[Segment], place: int, binder: _Binder) -> bool:
    """Whether an animal's name goes on after a word for family: mother bear, baby blue bird."""
    for segment in segments[place + 1 : place + 4]:
        entry = segment.entry
        if entry is None or not (entry.colour or entry.grammar == "quiet"):
            animal = any(part.role in binder.subjects for part in entry.things) if entry else False
            return bool(entry and animal and not entry.person)
    return False


def _belongs(entry: Entry | None, binder: _Binder) -> bool:
    return entry is not None and entry.grammar == "belonging" and binder.before == ""


def _is_noun(segment: Segment) -> bool:
    """Whether a word that is not drawn is surely a noun: a known Han word that is no adjective."""
    entry = segment.entry
    return segment.han and entry is not None and len(segment.text) > 1 and entry.grammar != "quiet"

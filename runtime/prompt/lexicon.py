"""All words the box knows, of one vocabulary, as a tree of tokens; compiled once and kept with the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from runtime.prompt.blocked import BLOCKED, BLOCKED_EMOJI, PAIRS
from runtime.prompt.caption import Part
from runtime.prompt.compounds import COMPOUNDS, EMOJI
from runtime.prompt.counts import BELONGINGS, COUNTS, GROUPS, KIN
from runtime.prompt.excuses import EXCUSES
from runtime.prompt.harmless import HARMLESS, HARMLESS_ENGLISH
from runtime.prompt.homophones import HEARD, SOUNDS_BLOCKED, SOUNDS_FRIENDLY, heard
from runtime.prompt.people import ANYBODY, PEOPLE, PEOPLE_EMOJI, VOICES
from runtime.prompt.pinyin import syllables
from runtime.prompt.refuse import plainly
from runtime.prompt.relatives import RELATIVES, RELATIVES_EMOJI, SMALL
from runtime.prompt.tokens import Token, words
from runtime.prompt.typos import Typos
from runtime.prompt.vocabulary import Vocabulary
from runtime.prompt.words import (
    ADJECTIVES,
    COLOURED_NOUNS,
    DOINGS,
    GRAMMAR,
    OTHER,
    OTHER_ENGLISH,
    STEADY,
    Grammar,
    listed,
)

_KEPT: Final = "prompt lexicon"
_VERB: Final = 12
"""Cost of reading a verb's plain form: "cat fishing" is a cat that fishes and no "cat fish"."""
_HEARD: Final = 10
"""Cost of each character that only sounds like the one that is meant: a known and an unknown one together cost more."""
_SYLLABLES: Final = frozenset(HEARD.values())
_SHORTEST_JOINED: Final = 6
"""Letters of pinyin typed without blanks; shorter ones look like English words."""
_SHORTEST_GLUED: Final = 3
"""Letters of each of two words that are typed without the blank between them."""
_LONGEST_GLUED: Final = 24
"""Letters of both."""


_STRETCHED: Final = re.compile(r"([a-z])\1{2,}")
_DOUBLED: Final = re.compile(r"([b-df-hj-np-tv-z])\1$")
"""At a word's end; vowels are left alone, reed is no red."""


class Entry(Struct, frozen=True):
    """What one word means: things, a colour, both (rainbow, orange), grammar, or a reason to refuse."""

    things: tuple[Part, ...] = ()
    colour: str = ""
    grammar: Grammar = ""
    blocked: str = ""
    shown: bool = False
    """Known and not drawable: the child is told that it was left out."""
    pinyin: bool = False
    count: int = 0
    """Of a word for a number: how many there are, three for more."""
    person: bool = False
    """An animal in costume that gives way to an animal that is named."""
    standin: bool = False
    """A small creature drawn as its nearest relative: gives way to an animal that is drawn as itself."""


class Node:
    """A place in the tree of tokens."""

    __slots__ = ("entry", "next")

    def __init__(self) -> None:
        self.next: dict[str, Node] = {}
        self.entry: Entry | None = None


class Lexicon:
    """Raises nothing: words of the tables for things this vocabulary lacks are left out."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.root = Node()
        self._entries: dict[tuple[str, ...], Entry] = {}
        self._vocabulary = vocabulary
        for key, entry in (*self._own(), *self._relatives()):
            self._add(key, entry)
        english = {token for key in self._entries for token in key if token.isascii()}
        for key, entry in self._shared():
            self._add(key, entry)
        for key, entry in list(self._pinyin()):
            self._entries.setdefault(key, entry)
        for key, entry in self.planted().items():
            self._plant(key, entry)
        self.longest = max(map(len, self._entries))
        self.known = {token for key in self._entries for token in key} | set(listed(STEADY))
        """Tokens that are taken as they are typed."""
        roles = {role.id for role in vocabulary.roles if role.required}
        self._animals = {
            key[0]
            for key, entry in self._entries.items()
            if len(key) == 1 and any(part.role in roles for part in entry.things)
        }
        """Ducking and crowing are no animals."""
        self.typos = Typos(english)

    def forms(self, token: Token) -> list[tuple[str, int]]:
        """Spellings to look a token up by, with what each costs; the typed one first."""
        text = token.text
        if token.kind == "han" and text in HEARD:
            return [(text, 0), ("~" + HEARD[text], _HEARD)]
        if text.isdecimal() and text not in self.known:
            return [(text, 0), ("3", 1)]
        if token.kind != "word":
            return [(text, 0)]
        found = [(text, 0)]
        if text in _SYLLABLES:
            found.append(("~" + text, _HEARD))
        stems = [stem for stem in _stems(text) if stem in self.known]
        if text.endswith("ing"):
            stems = [stem for stem in stems if stem not in self._animals]
        dear = _VERB if text.endswith("ing") else 1
        found += [(stem, cost) for cost, stem in enumerate(stems, dear)]
        if text in self.known or stems:
            return found
        pets = [(pet, 1) for pet in _pets(text) if pet in self._animals]
        return found + (pets or self._slips(text))

    def parted(self, token: Token) -> list[Token]:
        """`foxwith` -> fox, with: a blank is missing between a thing and a word of grammar, and no other word is meant."""
        text = token.text
        if token.kind != "word" or len(text) > _LONGEST_GLUED or text in self.known:
            return [token]
        for cut in range(_SHORTEST_GLUED, len(text) - _SHORTEST_GLUED + 1):
            halves = text[:cut], text[cut:]
            one, other = (self.entry((half,)) or Entry() for half in halves)
            glued = (one.things and other.grammar) or (one.grammar and other.things)
            if glued and len(self.forms(token)) == 1:
                return [replace(token, text=half) for half in halves]
        return [token]

    def blocked(self, word: str) -> str:
        """The category of a blocked word without blanks; empty for any other."""
        entry = self._entries.get((word,) if word.isascii() else tuple(word))
        return entry.blocked if entry is not None else ""

    def lists(self, word: str) -> bool:
        """Whether the word stands here as it is typed, and not only its singular."""
        return tuple(word.split()) in self._entries

    def plural(self, text: str) -> bool:
        """Whether a word that ends in s is more than one: puppies, but not octopus and not its misspelling."""
        last = text.rsplit(maxsplit=1)[-1]
        if self.lists(text) or any(stem in self.known for stem in _stems(last)):
            return not self.lists(text)
        meant = self.typos.meant(plainly(last))
        return meant is None or self.entry((meant,)) is None or not meant.endswith("s")

    def _slips(self, text: str) -> list[tuple[str, int]]:
        """Spellings of a word that nobody knows: written with digits, stretched, mistyped."""
        plain = plainly(text)
        found = [(plain, 2)] if not text.isalpha() and plain != text else []
        found += [(short, 4) for short in _relaxed(plain) if short in self.known]
        meant = self.typos.meant(plain)
        return found if meant is None else [*found, (meant, 4)]

    def planted(self) -> dict[tuple[str, ...], Entry]:
        """Every key and what it means; those of `~` syllables are found by their sound only."""
        return self._entries | dict(self._heard())

    def entry(self, key: tuple[str, ...]) -> Entry | None:
        """What a word means that is typed exactly so; `key`: its tokens."""
        return self._entries.get(key)

    def _own(self) -> Iterator[tuple[tuple[str, ...], Entry]]:
        """The vocabulary's words; every id is a word too, so that a caption's text reads back."""
        for colour in self._vocabulary.colours:
            for word in (*colour.en, *colour.zh, colour.id):
                yield words(word), Entry(colour=colour.id)
        for concept in self._vocabulary.concepts:
            for word in (*concept.en, *concept.zh, concept.id):
                yield words(word), Entry(things=(Part(concept.role, concept.id),))

    def _shared(self) -> Iterator[tuple[tuple[str, ...], Entry]]:
        """What every vocabulary shares; an earlier meaning of a word wins."""
        for category, text in BLOCKED.items():
            for word in _blocked(text):
                yield words(word), Entry(blocked=category)
        for meaning, typed in COMPOUNDS.items():
            entry = self._entry(meaning)
            if 0 < len(entry.things) < len(meaning.split()):
                continue  # 开车 without a car would be riding a bicycle: its smaller words say less, but no wrong
            for word in typed.split():
                yield words(word.replace("_", " ")), entry
        yield from self._people()
        yield from _crowds()
        for grammar, text in GRAMMAR.items():
            for word in text.split():
                yield words(word.replace("_", " ")), Entry(grammar=grammar)
        yield from self._signs()
        yield from _known_only()
        yield from self._coloured_nouns()

    def _relatives(self) -> Iterator[tuple[tuple[str, ...], Entry]]:
        """Animals that this vocabulary may lack; those without any relative in it are only known."""
        for meaning, typed in RELATIVES.items():
            entry = replace(self._first(meaning), standin=meaning in SMALL)
            yield from ((words(word.replace("_", " ")), entry) for word in typed.split())
        for meaning, signs in RELATIVES_EMOJI.items():
            entry = replace(self._first(meaning), standin=meaning in SMALL)
            yield from (((sign,), entry) for sign in signs)

    def _first(self, meaning: str) -> Entry:
        """`tiger|cat`: the first that can be drawn."""
        entries = [self._entry(choice) for choice in meaning.split("|")]
        return next((entry for entry in entries if entry.things), entries[0])

    def _people(self) -> Iterator[tuple[tuple[str, ...], Entry]]:
        """Persons, and words for no animal in particular."""
        for meaning, typed in PEOPLE.items():
            entry = replace(self._entry(meaning), person=True, shown=True)
            yield from ((words(word.replace("_", " ")), entry) for word in typed.split())
        for meaning, signs in PEOPLE_EMOJI.items():
            entry = replace(self._entry(meaning), person=True, shown=True)
            yield from (((sign,), entry) for sign in signs)
        for animal, typed in VOICES.items():
            entry = replace(self._entry(animal), person=True, shown=False)
            yield from ((words(word.replace("_", " ")), entry) for word in typed.split())
        roles = {role.id for role in self._vocabulary.roles if role.required}
        anybody = [Part(c.role, c.id) for c in self._vocabulary.concepts if c.role in roles][:1]
        for word in ANYBODY.split():
            yield words(word.replace("_", " ")), Entry(things=tuple(anybody), person=True)

    def _coloured_nouns(self) -> Iterator[tuple[tuple[str, ...], Entry]]:
        """Known nouns that may be meant as a colour."""
        for meaning, typed in COLOURED_NOUNS.items():
            yield from (
                (words(word.replace("_", " ")), self._entry(meaning)) for word in typed.split()
            )

    def _signs(self) -> Iterator[tuple[tuple[str, ...], Entry]]:
        """Emoji, each one token."""
        for category, signs in BLOCKED_EMOJI.items():
            yield from (((sign,), Entry(blocked=category)) for sign in signs)
        for meaning, signs in EMOJI.items():
            yield from (((sign,), self._entry(meaning)) for sign in signs)

    def _entry(self, meaning: str) -> Entry:
        """`making-music drum`, `duck:yellow`, `sky:rainbow`, `colour:red`."""
        roles = {role.id for role in self._vocabulary.roles}
        things: list[Part] = []
        for item in meaning.split():
            first, _, rest = item.partition(":")
            if first == "colour":
                return Entry(colour=rest if rest in self._vocabulary.colour_index else "")
            role, _, named = item.partition(":") if first in roles else ("", "", item)
            concept, _, colour = named.partition(":")
            things += self._parts(role, concept, colour)
        return Entry(things=tuple(things), shown=not things)

    def _parts(self, role: str, concept: str, colour: str) -> Iterator[Part]:
        for known in self._vocabulary.concepts:
            if known.id == concept and role in ("", known.role):
                yield Part(known.role, concept, colour)

    def _pinyin(self) -> Iterator[tuple[tuple[str, ...], Entry]]:
        """Words of several characters by their sound, with blanks and, if long enough or a colour, without; also `xiao tuzi`."""
        for key, entry in self._entries.items():
            sounds = syllables("".join(key)) if len(key) > 1 else None
            if sounds is None or not (entry.things or entry.colour or entry.blocked):
                continue
            heard = replace(entry, pinyin=True)
            yield sounds, heard
            joined = "".join(sounds)
            if len(joined) >= _SHORTEST_JOINED or (entry.colour and joined.endswith("se")):
                yield (joined,), heard
            if sounds[0] == "xiao" and len(sounds) > 2:
                yield ("xiao", "".join(sounds[1:])), heard

    def _heard(self) -> Iterator[tuple[tuple[str, ...], Entry]]:
        """Listed words by the sound of their characters."""
        for word in (*SOUNDS_BLOCKED.split(), *SOUNDS_FRIENDLY.split()):
            entry = self._entries.get(tuple(word))
            if entry is not None:
                yield heard(word), entry

    def _add(self, key: tuple[str, ...], entry: Entry) -> None:
        """The vocabulary's meaning wins; a colour or a word of grammar may be added to it."""
        old = self._entries.get(key)
        if old is None:
            self._entries[key] = entry
            return
        wins = bool(entry.things) and (len(entry.things) > 1 or not old.things)
        self._entries[key] = replace(
            old,
            things=entry.things if wins else old.things,
            person=entry.person if wins else old.person,
            shown=entry.shown if wins else old.shown,
            standin=entry.standin if wins else old.standin,
            colour=old.colour or entry.colour,
            grammar=old.grammar or entry.grammar,
            blocked=old.blocked or entry.blocked,
            count=old.count or entry.count,
        )

    def _plant(self, key: tuple[str, ...], entry: Entry) -> None:
        node = self.root
        for token in key:
            node = node.next.setdefault(token, Node())
        node.entry = entry


def lexicon(vocabulary: Vocabulary) -> Lexicon:
    """The vocabulary's lexicon, compiled at the first call and kept in its `__dict__` as cached properties are."""
    kept = vocabulary.__dict__.get(_KEPT)
    if not isinstance(kept, Lexicon):
        kept = vocabulary.__dict__[_KEPT] = Lexicon(vocabulary)
    return kept


def _crowds() -> Iterator[tuple[tuple[str, ...], Entry]]:
    """Numbers, families and what makes an animal a likeness."""
    for count, text in GROUPS.items():
        for word in text.split():
            yield words(word.replace("_", " ")), Entry(grammar="group", count=count)
    for count, text in COUNTS.items():
        for word in text.split():
            yield words(word.replace("_", " ")), Entry(count=count)
    for word in KIN.split():
        yield words(word.replace("_", " ")), Entry(grammar="kin", shown=True)
    for word in BELONGINGS.split():
        yield words(word), Entry(grammar="belonging", shown=True)


def _known_only() -> Iterator[tuple[tuple[str, ...], Entry]]:
    """Words known to be left out, and halves of refused pairs, which must stand as words to be found."""
    for word in (*listed(ADJECTIVES), *listed(DOINGS)):
        yield words(word), Entry(grammar="quiet", shown=True)
    halves = sorted(word for _, *sets in PAIRS for half in sets for word in half)
    halves += sorted(word for _, company in EXCUSES for word in company)
    halves = [w for w in halves if " " in w or not w.isascii()]  # rats are found as they are typed
    harmless = (*listed(HARMLESS), *listed(HARMLESS_ENGLISH))
    for word in (*listed(OTHER), *listed(OTHER_ENGLISH), *harmless, *halves):
        yield words(word), Entry(shown=True)


def _blocked(text: str) -> Iterator[str]:
    """Han words stand before the first comma, English ones after it; either may be missing."""
    for chunk in text.split(","):
        entry = " ".join(chunk.split())
        if entry.isascii():
            yield entry
        else:
            yield from entry.split()


def _relaxed(word: str) -> Iterator[str]:
    """Spellings of a word that is stretched or written as it sounds: killlll, hatt, sooo, dolfin."""
    if _STRETCHED.search(word):
        yield _STRETCHED.sub(r"\1\1", word)
        yield _STRETCHED.sub(r"\1", word)
    if _DOUBLED.search(word):
        yield _DOUBLED.sub(r"\1", word)
    yield word.replace("f", "ph")
    yield word.replace("ph", "f")


def _pets(word: str) -> Iterator[str]:
    """Animals that a pet name may come from: froggie, duckies."""
    short = word.removesuffix("s")
    if short.endswith("ie") and len(short) > 4:
        yield short[:-2]
        yield short[:-2] + "y"
        if short[-3] == short[-4]:
            yield short[:-3]


def _stems(word: str) -> Iterator[str]:
    """Singulars and plain forms that an English word may come from; not all of them are words."""
    if word.endswith("s") and len(word) > 3:
        yield word[:-1]
        if word.endswith("es"):
            yield word[:-2]
        if word.endswith("ies"):
            yield word[:-3] + "y"
    if word.endswith("ing") and len(word) > 5:
        yield word[:-3]
        yield word[:-3] + "e"
        if word[-4] == word[-5]:
            yield word[:-4]

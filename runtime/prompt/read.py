"""Reads a child's sentence: what the box will draw, what it leaves out, or why it draws nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Final

from msgspec import Struct

from runtime.errors import EdgedError, Language
from runtime.prompt.bind import bind
from runtime.prompt.blocked import Category
from runtime.prompt.caption import Caption
from runtime.prompt.choose import choose, complete
from runtime.prompt.excuses import EXCUSES
from runtime.prompt.found import Found
from runtime.prompt.lexicon import Lexicon, lexicon
from runtime.prompt.normalise import normalise
from runtime.prompt.refuse import Refusal, paired, private, refusal, spelled, worst
from runtime.prompt.segment import Segment, cut
from runtime.prompt.suggest import no_subject
from runtime.prompt.tokens import Token, tokens
from runtime.prompt.vocabulary import Vocabulary

LIMIT: Final = 500
"""Characters in one sentence."""


class PromptTooLong(EdgedError):
    code, status = "prompt_too_long", HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    en, zh = "That is a very long story.", "这句话太长啦。"
    fix_en = "Say it in at most {limit} characters."
    fix_zh = "请用不超过 {limit} 个字来说。"


class Understood(Struct, frozen=True):
    """One thing that will be in the picture because the child named it."""

    kind: str
    """A role of the vocabulary, or `colour`."""
    word: str
    """As the child typed it."""
    concept: str
    """The concept's or the colour's id."""


class Reading(Struct, frozen=True):
    """A sentence understood. With a refusal the caption is empty and nothing is drawn."""

    caption: Caption
    understood: tuple[Understood, ...]
    dropped: tuple[str, ...]
    """What was said and will not be drawn, in the child's words."""
    refused: Refusal | None
    language: Language


def read(text: str, vocabulary: Vocabulary) -> Reading:
    """Raises PromptTooLong; any other text has a reading. Linear in the text's length."""
    if len(text) > LIMIT:
        raise PromptTooLong(limit=LIMIT)
    normal = normalise(text)
    pieces = tokens(normal)
    known = lexicon(vocabulary)
    segments = cut(pieces, known).segments
    language = _language(pieces, segments)
    category = _category(pieces, segments, known, private(normal.text))
    if category is not None:
        return Reading(Caption(()), (), (), refusal(category), language)
    bound = bind(segments, vocabulary)
    kept, dropped = choose(bound.found, vocabulary)
    left = [*bound.left, *(word for thing in dropped for word in _missed(thing, kept))]
    parts = [thing.part for thing in kept for _ in range(thing.count)]
    caption = vocabulary.canonical(complete(parts, vocabulary))
    missing = [role.id for role in vocabulary.roles if role.required and not caption.of(role.id)]
    return Reading(
        caption=Caption(()) if missing else caption,
        understood=tuple(_understood(kept, text)),
        dropped=_typed(left, text),
        refused=no_subject((thing.part for thing in kept), vocabulary) if missing else None,
        language=language,
    )


def _language(pieces: Sequence[Token], segments: Sequence[Segment]) -> Language:
    """Chinese if a Han character or a word in pinyin is in it."""
    han = any(piece.kind == "han" for piece in pieces)
    pinyin = any(segment.entry is not None and segment.entry.pinyin for segment in segments)
    return "zh" if han or pinyin else "en"


def _category(
    pieces: Sequence[Token], segments: Sequence[Segment], known: Lexicon, personal: bool
) -> Category | None:
    """Whether the sentence is refused unread."""
    if not any(piece.kind != "mark" for piece in pieces):
        return "empty"
    said = {segment.text for segment in segments}
    excused = {word for blocked, company in EXCUSES if said & company for word in blocked}
    blocked = {s.entry.blocked for s in segments if s.entry and s.text not in excused}
    blocked |= {known.blocked(word) for word in spelled(pieces) if word not in excused}
    if personal:
        blocked.add("privacy")
    blocked.update(paired(said))
    return worst(blocked)


def _missed(thing: Found, kept: Sequence[Found]) -> list[Segment]:
    """The words of a thing that is not drawn. A word of which something is drawn is not missed: the clothes of a person, football without its ball."""
    words = [] if thing.colour_word is None else [thing.colour_word]
    drawn = any(other.word.start == thing.word.start for other in kept)
    if not thing.implied:
        return words if drawn else [*words, thing.word]
    shown = thing.aside and thing.word.entry is not None and thing.word.entry.shown
    return [*words, thing.word] if shown and not drawn else []


def _understood(kept: Iterable[Found], text: str) -> list[Understood]:
    """In the order in which the child said them."""
    said: list[tuple[int, Understood]] = []
    for thing in kept:
        word = text[thing.word.start : thing.word.end]
        said.append((thing.word.start, Understood(thing.part.role, word, thing.part.concept)))
        if thing.part.colour:
            place = thing.colour_word or thing.word
            word = text[place.start : place.end]
            said.append((place.start, Understood("colour", word, thing.part.colour)))
    return [understood for _, understood in sorted(said, key=lambda pair: pair[0])]


def _typed(left: Sequence[Segment], text: str) -> tuple[str, ...]:
    """The child's words; neighbouring unknown characters are one word, and nothing is named twice."""
    spans: list[list[int]] = []
    joins = False
    for word in sorted(left, key=lambda segment: segment.start):
        unknown = word.han and word.entry is None
        if joins and unknown and spans[-1][1] == word.start:
            spans[-1][1] = word.end
        else:
            spans.append([word.start, word.end])
        joins = unknown
    return tuple(dict.fromkeys(text[start:end] for start, end in spans))

"""Everything the reader knows, of one vocabulary, as one file: for the reader that runs in a tablet's browser.

It holds the compiled lexicon and not the lists it is made of, so that the rules of compiling stand here alone. Words of
the first gate, and those that contain one, are kept as numbers (`hidden`): a child who opens the file reads none of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import msgspec
from msgspec import Struct

from runtime.prompt.bind import MOODS, STARS
from runtime.prompt.blocked import BLOCKED, PAIRS, Category
from runtime.prompt.characters import Characters, characters
from runtime.prompt.choose import WEAK
from runtime.prompt.company import ANDS, DEFINITE, HUGS, MOUNTS, ONES
from runtime.prompt.counts import PLURALS, TOYS
from runtime.prompt.excuses import EXCUSES
from runtime.prompt.hidden import packed, path
from runtime.prompt.homophones import HEARD
from runtime.prompt.lexicon import Lexicon, lexicon
from runtime.prompt.read import LIMIT, PromptTooLong
from runtime.prompt.refuse import LEET, SENTENCES
from runtime.prompt.shade import BETWEEN, Meaning, Shade
from runtime.prompt.style import STYLES
from runtime.prompt.suggest import BARE, PLACES, SAYS
from runtime.prompt.tokens import APOSTROPHES
from runtime.prompt.vocabulary import Vocabulary

_SETS: Final = {
    "ands": ANDS,
    "definite": DEFINITE,
    "hugs": HUGS,
    "moods": MOODS,
    "mounts": MOUNTS,
    "ones": ONES,
    "plurals": PLURALS,
    "stars": STARS,
    "toys": TOYS,
    "weak": WEAK,
}


class Tables(Struct, frozen=True, kw_only=True):
    """All words are folded; lists of words are divided by `|`, hidden ones are `hidden.packed`."""

    vocabulary: dict[str, Any]
    """Roles, colours and concepts in their order, with the words that are said to people."""
    limit: int
    too_long: dict[str, str | None]
    """What is said of a longer sentence, by its error's names."""
    characters: Characters
    apostrophes: str
    leet: dict[str, str]
    """Sign or digit -> the letter it is written for."""
    meanings: list[Meaning]
    paths: str
    """Numbers on the way to hidden words."""
    known: str
    """Tokens that are taken as they are typed and stand in no shown word."""
    known_hidden: str
    typable: str
    """Words that slips of the finger are forgiven in."""
    typable_turned: str
    """Those among them that alone are blocked, each backwards: to be compared letter by letter they must be there."""
    heard: dict[str, str]
    """Syllable -> the characters that sound so, as far as a word is found by its sound."""
    sets: dict[str, str]
    excuses: list[tuple[str, str]]
    """Packed numbers of blocked words, and of the company that excuses them."""
    pairs: list[tuple[str, str, str]]
    """Category, packed numbers of one half, of the other half."""
    order: tuple[str, ...]
    """Categories of the first gate, the worst first."""
    sentences: dict[Category, tuple[str, str]]
    """Category -> what is said, in Chinese and in English."""
    no_subject: tuple[str, str]
    """The same around an example, which takes the place of `{}`."""
    places: dict[str, str]
    bare: str
    styles: dict[str, tuple[str, ...]]


def as_json(vocabulary: Vocabulary) -> bytes:
    """The file. Takes half a second and more; the same bytes for the same vocabulary."""
    return msgspec.json.encode(tables(vocabulary))


def tables(vocabulary: Vocabulary) -> Tables:
    known = lexicon(vocabulary)
    shade = Shade(known)
    turned = [word for word in known.typos.words if shade.covers((word,))]
    return Tables(
        vocabulary=_slim(vocabulary),
        limit=LIMIT,
        too_long=_too_long(),
        characters=characters(),
        apostrophes="".join(sorted(APOSTROPHES)),
        leet={chr(sign): chr(letter) for sign, letter in LEET.items()},
        meanings=shade.meanings(),
        paths=packed(shade.paths()),
        known=_listed(known.known - shade.tokens()),
        known_hidden=packed(path((token,)) for token in shade.hidden_tokens()),
        typable=BETWEEN.join(word for word in known.typos.words if word not in turned),
        typable_turned=BETWEEN.join(word[::-1] for word in turned),
        heard=_heard(known),
        sets={name: _listed(group) for name, group in _SETS.items()},
        excuses=[(_packed(words), _packed(company)) for words, company in EXCUSES],
        pairs=[(category, _packed(one), _packed(other)) for category, one, other in PAIRS],
        order=tuple(BLOCKED),
        sentences=dict(SENTENCES),
        no_subject=SAYS,
        places=PLACES,
        bare=_listed(BARE),
        styles=STYLES,
    )


def _slim(vocabulary: Vocabulary) -> dict[str, Any]:
    """Without the synonyms, which the meanings hold."""
    slim: dict[str, Any] = msgspec.to_builtins(vocabulary)
    for item in (*slim["colours"], *slim["concepts"]):
        item["en"], item["zh"] = item["en"][:1], item["zh"][:1]
    return slim


def _too_long() -> dict[str, str | None]:
    error = PromptTooLong(limit=LIMIT)
    return {
        "code": error.code,
        "en": error.message("en"),
        "zh": error.message("zh"),
        "fix_en": error.fix("en"),
        "fix_zh": error.fix("zh"),
    }


def _heard(known: Lexicon) -> dict[str, str]:
    """Only syllables of words that are found by their sound: the others are on no way to anything."""
    needed = {token for key in known.planted() for token in key if token.startswith("~")}
    alike: dict[str, str] = {}
    for character, syllable in HEARD.items():
        if "~" + syllable in needed:
            alike[syllable] = alike.get(syllable, "") + character
    return alike


def _listed(group: Iterable[str]) -> str:
    return BETWEEN.join(sorted(group))


def _packed(group: Iterable[str]) -> str:
    """Numbers of what stands in a sentence as one piece: its folded text is one token here, blanks and all."""
    return packed(path((text,)) for text in group)

"""A caption as a sentence, for models that read English: only the vocabulary's own words and the style's reach them."""

from __future__ import annotations

from collections.abc import Iterable

from runtime.prompt.caption import Caption, Part
from runtime.prompt.style import styled
from runtime.prompt.vocabulary import Vocabulary

UNWANTED = (
    "scary, creepy, angry, violent, blood, wound, weapon, naked, adult, realistic photo, "
    "deformed, extra limbs, text, watermark"
)
"""What guidance leads away from, where a model has any."""

_ADJECTIVE, _SUBJECT = "is", ""
_VERBS = {"wears": "wearing ", "holds": "holding ", "does": "", "at": "at the ", "under": "under "}
"""Prefix of a role in captions -> its words in a sentence."""


class Prose:
    """Of one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._words = {(c.role, c.id): c.en[0] for c in vocabulary.concepts}
        self._colours = {c.id: c.en[0] for c in vocabulary.colours}
        self._prefixes = {role.id: role.prefix for role in vocabulary.roles}

    def sentence(self, caption: Caption) -> str:
        """`a tiny yellow duck, wearing a red hat, dancing, at the beach, cute, friendly, …`"""
        sized = [self._words[p.role, p.concept] for p in self._of(caption, _ADJECTIVE)]
        subjects = [self._thing(part, *sized) for part in self._of(caption, _SUBJECT)]
        phrases = [" and ".join(subjects)]
        for prefix, verb in _VERBS.items():
            parts = self._of(caption, prefix)
            thing = self._thing if prefix in {"wears", "holds"} else self._name
            if parts:
                phrases.append(verb + " and ".join(thing(part) for part in parts))
        return styled(", ".join(phrases))

    def _of(self, caption: Caption, prefix: str) -> list[Part]:
        return [part for part in caption.parts if self._prefixes[part.role] == prefix]

    def _name(self, part: Part) -> str:
        return self._words[part.role, part.concept]

    def _thing(self, part: Part, *adjectives: str) -> str:
        colour = [self._colours[part.colour]] if part.colour else []
        return _counted((*adjectives, *colour, self._name(part)))


def _counted(words: Iterable[str]) -> str:
    text = " ".join(words)
    return f"{'an' if text[0] in 'aeiou' else 'a'} {text}"

"""Words by their sound."""

from __future__ import annotations

from runtime.prompt.pinyin import SOUND, syllables
from runtime.prompt.vocabulary import Vocabulary


def test_a_word_sounds_like_its_characters() -> None:
    assert syllables("小鸭子") == ("xiao", "ya", "zi")
    assert syllables("长颈鹿") == ("chang", "jing", "lu")
    assert syllables("bear") is None


def test_every_character_of_the_vocabulary_has_a_sound(vocabulary: Vocabulary) -> None:
    used = {character for word in vocabulary.words for character in word if not character.isascii()}
    assert used <= set(SOUND)

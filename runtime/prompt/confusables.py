"""Letters of other scripts that look like Latin ones and that compatibility folding leaves alone, after case folding."""

from __future__ import annotations

from typing import Final

_LOOKS: Final = {
    "a": "аαɑ", "b": "ьƅβЬ", "c": "сϲᴄ", "d": "ԁɗ", "e": "еεєҽ", "f": "ƒ", "g": "ɡց", "h": "һհ", "i": "іιıɩ", "j": "јʝ",
    "k": "кκ", "l": "ӏⅼǀ", "m": "мᴍ", "n": "пηոɴ", "o": "оοσօ", "p": "рρ", "q": "ԛզ", "r": "гᴦʀ", "s": "ѕꜱ", "t": "тτᴛ",
    "u": "υսᴜц", "v": "νѵᴠ", "w": "ԝωᴡш", "x": "хχ", "y": "уγʏү", "z": "ᴢ",
}  # fmt: skip

CONFUSABLES: Final[dict[str, str]] = {
    look: letter for letter, looks in _LOOKS.items() for look in looks
}
"""Look-alike -> Latin letter; Cyrillic, Greek, Armenian, phonetic."""

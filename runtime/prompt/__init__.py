"""From a sentence to a caption: `read(text, vocabulary)`."""

from runtime.prompt.caption import Caption, Part
from runtime.prompt.read import LIMIT, PromptTooLong, Reading, Understood, read
from runtime.prompt.refuse import Refusal
from runtime.prompt.vocabulary import Vocabulary

__all__ = [
    "LIMIT",
    "Caption",
    "Part",
    "PromptTooLong",
    "Reading",
    "Refusal",
    "Understood",
    "Vocabulary",
    "read",
]

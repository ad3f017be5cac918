"""What a person who runs the forge can set right: shown as one line, without a traceback."""

from __future__ import annotations


class ForgeError(Exception):
    """Base of all expected errors; its text says what to do."""


class WorkIncomplete(ForgeError, FileNotFoundError):
    """A work folder lacks what this stage needs; the text names the stage that makes it."""


class VocabularyDiffers(ForgeError):
    """What is stored was made with another vocabulary."""


class SubjectUnknown(ForgeError):
    """`--subject` names no module with a SUBJECT."""


class SameFolder(ForgeError):
    """What is made would lie upon what it is made of."""


class OtherRun(ForgeError):
    """The folder holds the generator of a run that began with something else."""


class NotAlike(ForgeError):
    """Two networks cannot be compared: they draw other latents, or read other words."""


class NothingToJudge(ForgeError):
    """There is no wish that could be drawn for an evaluation."""


class NoFaces(ForgeError):
    """The subject has none, or does not tell where they are."""


class FolderBusy(ForgeError):
    """Another process draws into this folder."""


class Stopped(ForgeError):
    """The run was ended before its time; what it has learned is stored."""

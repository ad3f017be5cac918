"""A paired device: its name, its role, and what may be known of its token."""

from __future__ import annotations

import secrets
from hashlib import sha256
from typing import Literal

from msgspec import Struct

from edged.access.nicknames import Nickname

Role = Literal["pupil", "teacher", "programme"]
TOKEN_BYTES = 32
ID_BYTES = 4


class Device(Struct, frozen=True, kw_only=True):
    id: str
    """8 hex digits; the name that pictures and people's commands know it by."""
    role: Role
    name: Nickname
    paired: float
    """Seconds since 1970."""
    seen: float
    """Seconds since 1970, to the minute."""

    @property
    def owner(self) -> str:
        """Under which its pictures are kept."""
        return f"device:{self.id}"


def new_token() -> str:
    """256 bits, 43 characters."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_id() -> str:
    return secrets.token_hex(ID_BYTES)


def digest(token: str) -> str:
    """All that is kept of a token. It has 256 bits of chance, so a plain hash cannot be turned round."""
    return sha256(token.encode()).hexdigest()

"""Who vouches for a pack: `manifest.sig`, an Ed25519 signature over the manifest's bytes.

The manifest names every other file by its digest, so this one signature covers the whole pack. Keys are PEM files, as
`openssl` writes them. The library is loaded only where there is something to sign or to check.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from msgspec import Struct

from runtime.errors import EdgedError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

SIGNATURE = "manifest.sig"
MAX_SIGNATURE = 4096
"""Bytes of the file."""
MAX_KEY = 4096
"""Bytes of a key's file."""
PUBLIC, PRIVATE = ".pub", ".key"
_TEXT = re.compile(
    rb"edged-signature 1\nkey (?P<key>[0-9a-f]{16})\ned25519 (?P<value>[A-Za-z0-9+/]{86}==)\n?"
)

State = Literal["known", "unknown", "unsigned"]
"""Signed by a key that the owner trusts; by another one, which nobody can check; by nobody."""


class SignatureWrong(EdgedError):
    code, status = "pack_signature_wrong", HTTPStatus.CONFLICT
    en = "The signature of the pack {name} is wrong: {problem}."
    zh = "模型包 {name} 的签名不对：{problem_zh}。"
    fix_en = (
        "Do not use this pack: it was changed after it was signed. Get it again from its maker."
    )
    fix_zh = "请不要使用这个模型包：它在签名之后被改动过。请重新向制作者索取。"


class KeyUnusable(EdgedError):
    code, status = "key_unusable", HTTPStatus.CONFLICT
    en = "{file} is no Ed25519 {kind} key in PEM form."
    zh = "{file} 不是 PEM 格式的 Ed25519 {kind_zh}。"
    fix_en = "`edgectl pack keygen` makes a pair; the file that ends in .pub belongs into the folder of keys."
    fix_zh = "`edgectl pack keygen` 可以生成一对密钥；把以 .pub 结尾的文件放进密钥文件夹。"


class Standing(Struct, frozen=True, kw_only=True):
    """Who vouches for a pack."""

    state: State
    key: str | None = None
    """Id of the key that signed."""
    signer: str | None = None
    """Name of that key's file, where the owner trusts it."""


class Pair(NamedTuple):
    """PEM texts."""

    private: bytes
    public: bytes
    id: str


def standing(name: str, manifest: bytes, signature: bytes | None, keys: Path) -> Standing:
    """Of a pack with this manifest. `name`: the pack's, for people. `keys`: folder of the keys that the owner trusts.

    Raises SignatureWrong, and KeyUnusable where a trusted key cannot be read. Blocks for file reads.
    """
    if signature is None:
        return Standing(state="unsigned")
    found = _TEXT.fullmatch(signature)
    if found is None:
        raise SignatureWrong(
            name=name, problem=f"{SIGNATURE} is not one", problem_zh=f"{SIGNATURE} 不是签名文件"
        )
    id = found["key"].decode()
    for signer, key in trusted(keys):
        if key_id(key) == id:
            _verify(name, key, b64decode(found["value"]), manifest)
            return Standing(state="known", key=id, signer=signer)
    return Standing(state="unknown", key=id)


def trusted(folder: Path) -> Iterator[tuple[str, Ed25519PublicKey]]:
    """(name, key) of each `NAME.pub` in the folder, which need not exist. Raises KeyUnusable. Blocks."""
    for file in sorted(folder.glob(f"*{PUBLIC}")) if folder.is_dir() else ():
        yield file.stem, _public(file)


def signed(manifest: bytes, key: Path) -> bytes:
    """What belongs into `manifest.sig`. `key`: file of the private key. Raises KeyUnusable. Blocks."""
    private = _private(key)
    value = b64encode(private.sign(manifest)).decode()
    return f"edged-signature 1\nkey {key_id(private.public_key())}\ned25519 {value}\n".encode()


def new_pair() -> Pair:
    """A private key and its public one."""
    from cryptography.hazmat.primitives import serialization as form  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
        Ed25519PrivateKey,
    )

    private = Ed25519PrivateKey.generate()
    public = private.public_key()
    return Pair(
        private=bytes(
            private.private_bytes(form.Encoding.PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
        ),
        public=bytes(
            public.public_bytes(form.Encoding.PEM, form.PublicFormat.SubjectPublicKeyInfo)
        ),
        id=key_id(public),
    )


def key_id(key: Ed25519PublicKey) -> str:
    """16 hex digits: the beginning of the SHA-256 over the key's 32 bytes."""
    return sha256(key.public_bytes_raw()).hexdigest()[:16]


def _verify(name: str, key: Ed25519PublicKey, value: bytes, manifest: bytes) -> None:
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415

    try:
        key.verify(value, manifest)
    except InvalidSignature as error:
        raise SignatureWrong(
            name=name,
            problem="the manifest is not the one that was signed",
            problem_zh="清单不是签名时的那一份",
        ) from error


def _public(file: Path) -> Ed25519PublicKey:
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
        Ed25519PublicKey,
    )
    from cryptography.hazmat.primitives.serialization import load_pem_public_key  # noqa: PLC0415

    try:
        key = load_pem_public_key(_pem(file))
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise KeyUnusable(file=file, kind="public", kind_zh="公钥") from error
    if not isinstance(key, Ed25519PublicKey):
        raise KeyUnusable(file=file, kind="public", kind_zh="公钥")
    return key


def _private(file: Path) -> Ed25519PrivateKey:
    from cryptography.exceptions import UnsupportedAlgorithm  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
        Ed25519PrivateKey,
    )
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    try:
        key = load_pem_private_key(_pem(file), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyUnusable(file=file, kind="private", kind_zh="私钥") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyUnusable(file=file, kind="private", kind_zh="私钥")
    return key


def _pem(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(MAX_KEY)

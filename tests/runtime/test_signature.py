"""Signatures of manifests, with real keys and with the ones that openssl makes."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from runtime.signature import KeyUnusable, SignatureWrong, Standing, new_pair, signed, standing

MANIFEST = b'{"format": 1, "name": "cute-animals"}'


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    """The folder of trusted keys, with `school` in it; its private key lies beside the folder."""
    folder = tmp_path / "keys"
    folder.mkdir()
    pair = new_pair()
    (folder / "school.pub").write_bytes(pair.public)
    (tmp_path / "school.key").write_bytes(pair.private)
    return folder


@pytest.fixture
def signature(keys: Path) -> bytes:
    return signed(MANIFEST, keys.parent / "school.key")


def test_a_pack_signed_by_a_trusted_key_says_whose(keys: Path, signature: bytes) -> None:
    found = standing("toy", MANIFEST, signature, keys)
    assert (found.state, found.signer) == ("known", "school")
    assert found.key
    assert len(found.key) == 16


def test_a_pack_signed_by_a_strangers_key_is_not_trusted(tmp_path: Path, keys: Path) -> None:
    pair = new_pair()
    (tmp_path / "other.key").write_bytes(pair.private)
    found = standing("toy", MANIFEST, signed(MANIFEST, tmp_path / "other.key"), keys)
    assert found == Standing(state="unknown", key=pair.id)


def test_an_unsigned_pack_and_a_folder_of_keys_that_is_not_there_are_no_errors(
    tmp_path: Path, signature: bytes
) -> None:
    assert standing("toy", MANIFEST, None, tmp_path / "absent").state == "unsigned"
    assert standing("toy", MANIFEST, signature, tmp_path / "absent").state == "unknown"


def test_a_manifest_that_was_changed_after_signing_is_refused(keys: Path, signature: bytes) -> None:
    with pytest.raises(SignatureWrong) as refused:
        standing("toy", MANIFEST + b" ", signature, keys)
    assert "not the one that was signed" in refused.value.message("en")
    assert "toy" in refused.value.message("zh")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: b"",
        lambda text: text[:-3],
        lambda text: text + b"more",
        lambda text: text.replace(b"signature 1", b"signature 2"),
        lambda text: text.replace(b"key ", b"key Z"),
    ],
)
def test_a_signature_that_is_none_is_refused(
    keys: Path, signature: bytes, spoil: Callable[[bytes], bytes]
) -> None:
    with pytest.raises(SignatureWrong):
        standing("toy", MANIFEST, spoil(signature), keys)


def test_every_flipped_bit_of_the_value_is_noticed(keys: Path, signature: bytes) -> None:
    head, _, value = signature.rstrip().rpartition(b" ")
    for at in range(0, 86, 7):
        other = b"A" if value[at : at + 1] != b"A" else b"B"
        spoiled = head + b" " + value[:at] + other + value[at + 1 :] + b"\n"
        with pytest.raises(SignatureWrong):
            standing("toy", MANIFEST, spoiled, keys)


@pytest.mark.parametrize("text", [b"", b"ssh-ed25519 AAAA", b"-----BEGIN PUBLIC KEY-----\nx\n"])
def test_a_trusted_key_that_is_none_is_named(keys: Path, signature: bytes, text: bytes) -> None:
    (keys / "broken.pub").write_bytes(text)
    with pytest.raises(KeyUnusable, match=r"broken\.pub"):
        standing("toy", MANIFEST, signature, keys)


def test_a_public_key_does_not_sign(keys: Path) -> None:
    with pytest.raises(KeyUnusable, match="private"):
        signed(MANIFEST, keys / "school.pub")
    with pytest.raises(KeyUnusable, match="private"):
        signed(MANIFEST, keys / "absent.key")


@pytest.mark.needs("openssl")
def test_keys_of_openssl_do_too_and_keys_of_another_kind_do_not(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    for kind in ("ed25519", "x25519"):
        key = tmp_path / f"{kind}.key"
        _run("openssl", "genpkey", "-algorithm", kind, "-out", str(key))
    _run(
        "openssl",
        "pkey",
        "-in",
        str(tmp_path / "ed25519.key"),
        "-pubout",
        "-out",
        str(keys / "own.pub"),
    )
    signature = signed(MANIFEST, tmp_path / "ed25519.key")
    assert standing("toy", MANIFEST, signature, keys).signer == "own"
    with pytest.raises(KeyUnusable):
        signed(MANIFEST, tmp_path / "x25519.key")


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=60)

"""The store's keys: all derived from the one key of the settings, none of them in the database.

Every subject (a referral, a case, a plan) has a random 32-byte secret in ``data_keys``. What is written about it is
encrypted with AES-256-GCM under HMAC-SHA-256(vault key, secret ‖ subject). Without the settings' key the database
tells nothing; without the secret the settings' key tells nothing, so deleting 32 bytes deletes every copy.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from planner.errors import refuse

SECRET_BYTES = 32
_JSON = json.JSONEncoder(separators=(",", ":"))  # one for all: json.dumps would build one each time
_NONCE_BYTES = 12  # NIST SP 800-38D §8.2: 96 bits, random, one key per subject


def canonical(value: object) -> str:
    """JSON that is byte for byte the same for equal values: sorted keys, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


@dataclass(frozen=True, slots=True)
class Former:
    """A root key that was in use before: until which entry of each chain, and whether rows may still be sealed by it.

    What it named stays named so: ids and pseudonyms stand in the record, which is never rewritten.
    """

    root: bytes = field(repr=False)
    until: Mapping[str, int]
    is_retired: bool


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys for the vault, the audit seals and the marks of people, derived from ``root`` by purpose.

    ``former`` are the roots before it, oldest first (:mod:`planner.store.key_ring`).
    """

    root: bytes = field(repr=False)
    former: tuple[Former, ...] = ()

    @property
    def names_root(self) -> bytes:
        """The first root: it keys every id and mark of people for good."""
        return self.former[0].root if self.former else self.root

    def for_purpose(self, purpose: str) -> bytes:
        """The 32-byte key of ``purpose``: HMAC-SHA-256 of its name under the root key (RFC 5869's expand step)."""
        return _derived(self.root, purpose)

    def mark(self, purpose: str, text: str) -> str:
        """A keyed pseudonym of ``text`` in 32 hex digits; different purposes give unrelated marks."""
        return _mark(_derived(self.names_root, purpose), text)

    def key_check(self) -> str:
        """By what a store knows the key it is sealed with."""
        return _mark(self.for_purpose("key check"), "kembara")

    def audit_key(self, kind: str, chain: str, seq: int) -> bytes:
        """The key of the seal of entry ``seq`` of ``chain``: the one in use when it was written."""
        roots = (former.root for former in self.former if seq <= former.until.get(chain, 0))
        return _derived(next(roots, self.root), f"audit {kind}")

    def vault(self) -> Vault:
        """What seals and opens the subjects' payloads, also those that a change of the key has not reached yet."""
        old = (_derived(former.root, "vault") for former in reversed(self.former) if not former.is_retired)
        return Vault(self.for_purpose("vault"), tuple(old))


def _derived(root: bytes, purpose: str) -> bytes:
    return hmac.new(root, f"kembara/store/1/{purpose}\x01".encode(), hashlib.sha256).digest()


def _mark(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Vault:
    """Seals payloads of JSON values. ``kind`` is bound into the seal: a contact cannot pass as a note."""

    key: bytes = field(repr=False)
    older: tuple[bytes, ...] = field(default=(), repr=False)  # tried after it, while the key is being changed

    def _cipher(self, subject_id: str, secret: bytes) -> AESGCM:
        return AESGCM(hmac.digest(self.key, secret + subject_id.encode(), "sha256"))

    def seal(self, kind: str, subject_id: str, secret: bytes, payload: Mapping[str, Any]) -> bytes:
        """Encrypt ``payload`` under the subject's secret: nonce, ciphertext and tag."""
        return self.seal_bytes(kind, subject_id, secret, _JSON.encode(payload).encode())

    def seal_bytes(self, kind: str, subject_id: str, secret: bytes, clear: bytes) -> bytes:
        """Encrypt bytes under the subject's secret: nonce, ciphertext and tag."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher(subject_id, secret).encrypt(nonce, clear, kind.encode())

    def open(self, kind: str, subject_id: str, secret: bytes, sealed: bytes) -> dict[str, Any]:
        """The payload of :meth:`seal`; E1703 when it was changed or sealed for something else."""
        payload: dict[str, Any] = json.loads(self.open_bytes(kind, subject_id, secret, sealed))
        return payload

    def open_bytes(self, kind: str, subject_id: str, secret: bytes, sealed: bytes) -> bytes:
        """The bytes of :meth:`seal_bytes`; E1703 when they were changed or sealed for something else."""
        try:
            cipher = self._cipher(subject_id, secret)
            return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], kind.encode())
        except (InvalidTag, ValueError) as error:
            if self.older:
                return Vault(self.older[0], self.older[1:]).open_bytes(kind, subject_id, secret, sealed)
            raise refuse(
                "E1703",
                f"a sealed {kind} of the store does not open: it was changed or belongs to another row",
                "restore the store from its last backup and run kembara audit verify",
                subject_id,
            ) from error

"""Passwords of local accounts, as scrypt hashes in the PHC string form.

scrypt (RFC 7914) is in Python's own library, memory-hard and needs no further package; N = 2^17, r = 8, p = 1 is the
first choice of OWASP's password storage cheat sheet (128 MiB and some tenths of a second for each try).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import unicodedata

from planner.errors import refuse

_LOG_N, _R, _P = 17, 8, 1
_SALT_BYTES, _HASH_BYTES = 16, 32
_LEAST = 12
_MOST = 256


def _derive(password: str, salt: bytes, log_n: int, r: int, p: int) -> bytes:
    # NFKC: the same word typed on another keyboard is the same password (NIST SP 800-63B §5.1.1.2).
    text = unicodedata.normalize("NFKC", password).encode()
    memory = 128 * r * ((1 << log_n) + p + 2)
    return hashlib.scrypt(text, salt=salt, n=1 << log_n, r=r, p=p, maxmem=memory, dklen=_HASH_BYTES)


def check_strength(password: str, name: str) -> None:
    """Refuse (E1720) what is shorter than 12 characters, longer than 256, one repeated sign, or has the name in it."""
    folded = password.casefold()
    if len(password) < _LEAST or len(password) > _MOST:
        cause = f"the password must have {_LEAST} to {_MOST} characters"
    elif len(set(folded)) < 4 or name.casefold() in folded:
        cause = "the password repeats the same signs or holds the account's name"
    else:
        return
    raise refuse("E1720", cause, "choose a sentence that only you know")


def hash_password(password: str) -> str:
    """``$scrypt$ln=17,r=8,p=1$salt$hash`` with a salt of its own."""
    salt = os.urandom(_SALT_BYTES)
    made = _derive(password, salt, _LOG_N, _R, _P)
    return f"$scrypt$ln={_LOG_N},r={_R},p={_P}${_text(salt)}${_text(made)}"


def is_password(password: str, kept: str) -> bool:
    """Whether ``password`` is the one that was hashed, in a time that tells nothing."""
    _, _, parameters, salt, made = kept.split("$")
    log_n, r, p = (int(part.split("=")[1]) for part in parameters.split(","))
    return hmac.compare_digest(_derive(password[:_MOST], _bytes(salt), log_n, r, p), _bytes(made))


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))

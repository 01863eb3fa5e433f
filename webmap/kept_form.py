"""A form that could not be taken when it was sent, kept in the page that says so, to be sent once more from there."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from flask import request

# Only what officers say about files and releases; never a password.
_KEPT_PATHS = ("/intake/", "/releases/", "/embeds/")
_LONGEST = 40_000  # bytes; the form of the sign-in carries it, and forms are limited
Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class KeptForm:
    """Where a form was sent and what it held, its token left out."""

    address: str
    fields: Fields

    def write(self) -> str:
        """Return it as the text of one hidden field."""
        return orjson.dumps([self.address, self.fields]).decode()


def keep_request() -> KeptForm | None:
    """Return the form of the present request; None where it holds nothing to be kept, or a file.

    Call it where the token of the form was found right: what another site has sent must not be offered for sending.
    """
    fields = tuple((name, text) for name, text in request.form.items(multi=True) if name != "csrf_token")
    if request.method != "POST" or request.files or not fields or not request.path.startswith(_KEPT_PATHS):
        return None
    kept = KeptForm(request.full_path.rstrip("?"), fields)
    return kept if len(kept.write().encode()) <= _LONGEST else None


def read_kept_form(text: str) -> KeptForm | None:
    """Return what ``KeptForm.write`` has written; None for anything else."""
    try:
        address, fields = orjson.loads(text)
        kept = KeptForm(address, tuple((name, value) for name, value in fields))
    except (ValueError, TypeError):
        return None
    texts = [kept.address, *(part for field in kept.fields for part in field)]
    is_ours = all(isinstance(part, str) for part in texts) and kept.address.startswith(_KEPT_PATHS)
    return kept if is_ours else None

"""Embed tokens: a random id, signed with the key of the store; scope, expiry and revocation stand in the store.

Nothing is read from a token before its signature holds, and each use asks the store whether it was revoked: a token
taken back on one server opens nothing on another from then on.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.engine import Connection, Engine, RowMapping

from geodata.errors import BadInput, Bilingual, Conflict, NotFound, Place
from geodata.plain_text import clean_line
from services.accounts.signing_key import read_signing_key
from services.embedding.scope import BeyondScope, Scope, read_scope, write_scope
from services.store.audit import Deed, write_entry
from services.store.embed_tables import embed_token
from services.store.engine import begin_write

SALT = "baophu.embed"
ID_BYTES = 9
LONGEST_NAME = 80
LONGEST_DAYS = 3 * 366
MOST_LISTED = 500


@dataclass(frozen=True)
class EmbedToken:
    """A token as the store knows it; its text is made by ``sign_token``."""

    token_id: str
    name: str
    scope: Scope
    expires_at: datetime
    created_by: str
    created_at: datetime
    revoked_by: str | None
    revoked_at: datetime | None

    def is_open(self, now: datetime) -> bool:
        """Tell whether it opens anything at ``now``."""
        return self.revoked_at is None and now < self.expires_at


def make_token(engine: Engine, name: str, scope: Scope, days: int, by: str, now: datetime) -> EmbedToken:
    """Write a token that ends after ``days`` and return it; BadInput for a bad name or term."""
    plain = clean_line(name)
    if not 1 <= len(plain) <= LONGEST_NAME:
        raise _refuse("name", f"1 … {LONGEST_NAME} chữ", f"1 … {LONGEST_NAME} letters")
    if not 1 <= days <= LONGEST_DAYS:
        raise _refuse("days", f"1 … {LONGEST_DAYS} ngày", f"1 … {LONGEST_DAYS} days")
    made = EmbedToken(
        token_id=secrets.token_urlsafe(ID_BYTES),
        name=plain,
        scope=scope,
        expires_at=now + timedelta(days=days),
        created_by=by,
        created_at=now,
        revoked_by=None,
        revoked_at=None,
    )
    with begin_write(engine) as connection:
        connection.execute(sa.insert(embed_token).values(vars(made) | {"scope": write_scope(scope)}))
        after = {"name": plain, "expires_at": made.expires_at.isoformat()}
        write_entry(connection, Deed.TOKEN_MADE, made.token_id, by=by, now=now, after=after)
    return made


def sign_token(engine: Engine, token_id: str) -> str:
    """Return the text of a token, for addresses."""
    return str(URLSafeSerializer(read_signing_key(engine), salt=SALT).dumps(token_id))


def open_token(engine: Engine, text: str, now: datetime) -> EmbedToken:
    """Return the token of a text; BeyondScope for one that is forged, unknown, past its end or revoked."""
    try:
        token_id = URLSafeSerializer(read_signing_key(engine), salt=SALT).loads(text)
    except BadData:
        raise _close("token_invalid", "không đúng", "is not valid") from None
    with engine.connect() as connection:
        row = _select(connection, str(token_id))
    if row is None:
        raise _close("token_invalid", "không đúng", "is not valid")
    token = _build(row)
    if token.revoked_at is not None:
        raise _close("token_revoked", "đã bị thu hồi", "was revoked")
    if not token.is_open(now):
        raise _close("token_expired", "đã hết hạn", "has expired")
    return token


def revoke_token(engine: Engine, token_id: str, by: str, now: datetime) -> EmbedToken:
    """Take a token back and return it; NotFound for an unknown one, Conflict where that was done already."""
    with begin_write(engine) as connection:
        row = _select(connection, token_id)
        if row is None:
            raise _not_found(token_id)
        if row["revoked_at"] is not None:
            message = Bilingual(f"«{row['revoked_by']}» đã thu hồi mã này", f"«{row['revoked_by']}» has revoked it")
            hint = Bilingual("Không cần làm gì thêm.", "Nothing is left to do.")
            raise Conflict("token_revoked", message, hint, Place(text=token_id))
        connection.execute(sa.update(embed_token).filter_by(token_id=token_id).values(revoked_by=by, revoked_at=now))
        write_entry(connection, Deed.TOKEN_REVOKED, token_id, by=by, now=now, before={"name": row["name"]})
        return _build({**row, "revoked_by": by, "revoked_at": now})


def read_token_scope(connection: Connection, token_id: str) -> Scope:
    """Return what a token opens, open or not; NotFound for an unknown one."""
    row = _select(connection, token_id)
    if row is None:
        raise _not_found(token_id)
    return read_scope(str(row["scope"]))


def list_tokens(connection: Connection) -> list[EmbedToken]:
    """Return the tokens, the last made first."""
    statement = sa.select(embed_token).order_by(embed_token.c.created_at.desc(), embed_token.c.token_id)
    return [_build(row) for row in connection.execute(statement.limit(MOST_LISTED)).mappings()]


def _not_found(token_id: str) -> NotFound:
    message = Bilingual("Không có mã nhúng này", "There is no such token")
    hint = Bilingual("Xem các mã ở /embeds.", "See the tokens at /embeds.")
    return NotFound("token_not_found", message, hint, Place(text=token_id[:40]))


def _select(connection: Connection, token_id: str) -> RowMapping | None:
    return connection.execute(sa.select(embed_token).filter_by(token_id=token_id)).mappings().one_or_none()


def _build(row: RowMapping | dict[str, object]) -> EmbedToken:
    return EmbedToken(**(dict(row) | {"scope": read_scope(str(row["scope"]))}))


def _close(code: str, vi: str, en: str) -> BeyondScope:
    return BeyondScope(
        code,
        Bilingual(f"Mã nhúng {vi}", f"The embed token {en}"),
        Bilingual(
            "Người quản lý trang này cần xin mã mới ở nơi cấp số liệu.",
            "Whoever keeps this page must ask for a new one where the figures come from.",
        ),
    )


def _refuse(column: str, vi: str, en: str) -> BadInput:
    return BadInput(
        "token_malformed",
        Bilingual("Không làm được mã nhúng", "The token cannot be made"),
        Bilingual(f"Cần: {vi}.", f"It takes: {en}."),
        Place(column=column),
    )

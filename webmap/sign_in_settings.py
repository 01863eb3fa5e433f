"""What an operator sets about signing in by the agency's own means: how the texts are read, and what goes together."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from geodata.errors import BadInput, Bilingual, Place
from services.accounts.openid_client import Client
from services.accounts.roles import Role

if TYPE_CHECKING:
    from webmap.settings import Settings


def parse_header(text: str) -> str:
    """Read the name of a header."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9-]{1,60}", text):
        raise ValueError("X-Remote-User")
    return text


def parse_new_role(text: str) -> str:
    """Read the role that accounts are made with; ``-`` for none."""
    if text != "-" and text not in [role.value for role in Role]:
        raise ValueError(" · ".join(["-", *(role.value for role in Role)]))
    return text


def parse_issuer(text: str) -> str:
    """Read the address of a provider: https, except on this machine itself."""
    parts = urlsplit(text)
    is_here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("https://dang-nhap.example.vn/realms/co-quan")
    if parts.scheme == "http" and not is_here:
        raise ValueError("https://…")
    return text


def parse_roles(text: str) -> tuple[str, ...]:
    """Read what the provider's words stand for: ``nhom-so-lieu=officer nhom-quan-tri=admin``."""
    pairs = tuple(text.replace(",", " ").split())
    for pair in pairs:
        word, _sign, role = pair.rpartition("=")
        if not word or role not in [one.value for one in Role]:
            raise ValueError("nhom-so-lieu=officer nhom-quan-tri=admin")
    return pairs


def parse_claim(text: str) -> str:
    """Read the name of a claim; a dot leads into it."""
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)*", text):
        raise ValueError("preferred_username, groups, realm_access.roles …")
    return text


def check_sign_in(settings: Settings) -> None:
    """Raise BadInput where one setting needs another that is missing."""
    if settings.proxy_user_header and not settings.proxy_user_networks:
        raise _refuse("BAOPHU_PROXY_USER_FROM", "10.1.2.3")
    if settings.openid_issuer:
        if not settings.openid_client:
            raise _refuse("BAOPHU_OIDC_CLIENT", "bao-phu")
        if settings.openid_role_claim and not settings.openid_roles:
            raise _refuse("BAOPHU_OIDC_ROLES", "nhom-so-lieu=officer")
        read_secret(settings)


def read_secret(settings: Settings) -> str:
    """Return the secret of the client, from its variable or its file; BadInput where there is none."""
    if settings.openid_secret:
        return settings.openid_secret
    try:
        secret = (
            Path(settings.openid_secret_file).read_text(encoding="utf-8").strip() if settings.openid_secret_file else ""
        )
    except (OSError, ValueError):
        secret = ""
    if not secret:
        raise _refuse("BAOPHU_OIDC_SECRET_FILE", "/etc/baophu/openid-secret")
    return secret


def build_client(settings: Settings) -> Client | None:
    """Return the client of the provider that is set; None where none is."""
    if not settings.openid_issuer:
        return None
    pairs = (pair.rpartition("=") for pair in settings.openid_roles)
    return Client(
        issuer=settings.openid_issuer,
        client_id=settings.openid_client,
        secret=read_secret(settings),
        name_claim=settings.openid_name_claim,
        role_claim=settings.openid_role_claim,
        roles={word: Role(role) for word, _sign, role in pairs},
    )


def parse_addresses(text: str) -> str:
    """Check addresses and networks between commas; ``-`` for none."""
    for part in (one.strip() for one in text.split(",")):
        if part not in ("", "-"):
            try:
                ipaddress.ip_network(part)
            except ValueError:
                raise ValueError("10.1.2.3, 10.1.0.0/24, ::1 …; «-»") from None
    return text


def _refuse(variable: str, example: str) -> BadInput:
    return BadInput(
        "setting_missing",
        Bilingual(
            f"Thiếu biến {variable}, hoặc không đọc được", f"The variable {variable} is missing or cannot be read"
        ),
        Bilingual(f"Đặt nó, ví dụ {example}.", f"Set it, {example} for one."),
        Place(column=variable),
    )

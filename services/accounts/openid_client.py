"""How the service is known to an OpenID provider, and what a sign-in there is made of; asks nobody anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from geodata.errors import BaoPhuError
from services.accounts.roles import Role


class ProviderFault(BaoPhuError):  # noqa: N818 (what it is, not that it is one)
    """Nobody could be recognised; the code says why."""

    http_status = 403


class ProviderDown(ProviderFault):
    """The provider does not answer, or not as one."""

    http_status = 502


@dataclass(frozen=True)
class Client:
    """How this service is known to the provider, and which of its claims name and rank a person."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    name_claim: str = "preferred_username"
    role_claim: str = ""
    roles: Mapping[str, Role] = field(default_factory=dict)


@dataclass(frozen=True)
class Begun:
    """A sign-in under way; kept in the session of the browser that began it."""

    address: str
    state: str
    nonce: str
    verifier: str

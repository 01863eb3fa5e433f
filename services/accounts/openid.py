"""OpenID Connect: authorization code with PKCE, state and nonce; what comes back is believed only once it is checked.

The provider is the one host that the service asks anything of, and only where the operator has named it.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Mapping
from typing import Any

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.common.urls import add_params_to_uri
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError, MissingClaimError
from joserfc.jwk import KeySet

from geodata.errors import Bilingual
from services.accounts.openid_client import Begun, Client, ProviderDown, ProviderFault
from services.accounts.roles import Role

WELL_KNOWN = "/.well-known/openid-configuration"
PATIENCE = (3.05, 5)  # seconds to connect, to answer
KEPT_SECONDS = 3600  # of what the provider says of itself
LEEWAY = 60  # seconds by which clocks may differ
ALGORITHMS = ["RS256", "PS256", "ES256"]  # signed with a key of the provider's own; never none, never a shared secret


class Provider:
    """The provider of one client; what it says of itself is read once an hour."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._kept: tuple[float, dict[str, Any], KeySet] | None = None
        self._lock = threading.Lock()

    def begin(self, redirect_uri: str) -> Begun:
        """Return the address to send the browser to, with what must come back; ProviderDown."""
        about, _keys = self._read()
        nonce, verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
        with self._open(redirect_uri) as session:
            address, state = session.create_authorization_url(
                about["authorization_endpoint"], code_verifier=verifier, nonce=nonce
            )
        return Begun(address, state, nonce, verifier)

    def finish(self, redirect_uri: str, code: str, begun: Begun) -> dict[str, Any]:
        """Return the checked claims of the person for a code that came back; ProviderFault says what was wrong."""
        about, keys = self._read()
        try:
            with self._open(redirect_uri) as session:
                token = session.fetch_token(
                    about["token_endpoint"], code=code, code_verifier=begun.verifier, timeout=PATIENCE
                )
        except requests.RequestException as error:
            raise _down() from error
        except AuthlibBaseError as error:
            raise _refuse_code(str(error.error)) from error
        text = token.get("id_token")
        if not isinstance(text, str):
            raise _fault("no_id_token", "không gửi thẻ danh tính", "sent no identity token")
        return self._check(text, keys, begun.nonce)

    def write_sign_out(self, back: str) -> str:
        """Return the address at which a person ends the session there and is sent ``back``; ProviderFault for none.

        No identity token is kept to be shown there: a provider may ask the person whether it is meant.
        """
        about, _keys = self._read()
        address = about.get("end_session_endpoint")
        if not isinstance(address, str) or not address:
            raise _fault(
                "no_sign_out", "không có chỗ đăng xuất; đóng trình duyệt", "has no sign-out; close the browser"
            )
        return str(add_params_to_uri(address, {"client_id": self.client.client_id, "post_logout_redirect_uri": back}))

    def find_name(self, claims: Mapping[str, Any]) -> str:
        """Return what the person is called; ProviderFault where the claim is missing, or an address not verified."""
        name = claims.get(self.client.name_claim)
        if not isinstance(name, str) or not name:
            claim = self.client.name_claim
            raise _fault("name_missing", f"không cho biết «{claim}»", f"does not tell «{claim}»")
        if self.client.name_claim == "email" and claims.get("email_verified") is not True:
            raise _fault("email_unverified", "chưa xác minh địa chỉ thư", "has not verified the address")
        return name

    def find_role(self, claims: Mapping[str, Any]) -> Role | None:
        """Return the highest role that the claim stands for, None where roles are not the provider's to give.

        ProviderFault where they are and it gives none.
        """
        if not self.client.role_claim:
            return None
        told: Any = claims
        for part in self.client.role_claim.split("."):  # realm_access.roles
            told = told.get(part) if isinstance(told, Mapping) else None
        texts = [told] if isinstance(told, str) else told if isinstance(told, list) else []
        found = [self.client.roles[text] for text in texts if isinstance(text, str) and text in self.client.roles]
        if not found:
            raise _fault("role_missing", "không cho tài khoản này quyền nào ở đây", "gives this account no role here")
        return max(found)

    def _open(self, redirect_uri: str) -> OAuth2Session:
        return OAuth2Session(
            self.client.client_id,
            self.client.secret,
            scope="openid profile email",
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
        )

    def _read(self, *, anew: bool = False) -> tuple[dict[str, Any], KeySet]:
        with self._lock:
            if self._kept is None or anew or time.monotonic() - self._kept[0] > KEPT_SECONDS:
                about = _fetch(self.client.issuer.rstrip("/") + WELL_KNOWN)
                if about.get("issuer") != self.client.issuer:
                    raise _fault("issuer_wrong", "tự xưng tên khác với cài đặt", "calls itself otherwise than was set")
                try:
                    keys = KeySet.import_key_set(_fetch(str(about["jwks_uri"])))  # type: ignore[arg-type]
                    addresses = [about["authorization_endpoint"], about["token_endpoint"]]
                except (KeyError, ValueError, JoseError) as error:
                    raise _down() from error
                self._kept = (time.monotonic(), about | {"addresses": addresses}, keys)
            return self._kept[1], self._kept[2]

    def _check(self, text: str, keys: KeySet, nonce: str) -> dict[str, Any]:
        claims = self._decode(text, keys)
        registry = jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss={"essential": True, "value": self.client.issuer},
            aud={"essential": True, "value": self.client.client_id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            registry.validate(claims)
        except ExpiredTokenError as error:
            raise _fault(
                "token_expired", "gửi thẻ danh tính đã hết hạn", "sent an identity token that is over"
            ) from error
        except (InvalidClaimError, MissingClaimError) as error:
            raise _refuse_claim(str(error.claim)) from error
        except JoseError as error:
            raise _refuse_claim("?") from error
        audience = claims.get("aud")
        if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != self.client.client_id:
            raise _refuse_claim("aud")
        return claims

    def _decode(self, text: str, keys: KeySet) -> dict[str, Any]:
        for known in (keys, None):  # a key that we do not know may be newer than what we have read
            try:
                return dict(jwt.decode(text, known or self._read(anew=True)[1], algorithms=ALGORITHMS).claims)
            except (JoseError, ValueError) as error:
                last = error
        raise _fault(
            "signature_wrong", "gửi thẻ danh tính không đúng chữ ký", "sent a token with a wrong signature"
        ) from last


def _fetch(address: str) -> dict[str, Any]:
    try:
        answer = requests.get(address, timeout=PATIENCE, allow_redirects=False)
        answer.raise_for_status()
        body = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise _down() from error
    if answer.status_code != requests.codes.ok or not isinstance(body, dict):
        raise _down()
    return body


def _refuse_claim(claim: str) -> ProviderFault:
    if claim == "aud":
        return _fault("audience_wrong", "gửi thẻ danh tính cho ứng dụng khác", "sent a token meant for another service")
    if claim == "nonce":
        return _fault("nonce_wrong", "gửi thẻ danh tính của lần đăng nhập khác", "sent the token of another sign-in")
    return _fault("claim_wrong", f"gửi thẻ danh tính sai ({claim})", f"sent a token that is wrong ({claim})")


def _refuse_code(reason: str) -> ProviderFault:
    return _fault("code_refused", f"không đổi mã lấy thẻ ({reason[:40]})", f"refused the code ({reason[:40]})")


def _fault(code: str, vi: str, en: str) -> ProviderFault:
    return ProviderFault(
        f"openid_{code}",
        Bilingual(f"Nơi xác thực của cơ quan {vi}", f"The agency's sign-in service {en}"),
        Bilingual(
            "Thử đăng nhập lại; vẫn vậy thì báo người vận hành.",
            "Try again; if it stays so, tell whoever runs the server.",
        ),
    )


def _down() -> ProviderDown:
    return ProviderDown(
        "openid_provider_down",
        Bilingual("Nơi xác thực của cơ quan không trả lời", "The agency's sign-in service does not answer"),
        Bilingual(
            "Thử lại sau ít phút; tài khoản có mật khẩu ở đây vẫn đăng nhập được.",
            "Try again in some minutes; accounts with a password here can sign in all the same.",
        ),
    )

"""What an operator sets; the only place that knows the names of environment variables."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from geodata.errors import BadInput, Bilingual, Place
from services.accounts.roles import Role
from services.intake.files.limits import SheetLimits
from webmap import setting_texts as texts
from webmap import sign_in_settings as sign_in

MEGABYTE = 1_000_000


def _described(variable: str, parse: Callable[[str], Any]) -> dict[str, Any]:
    """Say which variable holds a setting and how its text is read; ``parse`` raises ValueError with what it may be."""
    return {"variable": variable, "parse": parse}


def _parse_embed_access(text: str) -> EmbedAccess:
    try:
        return EmbedAccess(text.lower())
    except ValueError:
        raise ValueError(" · ".join(EmbedAccess)) from None


def _parse_viewing(text: str) -> Viewing:
    try:
        return Viewing(text.lower())
    except ValueError:
        raise ValueError(" · ".join(Viewing)) from None


class Viewing(StrEnum):
    """Who may see pages and data: everybody, or signed-in accounts."""

    OPEN = "open"
    CLOSED = "closed"


class EmbedAccess(StrEnum):
    """Who may see an embed: everybody, or who has a token."""

    OPEN = "open"
    TOKEN = "token"  # noqa: S105 (a word, not a secret)


@dataclass(frozen=True)
class Settings:
    """The settings of one process; docs/operators/settings.md describes each."""

    home: Path = field(default=Path("var"), metadata=_described("BAOPHU_HOME", Path))
    database_url: str = field(default="", repr=False, metadata=_described("DATABASE_URL", str))  # may hold a password
    host: str = field(default="127.0.0.1", metadata=_described("BAOPHU_HOST", str))
    hosts: tuple[str, ...] = field(default=(), metadata=_described("BAOPHU_HOSTS", texts.parse_hosts))
    port: int = field(default=8000, metadata=_described("BAOPHU_PORT", texts.parse_port))
    workers: int = field(default=2, metadata=_described("BAOPHU_WORKERS", texts.parse_workers))
    kept_megabytes: int = field(default=384, metadata=_described("BAOPHU_KEPT_MB", texts.parse_kept_megabytes))
    proxies: int = field(default=0, metadata=_described("BAOPHU_PROXIES", texts.parse_proxies))
    upload_megabytes: int = field(default=50, metadata=_described("BAOPHU_UPLOAD_MB", texts.parse_megabytes))
    intake_text_megabytes: int = field(default=180, metadata=_described("BAOPHU_INTAKE_TEXT_MB", texts.parse_megabytes))
    intake_unpacked_megabytes: int = field(
        default=400, metadata=_described("BAOPHU_INTAKE_UNPACKED_MB", texts.parse_megabytes)
    )
    intake_rows: int = field(default=200_000, metadata=_described("BAOPHU_INTAKE_ROWS", texts.parse_rows))
    intake_text_rows: int = field(default=3_000_000, metadata=_described("BAOPHU_INTAKE_TEXT_ROWS", texts.parse_rows))
    intake_columns: int = field(default=300, metadata=_described("BAOPHU_INTAKE_COLUMNS", texts.parse_columns))
    intake_cells: int = field(default=20_000_000, metadata=_described("BAOPHU_INTAKE_CELLS", texts.parse_cells))
    intake_sheets: int = field(default=60, metadata=_described("BAOPHU_INTAKE_SHEETS", texts.parse_sheets))
    intake_seconds: int = field(default=8, metadata=_described("BAOPHU_INTAKE_SECONDS", texts.parse_seconds))
    intake_memory_megabytes: int = field(
        default=1000, metadata=_described("BAOPHU_INTAKE_MEMORY_MB", texts.parse_memory_megabytes)
    )
    unit_label_vi: str = field(default="BHXH cơ sở", metadata=_described("BAOPHU_UNIT_LABEL", texts.parse_label))
    unit_label_en: str = field(default="managing unit", metadata=_described("BAOPHU_UNIT_LABEL_EN", texts.parse_label))
    metrics_from: str = field(
        default="127.0.0.1, ::1", metadata=_described("BAOPHU_METRICS_FROM", texts.check_networks)
    )
    withhold_below: int = field(default=5, metadata=_described("BAOPHU_WITHHOLD_BELOW", texts.parse_least_count))
    embed_sites: tuple[str, ...] = field(default=(), metadata=_described("BAOPHU_EMBED_SITES", texts.parse_sites))
    embed_access: EmbedAccess = field(
        default=EmbedAccess.OPEN, metadata=_described("BAOPHU_EMBED_ACCESS", _parse_embed_access)
    )
    viewing: Viewing = field(default=Viewing.OPEN, metadata=_described("BAOPHU_VIEWING", _parse_viewing))
    proxy_user_header: str = field(default="", metadata=_described("BAOPHU_PROXY_USER_HEADER", sign_in.parse_header))
    proxy_user_from: str = field(default="-", metadata=_described("BAOPHU_PROXY_USER_FROM", sign_in.parse_addresses))
    new_role: str = field(default="-", metadata=_described("BAOPHU_NEW_ACCOUNT_ROLE", sign_in.parse_new_role))
    openid_issuer: str = field(default="", metadata=_described("BAOPHU_OIDC_ISSUER", sign_in.parse_issuer))
    openid_client: str = field(default="", metadata=_described("BAOPHU_OIDC_CLIENT", str))
    openid_secret: str = field(default="", repr=False, metadata=_described("BAOPHU_OIDC_SECRET", str))
    openid_secret_file: str = field(default="", metadata=_described("BAOPHU_OIDC_SECRET_FILE", str))
    openid_name_claim: str = field(
        default="preferred_username", metadata=_described("BAOPHU_OIDC_NAME_CLAIM", sign_in.parse_claim)
    )
    openid_role_claim: str = field(default="", metadata=_described("BAOPHU_OIDC_ROLE_CLAIM", sign_in.parse_claim))
    openid_roles: tuple[str, ...] = field(default=(), metadata=_described("BAOPHU_OIDC_ROLES", sign_in.parse_roles))
    log_level: str = field(default="INFO", metadata=_described("BAOPHU_LOG_LEVEL", texts.parse_log_level))
    commit: str = field(default="", metadata=_described("BAOPHU_COMMIT", str))

    def __post_init__(self) -> None:
        """Make the home absolute, name the SQLite file in it where no database is named; closed closes embeds, too."""
        home = self.home.absolute()
        object.__setattr__(self, "home", home)
        if not self.database_url:
            object.__setattr__(self, "database_url", f"sqlite:///{home / 'baophu.sqlite'}")

        if self.viewing is Viewing.CLOSED:
            object.__setattr__(self, "embed_access", EmbedAccess.TOKEN)

    @property
    def sheet_limits(self) -> SheetLimits:
        """What a file of the intake may be at most, and what reading it may cost."""
        return SheetLimits(
            file_bytes=self.largest_upload,
            text_bytes=self.intake_text_megabytes * MEGABYTE,
            unpacked_bytes=self.intake_unpacked_megabytes * MEGABYTE,
            row_count=self.intake_rows,
            text_row_count=self.intake_text_rows,
            column_count=self.intake_columns,
            cell_count=self.intake_cells,
            sheet_count=self.intake_sheets,
            seconds=self.intake_seconds,
            memory_bytes=self.intake_memory_megabytes * MEGABYTE,
        )

    @property
    def unit_label(self) -> Bilingual:
        """What the insurer's own units are called in vintages since July 2025."""
        return Bilingual(self.unit_label_vi, self.unit_label_en)

    @property
    def largest_upload(self) -> int:
        """Bytes of the largest file that an officer may upload."""
        return self.upload_megabytes * 10**6

    @property
    def proxy_user_networks(self) -> tuple[texts.Network, ...]:
        """From where the name of a signed-in person is believed."""
        return texts.parse_networks(self.proxy_user_from)

    @property
    def external_role(self) -> Role | None:
        """The role of accounts that are made for who was recognised elsewhere; None: none is made."""
        return None if self.new_role == "-" else Role(self.new_role)

    def may_read_metrics(self, address: str) -> bool:
        """Tell whether an address is among those that may read /metrics."""
        try:
            asking = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(asking in network for network in texts.parse_networks(self.metrics_from))

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Settings:
        """Return the settings of ``environ``, defaults where a variable is missing or empty.

        Raises BadInput naming the variable, its text and what it may be.
        """
        values: dict[str, Any] = {described.name: _read_value(described, environ) for described in fields(cls)}
        settings = cls(**values)
        sign_in.check_sign_in(settings)
        return settings


def list_variables() -> dict[str, str]:
    """Return the default of each environment variable as it is documented; an empty text where it has none."""
    return {described.metadata["variable"]: _write_default(described.default) for described in fields(Settings)}


def _write_default(default: object) -> str:
    return " ".join(default) if isinstance(default, tuple) else str(default)


def _read_value(described: Field[Any], environ: Mapping[str, str]) -> object:
    variable = described.metadata["variable"]
    text = environ.get(variable, "").strip()
    if not text:
        return described.default
    try:
        return described.metadata["parse"](text)
    except ValueError as error:
        raise BadInput(
            "setting_invalid",
            Bilingual(
                f"Giá trị «{text}» của biến {variable} không dùng được",
                f"The value «{text}» of the variable {variable} cannot be used",
            ),
            Bilingual(f"Giá trị dùng được: {error}.", f"What it may be: {error}."),
            Place(column=variable, text=text),
        ) from None

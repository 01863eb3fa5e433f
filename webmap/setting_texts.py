"""How the text of a setting is read: each raises ValueError with what it may be."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
HIGHEST_PORT = 65_535
MOST_WORKERS = 64
MOST_PROXIES = 5
MOST_UPLOAD_MEGABYTES = 2000
MOST_LABEL_LETTERS = 40  # what the page has room for

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def between(lowest: int, highest: int) -> Callable[[str], int]:
    """Return what reads a whole number within bounds."""

    def parse(text: str) -> int:
        if not (text.isascii() and text.isdigit() and lowest <= int(text) <= highest):
            raise ValueError(f"{lowest} … {highest}")
        return int(text)

    return parse


parse_port = between(1, HIGHEST_PORT)
parse_workers = between(1, MOST_WORKERS)
parse_proxies = between(0, MOST_PROXIES)
parse_megabytes = between(1, MOST_UPLOAD_MEGABYTES)
parse_rows = between(1, 20_000_000)
parse_columns = between(1, 16_384)
parse_cells = between(1, 1_000_000_000)
parse_sheets = between(1, 1_000)
parse_seconds = between(1, 600)
parse_memory_megabytes = between(200, 64_000)  # below it the reading process itself does not start
parse_kept_megabytes = between(128, 16_000)  # below it the picture of a country finds no room
parse_least_count = between(0, 100)


def parse_networks(text: str) -> tuple[Network, ...]:
    """Read addresses and networks between commas; ``-`` stands for none."""
    parts = [part.strip() for part in text.split(",") if part.strip() not in ("", "-")]
    try:
        return tuple(ipaddress.ip_network(part) for part in parts)
    except ValueError:
        raise ValueError("127.0.0.1, 10.1.0.0/16, ::1 …; «-»") from None


def check_networks(text: str) -> str:
    """Return the text as it stands once its addresses and networks can be read."""
    parse_networks(text)
    return text


def parse_label(text: str) -> str:
    """Return a word for the page, which has room for so many letters."""
    if len(text) > MOST_LABEL_LETTERS:
        raise ValueError(f"≤ {MOST_LABEL_LETTERS}")
    return text


def parse_sites(text: str) -> tuple[str, ...]:
    """Return the origins of a list parted by blanks or commas; nothing but scheme, host and port."""
    sites = tuple(text.replace(",", " ").split())
    for site in sites:
        if not re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?", site):
            raise ValueError("https://portal.example.vn https://intranet.example.vn:8443")
    return sites


def parse_hosts(text: str) -> tuple[str, ...]:
    """Return the names of a list parted by blanks or commas, as they stand in addresses: with a port but the usual."""
    hosts = tuple(text.lower().replace(",", " ").split())
    for host in hosts:
        if not re.fullmatch(r"([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", host):
            raise ValueError("baophu.example.vn 10.1.2.3:8000")
    return tuple(host.removesuffix(":80").removesuffix(":443") for host in hosts)


def parse_log_level(text: str) -> str:
    """Return the name of a level in capitals."""
    if text.upper() not in LOG_LEVELS:
        raise ValueError(" · ".join(LOG_LEVELS))
    return text.upper()

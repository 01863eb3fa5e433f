"""Moments as people in Việt Nam read them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))  # Việt Nam keeps UTC+7 all year


def format_moment(at: datetime) -> str:
    """Return a moment in the time of Việt Nam: 31/03/2026 14:05."""
    return f"{at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"

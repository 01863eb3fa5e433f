"""Packs made beside the requests: one at a time in each process, known to all of them through the store."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime

import structlog
from sqlalchemy import Engine

from geodata.errors import Bilingual
from services.reporting.pack import Pack
from services.store import packs

Make = Callable[[Callable[[int, int, Bilingual], None]], Pack]


class LostPackError(Exception):
    """Another worker makes this pack by now: this one was silent for too long."""


@dataclass(frozen=True)
class PackMaker:
    """Makes packs in a thread of its own, so that pages are answered meanwhile.

    A pack is a pure function of publication and question: a reload finds it by them, and where the process was killed
    the next question takes it up again. Files are served only from a pack that is ready.
    """

    engine: Engine
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="packs"))

    def ask(self, publication_id: int, query: str, make: Make) -> packs.StoredPack:
        """Return how far a pack is; where nobody makes it, it is begun here."""
        pack_id = packs.build_pack_id(publication_id, query)
        with self.engine.connect() as connection:
            found = packs.read_pack(connection, pack_id)
        if found is not None and not found.is_abandoned(datetime.now(UTC)):
            return found
        holder = secrets.token_hex(16)
        if packs.claim_pack(self.engine, publication_id, query, holder, datetime.now(UTC)):
            self.pool.submit(self._make, pack_id, holder, make)
        with self.engine.connect() as connection:
            begun = packs.read_pack(connection, pack_id)
        if begun is None:
            raise RuntimeError(f"the pack {pack_id} was claimed and is not there")
        return begun

    def _make(self, pack_id: str, holder: str, make: Make) -> None:
        def beat(done: int, steps: int, _what: Bilingual) -> None:
            if not packs.beat(self.engine, pack_id, holder, done, steps, datetime.now(UTC)):
                raise LostPackError(pack_id)

        try:
            made = make(beat)
            packs.finish_pack(self.engine, pack_id, holder, made.pdf, made.xlsx, datetime.now(UTC))
        except LostPackError:
            return
        except Exception:
            structlog.get_logger().exception("pack", pack_id=pack_id)
            packs.fail_pack(self.engine, pack_id, holder, datetime.now(UTC))

"""A page whose compressed bytes are made once, although each reader gets a nonce of their own in it.

Between two nonces the page is compressed by itself (a full flush of zlib: nothing after it refers to anything before),
and the nonce goes between as it is. So an answer costs a checksum instead of a compression. Brotli has no such seam.
"""

from __future__ import annotations

import zlib
from functools import cached_property

from webmap.encoding import Answer

GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"  # no name, no time, smallest, unknown system
RAW_DEFLATE = -15
LEVEL = 9


class SplicedPage(Answer):
    """The bytes of a page in which ``mark`` stands wherever the nonce of a reader goes."""

    def __init__(self, body: bytes, media_type: str, mark: bytes) -> None:
        super().__init__(body, media_type)
        self._pieces = body.split(mark)

    @property
    def size(self) -> int:
        """Bytes of memory that the page may take, both forms together."""
        return sum(map(len, self._pieces)) * 2 + super().size

    def build_plain(self, nonce: bytes) -> bytes:
        """Return the page with a nonce."""
        return nonce.join(self._pieces)

    def build_gzip(self, nonce: bytes) -> bytes:
        """Return the same as a gzip file."""
        plain = self.build_plain(nonce)
        length = len(nonce).to_bytes(2, "little")
        stored = b"\x00" + length + bytes(255 - one for one in length) + nonce
        sums = zlib.crc32(plain).to_bytes(4, "little") + (len(plain) & 0xFFFFFFFF).to_bytes(4, "little")
        return GZIP_HEAD + stored.join(self._deflated) + sums

    @cached_property
    def _deflated(self) -> list[bytes]:
        packer = zlib.compressobj(LEVEL, zlib.DEFLATED, RAW_DEFLATE)
        *pieces, last = self._pieces
        packed = [packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH) for piece in pieces]
        return [*packed, packer.compress(last) + packer.flush(zlib.Z_FINISH)]

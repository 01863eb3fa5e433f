import gzip

import pytest

from webmap.spliced_page import SplicedPage

MARK = b"the-mark"


@pytest.mark.parametrize("nonce", [b"n0nce", b"another-of-another-length", b""])
@pytest.mark.parametrize("page", [b"", MARK, b"a" + MARK, b"<p>" + b"text " * 9_000 + MARK + b"more" + MARK + MARK])
def test_a_page_compressed_once_holds_the_nonce_of_each_reader(page: bytes, nonce: bytes) -> None:
    spliced = SplicedPage(page, "text/html", MARK)
    assert spliced.build_plain(nonce) == gzip.decompress(spliced.build_gzip(nonce)) == page.replace(MARK, nonce)


def test_what_is_between_two_nonces_is_compressed() -> None:
    page = SplicedPage(b"<p>text</p>" * 5_000 + MARK + b"<p>more</p>" * 5_000, "text/html", MARK)
    assert len(page.build_gzip(b"n0nce")) < 2_000

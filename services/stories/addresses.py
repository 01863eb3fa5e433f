"""Which addresses may be a step of a story: pages of this house that show data, as any link to them."""

from __future__ import annotations

from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from geodata.errors import BadInput, Bilingual, Place

# The first part of the path decides; what a page takes it checks itself.
PAGES = ("map", "compare", "area", "leaders", "multiples")
LONGEST_ADDRESS = 2000
# What the presentation decides, not the step: language and manner of showing.
LEFT_OUT = ("lang", "present")


def clean_address(address: str) -> str:
    """Return path and query of a page as a step keeps them: without host, language and manner of showing.

    Raises BadInput for what is no page of this house that shows data.
    """
    parts = _split(address)
    path = "/" + parts.path.strip("/")
    is_plain = address.isprintable() and "\\" not in address and ".." not in path
    if not is_plain or path.split("/")[1] not in PAGES or len(address) > LONGEST_ADDRESS:
        raise BadInput(
            "step_address_refused",
            Bilingual("Địa chỉ này không làm bước trình bày được", "This address cannot be a step of a presentation"),
            Bilingual(
                "Mở trang muốn trình bày (bản đồ, so sánh, hồ sơ, bảng xếp hạng) rồi chọn Chia sẻ › Thêm vào bài"
                " trình bày, hoặc chép địa chỉ của trang ấy.",
                "Open the page to be shown (map, comparison, profile, league table) and choose Share › Add to a"
                " presentation, or copy the address of that page.",
            ),
            Place(text=address[:120]),
        )
    pairs = [(name, value) for name, value in parse_qsl(parts.query) if name not in LEFT_OUT]
    return f"{path}?{urlencode(pairs)}" if pairs else path


def _split(address: str) -> SplitResult:
    """Return the parts of an address; none of them where it is none, such as one that opens a bracket."""
    try:
        return urlsplit(address.strip())
    except ValueError:
        return urlsplit("")


def dress_address(address: str, lang: str, *, presenting: bool = False) -> str:
    """Return the address of a step as it is opened: in a language, and in the manner of a presentation if asked."""
    pairs = [("present", "1")] if presenting else []
    pairs += [("lang", lang)] if lang != "vi" else []
    if not pairs:
        return address
    return f"{address}{'&' if '?' in address else '?'}{urlencode(pairs)}"

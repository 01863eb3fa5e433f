"""Who looks at the map: a page with all that it loads, then one thing after another with seconds of thought between."""

from __future__ import annotations

import asyncio
import html
import json
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from urllib.parse import urlencode, urljoin

from benchmarks.load.client import Answer, Connections, Lines
from benchmarks.load.witness import Witness

STEPS = (6, 14)  # of a session
THOUGHT = (4.0, 20.0)  # seconds between two of them: words and a map want to be read
LOOK_UP = 5.0  # seconds after which somebody who waits sees that all is over
BREAK = (20.0, 140.0)  # seconds between two sessions
WARM_SHARE = 0.5  # of browsers that were here before: what may be kept for ever is there
_LINK = re.compile(r'(?:href|src)="(/[^"]+)"')
_IMPORT = re.compile(rb"""(?:^|[;}])(?:import|export)[^;()]*?["'](\.[^"']+\.js)["']""")
_CONFIG = re.compile(r'id="page-config"[^>]*>(.*?)</script>', re.DOTALL)
_LOADED = re.compile(r'<(?:link|script|img)\b[^>]*?(?:href|src)="(/static/[^"]+)"')
_WORDS = ("ha noi", "dien bien", "son la", "muong", "thanh xuan", "an phu", "hoa binh")

Shelf = dict[str, Answer]


class Refused(Exception):  # noqa: N818 (what it is)
    """An answer with which nobody goes on; the witness has noted it."""


@dataclass
class Browser:
    """One browser: its connections, what it keeps, and the witness of what it is answered."""

    port: int
    witness: Witness
    lines: Lines
    kept: Shelf = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Open no connection yet."""
        self.connections = Connections(self.port, self.lines)

    async def load(self, path: str, kind: str = "rest") -> Answer:
        """Return what a browser shows for an address: kept, confirmed or loaded."""
        known = self.kept.get(path)
        if known is not None and known.is_for_ever:
            return known
        headers = {"If-None-Match": known.headers["etag"]} if known is not None else {}
        answer = await self.connections.ask(path, headers)
        self.witness.note(self.kinds.get(kind, kind), path, answer)
        if answer.status >= 400:
            raise Refused(path)
        if answer.status == 304 and known is not None:
            return known
        if "etag" in answer.headers:
            self.kept[path] = answer
        return answer

    async def follow(self, path: str, kind: str) -> Answer:
        """Return the page at an address, or where it leads."""
        answer = await self.load(path, kind)
        while answer.status in (302, 303):
            answer = await self.load(answer.headers["location"], kind)
        return answer

    async def open_page(self, path: str) -> str:
        """Open a page with everything that its browser loads for it; return its text."""
        text = (await self.follow(path, "page")).text
        statics = [html.unescape(one) for one in _LOADED.findall(text)]
        found = _CONFIG.search(text)
        config = json.loads(found[1]) if found else {}
        geometry = [config["geometry_url"]] if config.get("geometry_url") else []
        await asyncio.gather(
            *(self.load_with_imports(one) for one in dict.fromkeys(statics)),
            *(self.load(one, "geometry") for one in geometry),
            *([self.load_values(config["values_url"])] if config.get("values_url") else []),
        )
        return text

    async def load_with_imports(self, path: str) -> None:
        """Load a file of the house, and the modules that it imports."""
        if path in self.kept:
            return
        answer = await self.load(path, "static")
        if path.endswith(".js"):
            names = _IMPORT.findall(answer.text.encode())
            await asyncio.gather(*(self.load_with_imports(urljoin(path, name.decode())) for name in names))

    async def load_values(self, path: str) -> None:
        """Load the values of a view, and the names and counts that they name."""
        values = json.loads((await self.load(path, "values")).text)
        urls = [values[name] for name in ("areas_url", "counts_url") if values.get(name)]
        await asyncio.gather(*(self.load(one, "values") for one in urls))


@dataclass(frozen=True)
class Place:
    """Where the viewers look: the port, the addresses at which they begin, what a browser keeps of earlier days."""

    port: int
    starts: tuple[str, ...]
    shelf: Shelf


class Viewer:
    """One person, one session after another."""

    def __init__(self, place: Place, witness: Witness, lines: Lines, random: Random) -> None:
        self._place = place
        self._witness = witness
        self._lines = lines
        self._random = random
        self._browser = Browser(place.port, witness, lines)
        self._links: list[str] = []
        self._query = ""

    async def stay(self, until: Callable[[], bool]) -> None:
        """Go through sessions until told to stop; the first begins at a moment of its own."""
        await self._think(until, (0.0, BREAK[1]))
        while not until():
            kept = dict(self._place.shelf) if self._random.random() < WARM_SHARE else {}
            self._browser = Browser(self._place.port, self._witness, self._lines, kept)
            with suppress(Refused):
                await self._go_through(until)
            self._browser.connections.close()
            await self._think(until, BREAK)

    async def _go_through(self, until: Callable[[], bool]) -> None:
        await self._open(self._random.choice(self._place.starts))
        for _ in range(self._random.randint(*STEPS)):
            await self._think(until)
            if until():
                break
            await self._choose()()

    async def _think(self, until: Callable[[], bool], seconds: tuple[float, float] = THOUGHT) -> None:
        ends_at = time.monotonic() + self._random.uniform(*seconds)
        while not until() and (left := ends_at - time.monotonic()) > 0:
            await asyncio.sleep(min(left, LOOK_UP))

    def _choose(self) -> Callable[[], Awaitable[None]]:
        chances = {
            self._change: 62,
            self._reload: 6,
            self._search: 6,
            self._play: 5,
            self._open_profile: 8,
            self._open_leaders: 2,
            self._turn_page: 4,
            self._open_plan: 3,
            self._take_picture: 1,
            self._take_table: 1,
        }
        return self._random.choices(list(chances), weights=list(chances.values()))[0]

    async def _open(self, path: str) -> None:
        self._read(await self._browser.open_page(path))

    def _read(self, text: str) -> None:
        links = [html.unescape(one) for one in _LINK.findall(text)]
        views = [one for one in links if one.startswith("/map?") and "vintage=" in one]
        self._links = views or self._links
        own = next((one for one in links if one.startswith("/map.svg?")), "")
        self._query = own.partition("?")[2] or self._query

    def _pick(self) -> str:
        return self._random.choice(self._links) if self._links else self._place.starts[0]

    async def _change(self) -> None:
        """Go to another indicator, date, scheme or area, as the page's script does."""
        query = self._pick().partition("?")[2]
        parts = json.loads((await self._browser.load(f"/map/parts?{query}", "parts")).text)
        config = parts["config"]
        known = [config["geometry_url"]] if config.get("geometry_url") else []
        await asyncio.gather(
            self._browser.load_values(config["values_url"]), *(self._browser.load(one, "geometry") for one in known)
        )
        self._read(" ".join(parts["parts"].values()))

    async def _reload(self) -> None:
        await self._open(self._pick())

    async def _turn_page(self) -> None:
        await self._open(f"/map?{self._query}&page=2" if "level=commune" in self._query else self._pick())

    async def _search(self) -> None:
        word = self._random.choice(_WORDS)
        for end in range(2, len(word) + 1, 2):  # as it is typed
            await self._browser.load(f"/map/places?{self._query}&{urlencode({'q': word[:end]})}", "search")

    async def _play(self) -> None:
        await self._browser.load(f"/api/v1/series?{self._query}&format=columns", "series")

    async def _open_profile(self) -> None:
        vintage = re.search(r"vintage=([^&]+)", self._query)
        within = re.search(r"within=([^&]+)", self._query)
        if vintage and within:
            scheme = re.search(r"scheme=([^&]+)", self._query)
            query = f"?scheme={scheme[1]}" if scheme else ""
            await self._browser.follow(f"/area/{vintage[1]}/{within[1]}{query}", "profile")

    async def _open_leaders(self) -> None:
        await self._open_with("leaders", ("vintage", "level", "within", "scheme", "as_of"))

    async def _open_plan(self) -> None:
        await self._open_with("plan", ("vintage", "within", "scheme", "as_of"))

    async def _open_with(self, name: str, parameters: tuple[str, ...]) -> None:
        fields = [one for one in self._query.split("&") if one.partition("=")[0] in parameters]
        await self._browser.follow(f"/{name}?{'&'.join(fields)}", name)

    async def _take_picture(self) -> None:
        await self._browser.load(f"/map.png?{self._query}", "picture")

    async def _take_table(self) -> None:
        await self._browser.load(f"/table.csv?{self._query}", "table")


async def open_embed(place: Place, witness: Witness, lines: Lines, query: str, *, is_new: bool) -> None:
    """Open an embedded map once, in a browser that has never seen one or has."""
    kept = {} if is_new else dict(place.shelf)
    browser = Browser(place.port, witness, lines, kept, _NameForEmbeds())
    with suppress(Refused):
        await browser.open_page(f"/embed/map?{query}")
    browser.connections.close()


class _NameForEmbeds(dict[str, str]):
    """Groups the times of an embed apart from those of the pages."""

    def get(self, kind: str, default: str | None = None) -> str:  # type: ignore[override]
        """Return the group of a kind of answer."""
        return f"embed: {default or kind}"

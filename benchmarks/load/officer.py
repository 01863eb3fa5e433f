"""An officer who publishes one workbook after another over the pages of the intake, whatever happens to the workers."""

from __future__ import annotations

import asyncio
import html
import io
import re
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date

import openpyxl
import pandas as pd

from benchmarks.load.client import LOST, NO_ANSWER, Answer, Connections, Lines, build_form, build_upload
from services.intake.kinds import IntakeKind
from services.intake.templates.workbooks import TemplateOptions, build_template

NAME, PASSWORD = "tai-nang", "song-lon-thuyen-vung-37"
FIRST_ROW, CODE_COLUMN, COUNT_COLUMN = 8, 2, 5  # of the template, from 1; the count of BHXH tự nguyện
LEAST_COUNT, STEP = 3000, 17
_VERSION = re.compile(r'name="version" value="([^"]+)"')
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True)
class Report:
    """A filled template of one province, its communes, and the sum of what stands in it."""

    name: str
    content: bytes
    province_code: str
    area_codes: tuple[str, ...]
    total: int


def fill_reports(areas: pd.DataFrame, province_codes: list[str], as_of: date, count: int) -> list[Report]:
    """Return as many reports as asked for, of these provinces in turn; no two say the same."""
    templates = {}
    for code in province_codes:
        options = TemplateOptions(as_of=as_of, province_code=code)
        templates[code] = build_template(IntakeKind.COUNTS, areas, options)
    codes = [province_codes[number % len(province_codes)] for number in range(count)]
    return [_fill(templates[code], code, number) for number, code in enumerate(codes)]


def _fill(template: bytes, province_code: str, number: int) -> Report:
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book.worksheets[0]
    counts = {}
    for row in range(FIRST_ROW, sheet.max_row + 1):
        area_code = sheet.cell(row, CODE_COLUMN).value
        if area_code:
            counts[str(area_code)] = LEAST_COUNT + STEP * number + row
            sheet.cell(row, COUNT_COLUMN, counts[str(area_code)])
    content = io.BytesIO()
    book.save(content)
    name = f"tai-{number:03}.xlsx"
    return Report(name, content.getvalue(), province_code, tuple(counts), sum(counts.values()))


class Officer:
    """Signed in; each publication goes the way of a file: upload, what was understood, preview, publication."""

    def __init__(self, port: int, lines: Lines) -> None:
        self._connections = Connections(port, lines)
        self._cookies = ""
        self.seconds: list[float] = []
        self.began = 0
        self.repeated = 0

    async def sign_in(self) -> None:
        """Sign in with the account that the benchmark has made."""
        token = _find(_TOKEN, (await self._get("/login")).text)
        answer = await self._post("/login", csrf_token=token, name=NAME, password=PASSWORD)
        if answer.status != 303:
            raise RuntimeError("the officer of the benchmark cannot sign in")

    async def publish(self, report: Report) -> float:
        """Publish a report and return when its publication was known to be in force."""
        self.began += 1
        started = time.perf_counter()
        page = await self._repeat(lambda: self._upload(report))
        while not await self._repeat(lambda: self._confirm(page)):
            self.repeated += 1
        at = time.perf_counter()
        self.seconds.append(at - started)
        return at

    async def _repeat(self, step: Callable[[], Awaitable[str]]) -> str:
        while True:
            try:
                return await step()
            except LOST:  # a worker was killed: what it had not finished never was
                self.repeated += 1
                await asyncio.sleep(0.1)

    async def _upload(self, report: Report) -> str:
        token = _find(_TOKEN, (await self._get("/intake")).text)
        headers, body = build_upload({"csrf_token": token, "kind": ""}, report.name, report.content)
        answer = await self._ask("/intake", headers, body)
        return self._expect(answer, 303).headers["location"]

    async def _confirm(self, page: str) -> str:
        """Publish what the page of an upload is about; return the page of the release, empty where it is too early."""
        answer = await self._get(page)
        if answer.status == 303 and answer.headers["location"].startswith("/releases/"):
            return answer.headers["location"]
        path = page.partition("?")[0]
        text = self._expect(await self._get(f"{path}/preview"), 200).text
        if 'id="publish-form"' not in text:
            raise RuntimeError(f"the report of the benchmark needs an answer: {page}")
        form = text[text.index('id="publish-form"') :]
        answer = await self._post(f"{path}/publish", csrf_token=_find(_TOKEN, form), version=_find(_VERSION, form))
        led_to = answer.headers.get("location", "")
        if answer.status == 303 and not led_to.startswith("/releases/"):
            raise RuntimeError(f"publishing led the officer to {led_to}")
        return led_to if answer.status == 303 else ""

    def _expect(self, answer: Answer, status: int) -> Answer:
        if answer.status != status:
            raise RuntimeError(f"HTTP {answer.status} for the officer: {answer.text[:2000]}")
        return answer

    async def _get(self, path: str) -> Answer:
        return await self._ask(path, {}, None)

    async def _post(self, path: str, **fields: str) -> Answer:
        return await self._ask(path, *build_form(fields))

    async def _ask(self, path: str, headers: dict[str, str], body: bytes | None) -> Answer:
        told = {**headers, "Accept": "text/html", **({"Cookie": self._cookies} if self._cookies else {})}
        answer = await self._connections.ask(path, told, body=body, again=body is None)
        if answer.status == NO_ANSWER:
            raise ConnectionError(path)
        self._cookies = answer.headers["cookies"] or self._cookies
        return answer


def _find(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    if found is None:
        raise RuntimeError(f"no {pattern.pattern} on the page")
    return html.unescape(found[1])

"""An officer and a report under way over the demonstration, for pictures of the pages of the intake."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO

from flask import Flask
from openpyxl import Workbook
from playwright.sync_api import Page
from sqlalchemy import Engine

from geodata.areas import Level
from services.accounts.accounts import create_account
from services.accounts.passwords import make_password
from services.accounts.roles import Role
from services.intake.options import IntakeOptions
from services.intake.publication.uploads import create_upload
from services.store.boundaries import list_vintages, read_areas

NOW = datetime(2026, 1, 15, tzinfo=UTC)
PROVINCE = "11"
DISTRICTS = ("I", "II", "III")


def begin_intake(app: Flask) -> tuple[str, str, str]:
    """Make an officer and an open upload; returns name, password and the id of the upload."""
    engine = app.extensions["baophu"].engine
    name, password = f"can-bo-{make_password()[:4].lower()}", make_password()
    create_account(engine, name, Role.OFFICER, password, by="screenshots", now=NOW)
    content = build_sample_report(engine)
    stored = create_upload(engine, content, "bhxhtn_quy_1_2019.xlsx", IntakeOptions(), by=name, now=NOW)
    return name, password, stored.upload_id


def build_sample_report(engine: Engine) -> bytes:
    """Return a workbook on some communes of one province: letterhead, merged header, groups, one everyday name."""
    with engine.connect() as connection:
        vintages = [one.vintage for one in list_vintages(connection)]
        vintage = min(vintages, key=lambda one: one.effective_from)
        areas = read_areas(connection, vintage.vintage_id)
    units = areas[(areas["level"] == Level.MANAGING_UNIT.value) & (areas["parent_code"] == PROVINCE)]
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["BẢO HIỂM XÃ HỘI TỈNH ĐIỆN BIÊN"])
    sheet.append(["KẾT QUẢ PHÁT TRIỂN BHXH TỰ NGUYỆN"])
    sheet.append(["Tính đến hết ngày 31/3/2019"])
    sheet.append(["STT", "Đơn vị", "Kế hoạch năm 2019", "Thực hiện", None])
    sheet.append([None, None, None, "Đến 31/3/2019", "% so KH"])
    for merged in ("A2:E2", "A3:E3", "A4:A5", "B4:B5", "C4:C5", "D4:E4"):
        sheet.merge_cells(merged)
    for numeral, unit in zip(DISTRICTS, units.itertuples(index=False), strict=False):
        members = areas[(areas["level"] == Level.COMMUNE.value) & (areas["parent_code"] == unit.area_code)].head(8)
        plans = [40 + 3 * place for place in range(len(members))]
        counts = [28 + 2 * place for place in range(len(members))]
        sheet.append([numeral, unit.name, sum(plans), sum(counts) + (2 if numeral == "II" else 0), None])
        for place, (name, plan, count) in enumerate(zip(members["name"], plans, counts, strict=True)):
            shown = f"{name} Nhỏ" if (numeral, place) == ("I", 2) else name
            sheet.append([place + 1, shown, plan, count, None])
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def sign_in(page: Page, address: str, name: str, password: str) -> None:
    """Sign in on the page of the house."""
    page.goto(f"{address}/login")
    page.locator("input[name=name]").fill(name)
    page.locator("input[type=password]").fill(password)
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/intake**")

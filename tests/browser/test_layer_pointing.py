"""Pointing at the layer by mouse and by keyboard: what is selected, said and left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.layer_maps import colour_at, events, point_of, show
from tests.browser.topologies import build_grid

pytestmark = pytest.mark.browser


def test_hover_tells_the_area_and_its_tooltip_is_text_not_markup(open_map: Callable[[], Page]) -> None:
    page = open_map()
    show(page, build_grid(3, 1), "012")
    page.mouse.move(*point_of(page, 1))
    assert events(page, "areahover")[-1] == {
        "type": "areahover", "position": 1, "code": "00001", "level": "commune", "pointerType": "mouse",
        "firstPaint": None,
    }  # fmt: skip
    assert page.locator(".coverage-tooltip").inner_text() == "<b>00001</b>"
    page.mouse.move(5, 300)
    assert events(page, "areahover")[-1]["position"] is None
    assert page.locator(".coverage-tooltip").is_hidden()


def test_a_click_selects_the_area_and_draws_its_outline(open_map: Callable[[], Page]) -> None:
    page = open_map()
    show(page, build_grid(3, 1), "012")
    page.mouse.click(*point_of(page, 2))
    assert events(page, "areaselect")[-1]["code"] == "00002"
    assert events(page, "areaclick")[-1]["code"] == "00002"
    assert page.evaluate("layer.selected") == 2
    page.wait_for_function(
        """() => {
          const canvas = document.querySelectorAll(".coverage-canvases canvas")[2];
          return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some((part) => part > 0);
        }"""
    )


def test_the_keyboard_walks_over_the_map_and_says_where_it_is(open_map: Callable[[], Page]) -> None:
    page = open_map()
    show(page, build_grid(3, 3), "012012012")
    page.locator(".coverage-map").focus()
    page.keyboard.press("ArrowRight")  # the first key takes the area in the middle
    assert page.evaluate("layer.selected") == 4
    walked = []
    for key in ("ArrowRight", "ArrowUp", "ArrowLeft", "ArrowLeft", "ArrowDown"):
        page.keyboard.press(key)
        walked.append(page.evaluate("layer.selected"))
    assert walked == [5, 8, 7, 6, 3]
    assert page.locator(".coverage-live").inner_text() == "commune 00003"
    page.keyboard.press("Enter")
    assert events(page, "areadrill")[-1]["code"] == "00003"
    page.keyboard.press("Escape")
    assert events(page, "areaup")[-1]["code"] == "00003"


def test_the_buttons_of_the_map_work_by_keyboard(open_map: Callable[[], Page]) -> None:
    page = open_map()
    show(page, build_grid(3, 3), "012012012")
    assert page.locator(".coverage-keys").is_hidden()
    page.get_by_role("button", name="Phím tắt trên bản đồ").press("Enter")
    assert "sang địa bàn bên cạnh" in page.locator(".coverage-keys").inner_text()
    zoom = page.evaluate("map.getZoom()")
    page.get_by_role("button", name="Thu nhỏ").press("Enter")
    page.wait_for_function("(zoom) => map.getZoom() < zoom", arg=zoom)
    assert page.evaluate("layer.selected") is None


def test_areas_that_only_surround_the_view_are_plain_and_deaf(open_map: Callable[[], Page]) -> None:
    page = open_map()
    show(page, build_grid(3, 1), ".12")
    plain = colour_at(page, *point_of(page, 0))
    assert max(plain) - min(plain) < 8
    page.mouse.click(*point_of(page, 0))
    assert page.evaluate("layer.selected") is None
    assert events(page, "areaclick")[-1]["position"] is None
    page.locator(".coverage-map").focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    assert page.evaluate("layer.selected") == 1

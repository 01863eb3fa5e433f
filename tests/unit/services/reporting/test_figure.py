import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
import shapely

from geodata.areas import Level
from geodata.vintages import OutlineKind
from services.measures.indicators import Indicator
from services.measures.states import State
from services.reporting.figure import list_legend_rows, render_figure
from services.reporting.figure_frame import Box, build_frame, build_paths
from services.reporting.svg import build_text, wrap_text

SVG = "{http://www.w3.org/2000/svg}"


def parse(text):
    return ElementTree.fromstring(text)


def list_texts(svg):
    return ["".join(one.itertext()) for one in svg.iter(f"{SVG}text")]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_figure_says_question_answer_legend_and_source(show, lang):
    view, geometry = show()
    texts = " ".join(list_texts(parse(render_figure(view, geometry, lang))))
    assert view.definition.label.in_language(lang) in texts
    assert view.total.text(lang) in texts
    assert "31/03/2019" in texts
    assert view.sources[0].source.split()[0] in texts
    assert {"vi": "Ranh giới", "en": "Boundaries"}[lang] in texts


def test_the_answer_given_stands_in_the_place_of_the_plain_one(show):
    view, geometry = show()
    assert "nhanh hơn tiến độ" in render_figure(view, geometry, "vi", "68,8% · nhanh hơn tiến độ 195")


def test_every_area_is_drawn_once_with_its_name_and_value(show):
    view, geometry = show()
    svg = parse(render_figure(view, geometry, "vi"))
    titles = [one.text for path in svg.iter(f"{SVG}path") for one in path.findall(f"{SVG}title")]
    assert len(titles) == len(view.codes) == 12
    assert "Phường Hòa Bình: 104,0%" in titles


def test_the_counts_of_the_legend_add_up_to_the_areas_drawn(show):
    for level in (Level.COMMUNE, Level.MANAGING_UNIT, Level.PROVINCE):
        view, _ = show(level)
        assert sum(count for _, _, count in list_legend_rows(view, "vi")) == len(view.codes)


def test_every_state_has_a_look_of_its_own_and_the_patterns_it_uses_are_there(show):
    view, geometry = show()
    looks = [(look.fill, look.stroke) for look, _, _ in list_legend_rows(view, "vi")]
    assert len(set(looks)) == len(looks)
    text = render_figure(view, geometry, "vi")
    used = set(re.findall(r"url\(#([^)]+)\)", text))
    assert used <= set(re.findall(r' id="([^"]+)"', text))
    assert view.state_counts[State.ESTIMATED] == 1
    assert "bp-estimated-map" in used | {name.replace("-dark", "") for name in used}


def test_names_are_escaped(show):
    view, geometry = show()
    text = render_figure(view, geometry, "vi")
    assert "<b>" not in text
    assert "&lt;b&gt;Ngoặc&lt;/b&gt; &amp; Cộng" in text
    parse(text)


def test_the_figure_asks_no_one_and_carries_no_script_nor_style(show):
    view, geometry = show()
    text = render_figure(view, geometry, "vi").replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"https?:|href|<script|<style|style=|onload", text)


def test_approximate_outlines_and_illustrative_numbers_are_called_so(show):
    view, geometry = show()
    approximate = replace(view, vintage=replace(view.vintage, outline_kind=OutlineKind.APPROXIMATE))
    assert "RANH GIỚI GẦN ĐÚNG" in render_figure(approximate, geometry, "vi")
    assert "APPROXIMATE BOUNDARIES" in render_figure(approximate, geometry, "en")
    surveyed = replace(view, vintage=replace(view.vintage, outline_kind=OutlineKind.SURVEYED))
    assert "GẦN ĐÚNG" not in render_figure(surveyed, geometry, "vi")
    invented = replace(view, sources=tuple(replace(one, is_illustrative=True) for one in view.sources))
    assert "SỐ LIỆU MINH HỌA" in render_figure(invented, geometry, "vi")


def test_a_unit_is_drawn_from_the_file_of_its_province(show):
    view, geometry = show(Level.COMMUNE, "094", Indicator.COVERAGE_RATIO)
    assert geometry.scope_code == "11"
    titles = [one.text for one in parse(render_figure(view, geometry, "vi")).iter(f"{SVG}title")]
    assert len(titles) == 1 + 3


def test_higher_levels_are_dissolved_and_borders_drawn_above_them(show):
    view, geometry = show(Level.MANAGING_UNIT)
    outlines = geometry.build_outlines(Level.MANAGING_UNIT, shapely.is_valid(geometry.lowest.geometry))
    assert sorted(outlines.codes) == sorted(view.codes)
    assert shapely.area(outlines.geometry).sum() == pytest.approx(shapely.area(geometry.lowest.geometry).sum())
    parse(render_figure(view, geometry, "vi"))


def test_a_map_of_the_country_names_both_archipelagos_and_the_sea_even_without_their_outlines(demo_home):
    from services.coverage.snapshot import read_snapshot
    from services.coverage.view import ViewRequest, build_view
    from services.measures.schemes import Scheme
    from services.reporting.figure import read_figure_geometry
    from services.store.engine import open_engine
    from webmap.settings import Settings

    engine = open_engine(Settings.from_environment({"BAOPHU_HOME": str(demo_home)}).database_url)
    snapshot = read_snapshot(engine)
    vintage_id = next(one for one in snapshot.vintages if "2025" not in one)
    request = ViewRequest(vintage_id, Level.PROVINCE, "VN", Scheme.BHXH_TN, Indicator.ENROLLED_COUNT, None)
    view = build_view(snapshot, request)
    with engine.connect() as connection:
        geometry = read_figure_geometry(connection, view)
    engine.dispose()
    mainland = ~shapely.intersects(geometry.lowest.geometry, shapely.box(110.5, 6, 118, 18))
    cut = replace(
        geometry,
        lowest=type(geometry.lowest)(geometry.lowest.codes[mainland], geometry.lowest.geometry[mainland]),
        parents={level: codes[mainland] for level, codes in geometry.parents.items()},
        marks=(),
    )
    for one in (geometry, cut):
        for lang in ("vi", "en"):
            svg = parse(render_figure(view, one, lang))
            assert {"Quần đảo Hoàng Sa", "Quần đảo Trường Sa", "Biển Đông"} <= set(list_texts(svg))
            titles = [title.text for title in svg.iter(f"{SVG}title")]
            assert {"Phú Lâm", "Song Tử Tây"} <= set(titles)


def test_no_word_is_cut_when_lines_are_broken():
    text = "Mỗi xã tô theo tỷ lệ đạt kế hoạch năm, BHXH tự nguyện, ngày 31/03/2019."
    lines = wrap_text(text, 120, 14)
    assert " ".join(lines) == text
    assert len(lines) > 2


def test_text_and_attributes_cannot_leave_their_element():
    evil = '</text><script>alert("1")</script>'
    element = parse(build_text(evil, 0, 0, 12, fill='"/><script>'))
    assert element.tag == "text"
    assert list(element) == []
    assert (element.text, element.get("fill")) == (evil, '"/><script>')


def test_paths_keep_the_shape_within_the_box():
    frame = build_frame((105.0, 21.0, 106.0, 22.0), Box(10, 20, 400, 300))
    x, y = frame.place(105.5, 21.5)
    assert (x, y) == (pytest.approx(210), pytest.approx(170, abs=1))
    (path,) = build_paths([shapely.box(105, 21, 106, 22)], frame)
    assert path.startswith("M")
    assert path.endswith("z")


def test_pilots_have_a_ring_each_and_a_row_of_the_legend(show):
    view, geometry = show()
    pilots = frozenset(view.codes[:2])
    svg = parse(render_figure(replace(view, pilot_codes=pilots), geometry, "vi"))
    without = parse(render_figure(replace(view, pilot_codes=frozenset()), geometry, "vi"))
    assert "xã điểm" in list_texts(svg)
    assert "xã điểm" not in list_texts(without)
    rings = [len(list(one.iter(f"{SVG}circle"))) for one in (svg, without)]
    assert rings[0] - rings[1] == 2 * (len(pilots) + 1)  # ring and dot, those of the legend too

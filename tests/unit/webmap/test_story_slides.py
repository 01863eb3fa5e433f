from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from pptx import Presentation

from services.coverage.leaders import LeaderBy
from services.demo.stories import STORIES
from services.stories.story import Story
from webmap.story_slides import BOARD_INDICATORS, build_story_slides
from webmap.taken_files import ViewFiles
from webmap.translations import set_language


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.story_id)
def test_a_story_of_the_demonstration_becomes_a_slide_for_each_step(demo_client: FlaskClient, story, lang) -> None:
    response = demo_client.get(f"/slides.pptx?story={story.story_id}&lang={lang}")
    assert response.status_code == 200, response.get_data(as_text=True)[:300]
    slides = list(Presentation(BytesIO(response.data)).slides)
    titles = [slide.shapes.title.text for slide in slides]
    expected = [step.title.in_language(lang) for step in story.steps]
    assert titles == expected
    texts = [shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame]
    assert [step.note.in_language(lang) for step in story.steps if step.note.in_language(lang) not in texts] == []


def test_a_profile_becomes_a_native_chart_with_its_table(demo_client: FlaskClient) -> None:
    response = demo_client.get("/slides.pptx?story=dien-bien-2019")
    slides = list(Presentation(BytesIO(response.data)).slides)
    charts = [shape.chart for slide in slides for shape in slide.shapes if shape.has_chart]
    assert charts
    plot = charts[0].plots[0]
    assert plot.series[0].values[-1] == 2959
    assert [values for values in (tuple(one.values) for one in plot.series) if 4299 in values]


def test_a_comparison_a_map_of_differences_and_small_multiples_are_one_slide_each(demo_client: FlaskClient) -> None:
    known = next(step.address for step in STORIES[0].steps if step.address.startswith("/compare"))
    other = f"{known}&mode=difference"
    panels = f"/multiples?{known.partition('?')[2].partition('&b_')[0]}&by=area"
    steps = tuple(replace(STORIES[0].steps[0], address=address) for address in (known, other, panels))
    parts, now = demo_client.application.extensions["baophu"], datetime(2019, 4, 1, tzinfo=UTC)
    story = Story("one", STORIES[0].title, False, 1, "x", now, "x", now, steps)
    with demo_client.application.test_request_context("/?lang=vi"):
        set_language()
        content = build_story_slides(ViewFiles(parts.snapshots.current(), parts.geometries), story, "vi")
    slides = list(Presentation(BytesIO(content)).slides)
    described = [
        shape._element.nvPicPr.cNvPr.get("descr")
        for slide in slides
        for shape in slide.shapes
        if shape.shape_type == 13
    ]
    assert len(slides) == len(described) == 3
    assert "A: 2.252 người; B: 2.959 người; B − A: +707 người" in described[0]
    assert described[1].startswith("Tỉnh Điện Biên: Chênh lệch B − A")
    assert "chênh lệch" in described[1].split("+707 người")[1]
    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    assert [len(table.columns) for table in tables] == [4, 4, 2]


def test_the_speaker_finds_the_briefing_below_the_slide(demo_client: FlaskClient) -> None:
    response = demo_client.get("/slides.pptx?story=dien-bien-2019")
    slide = Presentation(BytesIO(response.data)).slides[0]
    spoken = slide.notes_slide.notes_text_frame.text
    assert "có 2.959 người tham gia BHXH tự nguyện" in spoken
    assert "tăng 1.620 người (121%)" in spoken


def test_a_chart_of_people_says_that_it_counts_people(demo_client: FlaskClient) -> None:
    slides = Presentation(BytesIO(demo_client.get("/slides.pptx?story=dien-bien-2019").data)).slides
    texts = [[shape.text_frame.text for shape in slide.shapes if shape.has_text_frame] for slide in slides]
    assert any("Đơn vị tính: người ·" in text for text in texts[0])
    assert any("Đơn vị tính: % ·" in text for text in texts[1])


@pytest.mark.parametrize("by", list(LeaderBy))
def test_the_slide_of_a_board_ranks_as_the_board_does(by: LeaderBy) -> None:
    assert BOARD_INDICATORS[by.value] is by.indicator


def test_a_story_that_is_not_there_is_told(demo_client: FlaskClient) -> None:
    assert demo_client.get("/slides.pptx?story=nothing").status_code == 404

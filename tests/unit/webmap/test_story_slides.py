from io import BytesIO

import pytest
from flask.testing import FlaskClient
from pptx import Presentation

from services.coverage.leaders import LeaderBy
from services.demo.stories import STORIES
from webmap.story_slides import BOARD_INDICATORS


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.story_id)
def test_a_story_of_the_demonstration_becomes_a_slide_for_each_step(demo_client: FlaskClient, story, lang) -> None:
    response = demo_client.get(f"/slides.pptx?story={story.story_id}&lang={lang}")
    assert response.status_code == 200, response.get_data(as_text=True)[:300]
    slides = list(Presentation(BytesIO(response.data)).slides)
    titles = [slide.shapes.title.text for slide in slides]
    expected = [step.title.in_language(lang) for step in story.steps]
    assert [title for title in expected if not any(shown.startswith(title) for shown in titles)] == []
    assert len(slides) == len(story.steps)
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

"""Stories on the web: made by forms alone, shown to who has the link, framed by nobody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine

from geodata.errors import Bilingual
from services.accounts.roles import Role
from services.store.engine import open_engine
from services.stories.keeping import list_stories, read_story
from tests.fixtures.accounts import make_account, quick_hashes, sign_in  # noqa: F401
from tests.fixtures.intake_pages import read_page, send
from tests.fixtures.toy_store import VINTAGE_ID, fill_toy_store
from webmap import create_app
from webmap.settings import Settings

PEOPLE = {"ha": Role.PLANNER, "an": Role.PLANNER, "lan": Role.OFFICER, "vy": Role.VIEWER}
VIEW = f"/map?vintage={VINTAGE_ID}&level=commune&within=11&scheme=BHXH_TN&indicator=plan_completion_ratio"
VIEW += "&as_of=2019-03-31"


@pytest.fixture
def engine(tmp_path: Path, quick_hashes: None) -> Iterator[Engine]:  # noqa: F811
    opened = open_engine(f"sqlite:///{tmp_path / 'store.sqlite'}")
    fill_toy_store(opened)
    for name, role in PEOPLE.items():
        make_account(opened, name, role)
    yield opened
    opened.dispose()


@pytest.fixture
def app(engine: Engine, tmp_path: Path) -> Flask:
    return create_app(Settings(home=tmp_path, database_url=str(engine.url)), engine)


def enter(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    assert sign_in(client, name).status_code == 303
    return client


@pytest.fixture
def ha(app: Flask) -> FlaskClient:
    return enter(app, "ha")


def add(client: FlaskClient, view: str = VIEW, story: str = "", **texts: str) -> str:
    """Add a view and return the id of the story that it is in."""
    form = {
        "view": view,
        "story": story,
        "title": "Hơn nửa đường",
        "note": "",
        "story_title": "" if story else "Giao ban",
        **texts,
    }
    answer = send(client, "/stories/edit/add", **form)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"].split("/")[3].split("?")[0]


def count_steps(engine: Engine, story_id: str) -> list[str]:
    with engine.connect() as connection:
        return [step.title.vi for step in read_story(connection, story_id).steps]


class TestMaking:
    @pytest.mark.parametrize(
        ("view", "title"),
        [
            (f"/area/{VINTAGE_ID}/11?scheme=BHXH_TN%26as_of=2019-03-31", r"Tỉnh Đồng Xanh: [0-9,]+% kế hoạch"),
            (
                f"/leaders?vintage={VINTAGE_ID}%26within=11%26scheme=BHXH_TN%26as_of=2019-03-31%26by=gap",
                r"Tỉnh [^:]+: ",
            ),
        ],
    )
    def test_profiles_and_boards_propose_their_answers_too(self, ha: FlaskClient, view: str, title: str) -> None:
        page = read_page(ha, f"/stories/edit/add?view={view.replace('?', '%3F', 1)}")
        assert re.search(rf'name="title"[^>]*value="{title}', page)

    def test_the_title_of_a_new_story_makes_one_whatever_the_list_says(self, ha: FlaskClient, engine: Engine) -> None:
        first = add(ha)
        second = add(ha, story=first, story_title="Giao ban tháng 4")
        assert second != first
        assert [len(count_steps(engine, one)) for one in (first, second)] == [1, 1]

    def test_a_view_becomes_the_first_step_of_a_new_story_with_the_answer_as_its_title(
        self, ha: FlaskClient, engine: Engine
    ) -> None:
        page = read_page(ha, f"/stories/edit/add?view={VIEW.replace('&', '%26').replace('?', '%3F')}")
        assert re.search(r'name="title"[^>]*value="Tỉnh Đồng Xanh: [0-9,]+% kế hoạch', page)
        story_id = add(ha)
        with engine.connect() as connection:
            (story,) = list_stories(connection)
        assert (story.story_id, story.created_by, story.title) == (story_id, "ha", Bilingual("Giao ban", ""))
        assert story.steps[0].address == VIEW

    def test_texts_order_and_removal_are_one_form(self, ha: FlaskClient, engine: Engine) -> None:
        story_id = add(ha)
        for title in ("Hai", "Ba"):
            add(ha, story=story_id, title=title)
        address = f"/stories/edit/{story_id}"
        form = {"version": "3", "title_vi": "Quý I", "title_vi_1": "Một", "title_vi_2": "Hai", "title_vi_3": "Ba"}
        assert send(ha, address, do="up-3", is_listed="1", **form).status_code == 303
        assert count_steps(engine, story_id) == ["Một", "Ba", "Hai"]
        assert send(ha, address, do="remove-1", version="4", title_vi="Quý I").status_code == 303
        assert count_steps(engine, story_id) == ["Ba", "Hai"]
        assert send(ha, address, do="remove-9", version="5", title_vi="Quý I").status_code == 303
        assert count_steps(engine, story_id) == ["Ba", "Hai"]

    def test_what_was_typed_stays_on_the_page_where_somebody_was_faster(
        self, ha: FlaskClient, app: Flask, engine: Engine
    ) -> None:
        story_id = add(ha)
        lan = enter(app, "lan")
        assert send(lan, f"/stories/edit/{story_id}", version="1", title_vi="Của Lan").status_code == 303
        answer = send(ha, f"/stories/edit/{story_id}", version="1", title_vi="Của Hà", title_vi_1="Chữ đã gõ")
        text = answer.get_data(as_text=True)
        assert answer.status_code == 409
        assert "«lan»" in text
        assert "Chữ đã gõ" in text
        assert count_steps(engine, story_id) == ["Hơn nửa đường"]

    def test_a_title_that_is_missing_and_a_page_that_is_none_are_refused_in_words(self, ha: FlaskClient) -> None:
        story_id = add(ha)
        answer = send(ha, f"/stories/edit/{story_id}", version="1", title_vi=" ", title_vi_1="Chữ đã gõ")
        assert answer.status_code == 400
        assert "Chữ đã gõ" in answer.get_data(as_text=True)
        for view in ("/intake", "http://nơi-khác/x", "/map?scheme=X"):
            answer = ha.get("/stories/edit/add", query_string={"view": view}, headers={"Accept": "text/html"})
            assert answer.status_code == 400, view
            assert 'role="alert"' in answer.get_data(as_text=True)
        assert send(ha, "/stories/edit/add", view="/intake", title="x").status_code == 400

    def test_a_deleted_story_opens_no_more(self, ha: FlaskClient, app: Flask) -> None:
        story_id = add(ha)
        assert send(ha, f"/stories/edit/{story_id}", do="delete").status_code == 303
        for address in (f"/story/{story_id}", f"/story/{story_id}/1"):
            assert app.test_client().get(address).status_code == 404


class TestWhoMay:
    def test_planners_change_their_own_and_officers_everybodys(self, ha: FlaskClient, app: Flask) -> None:
        story_id = add(ha)
        address = f"/stories/edit/{story_id}"
        an, lan, vy = (enter(app, name) for name in ("an", "lan", "vy"))
        assert [one.get(address).status_code for one in (ha, lan, an, vy)] == [200, 200, 403, 403]
        assert send(an, address, do="delete").status_code == 403
        assert send(an, "/stories/edit/add", view=VIEW, story=story_id, title="x").status_code == 403
        assert app.test_client().get(address, headers={"Accept": "text/html"}).status_code == 303

    def test_a_planner_is_offered_the_desk_and_no_pages_of_officers(self, ha: FlaskClient) -> None:
        page = read_page(ha, "/stories/edit")
        assert 'href="/stories/edit"' in page
        assert 'href="/intake"' not in page

    def test_a_story_is_listed_only_where_that_was_asked_for(self, ha: FlaskClient, app: Flask) -> None:
        story_id = add(ha)
        reader = app.test_client()
        assert story_id not in reader.get("/stories").get_data(as_text=True)
        assert reader.get(f"/story/{story_id}").status_code == 200
        send(ha, f"/stories/edit/{story_id}", version="1", is_listed="1", title_vi="Giao ban")
        assert f"/story/{story_id}" in reader.get("/stories").get_data(as_text=True)


class TestShowing:
    def test_every_step_has_an_address_with_its_page_in_a_frame(self, ha: FlaskClient, app: Flask) -> None:
        story_id = add(ha)
        add(ha, story=story_id, title="Xếp hạng", view="/leaders?within=11")
        reader = app.test_client()
        page = read_page(reader, f"/story/{story_id}/1")
        assert f'<iframe src="{VIEW}&present=1"' in page
        assert f'href="/story/{story_id}/2"' in page
        assert "<iframe" not in read_page(reader, f"/story/{story_id}")
        assert "/leaders?within=11&present=1" in read_page(reader, f"/story/{story_id}/2")
        assert read_page(reader, f"/story/{story_id}/900").count("Xếp hạng") >= 1

    def test_the_language_goes_along_and_a_text_in_one_language_serves(self, ha: FlaskClient, app: Flask) -> None:
        story_id = add(ha)
        page = read_page(app.test_client(), f"/story/{story_id}/1?lang=en")
        assert f"{VIEW}&present=1&lang=en" in page
        assert "Hơn nửa đường" in page
        assert "Next step" in page

    def test_pages_are_framed_by_this_house_in_presentations_only(self, ha: FlaskClient, app: Flask) -> None:
        story_id, reader = add(ha), app.test_client()
        shown = {
            f"{VIEW}&present=1": ("'none'", "'self'", "SAMEORIGIN"),
            VIEW: ("'none'", "'none'", "DENY"),
            f"/story/{story_id}/1": ("'self'", "'none'", "DENY"),
            "/login?present=1": ("'none'", "'none'", "DENY"),
            "/stories/edit?present=1": ("'none'", "'none'", "DENY"),
        }
        for address, expected in shown.items():
            headers = (ha if "edit" in address else reader).get(address).headers
            policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
            assert (policy["frame-src"], policy["frame-ancestors"], headers["X-Frame-Options"]) == expected, address

    def test_the_share_menu_leads_to_the_desk(self, app: Flask) -> None:
        page = read_page(app.test_client(), VIEW)
        assert re.search(r'href="/stories/edit/add\?view=(/|%2F)map', page)

    def test_names_are_escaped(self, ha: FlaskClient, app: Flask) -> None:
        story_id = add(ha, title="<script>alert(1)</script>", note="</script><b>")
        for address in (f"/story/{story_id}", f"/story/{story_id}/1"):
            text = app.test_client().get(address).get_data(as_text=True)
            assert "<script>alert" not in text
            assert "</script><b>" not in text

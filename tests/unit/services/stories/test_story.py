"""Stories: what may be a step, what a change makes of them, and that two people do not overwrite each other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.engine import Engine

from geodata.errors import BadInput, Bilingual, Conflict, NotFound
from services.stories.addresses import clean_address, dress_address
from services.stories.keeping import change_story, create_story, delete_story, list_stories, read_story
from services.stories.story import (
    LONGEST_NOTE,
    MOST_STEPS,
    Step,
    add_step,
    build_step,
    move_step,
    remove_step,
    say,
)
from tests.fixtures.small_vintages import NOW

LATER = NOW + timedelta(hours=2)
TITLE = Bilingual("Điện Biên quý I", "Điện Biên, first quarter")


def make_step(name: str) -> Step:
    return build_step(f"/map?within=11&as_of={name}", Bilingual(name, ""), Bilingual("", ""))


class TestAddresses:
    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            ("/map?within=11&lang=en&present=1", "/map?within=11"),
            ("http://may-chu:8000/map?within=11", "/map?within=11"),
            ("/area/VN-2008/11?scheme=BHYT", "/area/VN-2008/11?scheme=BHYT"),
            ("  /leaders ", "/leaders"),
        ],
    )
    def test_a_page_is_kept_without_host_language_and_manner(self, given: str, kept: str) -> None:
        assert clean_address(given) == kept

    @pytest.mark.parametrize(
        "given",
        [
            *("", "/", "/login", "/intake", "/stories/edit", "//other/x", "javascript:alert(1)"),
            *("/map/../intake", "/map\\x", "/map?" + "x" * 3000, "/map?a\nb"),
        ],
    )
    def test_what_is_no_page_of_data_is_refused_with_a_way_out(self, given: str) -> None:
        with pytest.raises(BadInput) as refused:
            clean_address(given)
        assert refused.value.code == "step_address_refused"

    def test_an_address_is_dressed_for_a_language_and_a_presentation(self) -> None:
        assert dress_address("/leaders", "vi") == "/leaders"
        assert dress_address("/map?within=11", "en", presenting=True) == "/map?within=11&present=1&lang=en"
        assert clean_address(dress_address("/map?within=11", "en", presenting=True)) == "/map?within=11"


class TestChanges:
    def test_steps_move_within_their_bounds_and_none_is_lost(self, engine: Engine) -> None:
        story = create_story(engine, TITLE, "lan", NOW, steps=tuple(make_step(name) for name in "abc"))
        for number, by, expected in ((1, 1, "bac"), (3, -1, "acb"), (1, -1, "abc"), (3, 5, "abc"), (3, -9, "cab")):
            assert "".join(step.title.vi for step in move_step(story, number, by).steps) == expected
        assert [step.title.vi for step in remove_step(story, 2).steps] == ["a", "c"]

    def test_more_steps_than_can_be_shown_are_refused(self, engine: Engine) -> None:
        story = create_story(engine, TITLE, "lan", NOW, steps=(make_step("a"),) * MOST_STEPS)
        with pytest.raises(BadInput, match="at most"):
            add_step(story, make_step("b"))

    def test_a_text_in_one_language_serves_for_both(self) -> None:
        assert say(Bilingual("Chào", ""), "en") == "Chào"
        assert say(Bilingual("", "Hello"), "vi") == "Hello"
        assert say(TITLE, "en") == TITLE.en

    def test_an_empty_title_and_an_endless_note_are_refused(self) -> None:
        with pytest.raises(BadInput, match="no title"):
            build_step("/map", Bilingual("  ", ""), Bilingual("", ""))
        with pytest.raises(BadInput, match="Longer"):
            build_step("/map", TITLE, Bilingual("x" * (LONGEST_NOTE + 1), ""))


class TestKeeping:
    def test_a_story_comes_back_as_it_was_written(self, engine: Engine) -> None:
        made = create_story(engine, TITLE, "lan", NOW, steps=(make_step("a"), make_step("b")), is_listed=True)
        with engine.connect() as connection:
            assert read_story(connection, made.story_id) == made
            assert list_stories(connection) == [made]

    def test_who_has_seen_an_older_version_overwrites_nothing(self, engine: Engine) -> None:
        made = create_story(engine, TITLE, "lan", NOW)
        change_story(engine, made.story_id, 1, lambda one: add_step(one, make_step("a")), "minh", LATER)
        with pytest.raises(Conflict) as refused:
            change_story(engine, made.story_id, 1, lambda one: add_step(one, make_step("b")), "lan", LATER)
        assert "minh" in refused.value.message.vi
        with engine.connect() as connection:
            kept = read_story(connection, made.story_id)
        assert [step.title.vi for step in kept.steps] == ["a"]
        assert (kept.version, kept.changed_by, kept.changed_at) == (2, "minh", LATER)

    def test_a_view_is_added_to_whatever_is_there(self, engine: Engine) -> None:
        made = create_story(engine, TITLE, "lan", NOW)
        for name in "ab":
            change_story(engine, made.story_id, None, lambda one, n=name: add_step(one, make_step(n)), "lan", NOW)
        with engine.connect() as connection:
            assert [step.title.vi for step in read_story(connection, made.story_id).steps] == ["a", "b"]

    def test_a_change_that_fails_leaves_the_story_as_it_was(self, engine: Engine) -> None:
        made = create_story(engine, TITLE, "lan", NOW, steps=(make_step("a"),))

        def fail(_story: object) -> None:
            raise BadInput("x", TITLE, TITLE)

        with pytest.raises(BadInput):
            change_story(engine, made.story_id, 1, fail, "lan", LATER)  # type: ignore[arg-type]
        with engine.connect() as connection:
            assert read_story(connection, made.story_id) == made

    def test_a_deleted_story_is_gone_and_its_id_is_not_given_again(self, engine: Engine) -> None:
        made = create_story(engine, TITLE, "lan", NOW, story_id="dien-bien")
        delete_story(engine, made.story_id, "lan", LATER)
        with engine.connect() as connection:
            assert list_stories(connection) == []
            with pytest.raises(NotFound):
                read_story(connection, "dien-bien")
        with pytest.raises(NotFound):
            delete_story(engine, "dien-bien", "lan", LATER)
        with pytest.raises(Conflict):
            create_story(engine, TITLE, "lan", NOW, story_id="dien-bien")

"""Answers are encoded once, chosen by what the client takes, and known again by their tag."""

import gzip
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import brotli
import pytest
from flask import Flask
from werkzeug.exceptions import NotAcceptable

from webmap.encoding import IMMUTABLE, Answer, AnswerCache, build_answer, choose_encoding, render_answer
from webmap.lanes import Lane

CODINGS = ("br", "gzip")
BODY = b'{"values":[' + b"1," * 500 + b"1]}"


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip;q=0.9", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("*", "br"),
        ("*;q=0.1, br;q=0", "gzip"),
        ("deflate", ""),
        ("identity", ""),
        ("GZIP", "gzip"),
        ("gzip;q=nonsense", ""),
        (",;,", ""),
    ],
)
def test_the_best_coding_that_the_client_takes_is_chosen(accepted: str, chosen: str) -> None:
    assert choose_encoding(accepted, CODINGS) == chosen


@pytest.mark.parametrize("accepted", ["identity;q=0", "*;q=0", "zstd, identity;q=0"])
def test_a_client_that_refuses_every_coding_gets_406(accepted: str) -> None:
    with pytest.raises(NotAcceptable):
        choose_encoding(accepted, ())


def test_each_coding_holds_the_same_bytes_and_has_its_own_tag() -> None:
    answer = build_answer(BODY, "application/json")
    assert brotli.decompress(answer.body_in("br")) == BODY
    assert gzip.decompress(answer.body_in("gzip")) == BODY
    assert len({answer.etag(coding) for coding in ("", *CODINGS)}) == 3
    assert answer.body_in("br") is answer.body_in("br")


def test_small_answers_and_pictures_are_not_compressed() -> None:
    assert build_answer(b"{}", "application/json").codings() == ()
    assert build_answer(BODY, "image/png").codings() == ()
    assert build_answer(BODY, "application/json").codings() == CODINGS


def test_codings_that_exist_already_are_sent_as_they_are() -> None:
    stored = brotli.compress(BODY, quality=11)
    assert build_answer(BODY, "application/json", encoded={"br": stored}).body_in("br") is stored


def test_the_cache_forgets_what_was_used_least_recently_and_stays_within_its_bound() -> None:
    answers = [build_answer(bytes([number]) * 10_000, "image/png") for number in range(10)]
    cache = AnswerCache(most_bytes=answers[0].size * 5)
    for number, answer in enumerate(answers[:5]):
        cache.keep(number, answer)
    assert cache.get(0) is answers[0]
    cache.keep(5, answers[5])
    assert cache.get(1) is None
    assert cache.get(0) is answers[0]
    assert len(cache) == 5


def test_an_answer_that_would_push_out_the_others_is_not_kept() -> None:
    cache = AnswerCache(most_bytes=40_000)
    cache.keep("large", build_answer(b"x" * 30_000, "image/png"))
    assert len(cache) == 0


def test_keeping_an_answer_again_counts_it_once() -> None:
    answer = build_answer(b"x" * 4_000, "image/png")
    cache = AnswerCache(most_bytes=answer.size * 4)
    for _ in range(100):
        cache.keep("same", answer)
    cache.keep("other", answer)
    assert len(cache) == 2


def test_an_answer_is_built_once() -> None:
    built: list[Answer] = []

    def build() -> Answer:
        built.append(build_answer(b"{}", "application/json"))
        return built[-1]

    cache = AnswerCache(most_bytes=100_000)
    assert cache.get_or_build("key", build) is cache.get_or_build("key", build)
    assert len(built) == 1


def test_a_client_that_has_the_bytes_gets_304_with_the_same_headers() -> None:
    app = Flask(__name__)
    answer = build_answer(BODY, "application/json")
    with app.test_request_context(headers={"Accept-Encoding": "br"}):
        first = render_answer(answer, cache_control=IMMUTABLE)
    for known in (first.headers["ETag"], f"W/{first.headers['ETag']}", f'"other", {answer.etag("")}', "*"):
        with app.test_request_context(headers={"Accept-Encoding": "br", "If-None-Match": known}):
            again = render_answer(answer, cache_control=IMMUTABLE)
        assert again.status_code == 304
        assert not again.get_data()
        for name in ("ETag", "Cache-Control", "Vary"):
            assert again.headers[name] == first.headers[name]
    with app.test_request_context(headers={"If-None-Match": '"other"'}):
        assert render_answer(answer, cache_control=IMMUTABLE).get_data() == BODY


@pytest.mark.parametrize(
    ("accept", "status"), [("", 200), ("*/*", 200), ("text/html, */*;q=0.1", 200), ("application/json", 200)]
)
def test_what_the_client_accepts_is_sent(accept: str, status: int) -> None:
    with Flask(__name__).test_request_context(headers={"Accept": accept}):
        assert render_answer(build_answer(BODY, "application/json"), cache_control=IMMUTABLE).status_code == status


def test_what_the_client_does_not_accept_is_refused() -> None:
    with (
        Flask(__name__).test_request_context(headers={"Accept": "text/html"}),
        pytest.raises(NotAcceptable),
    ):
        render_answer(build_answer(BODY, "application/json"), cache_control=IMMUTABLE)


def test_who_asks_for_what_another_thread_makes_waits_for_it() -> None:
    cache: AnswerCache[Answer] = AnswerCache(10**6)
    begun, may_end, made = Event(), Event(), []

    def build() -> Answer:
        made.append(1)
        begun.set()
        assert may_end.wait(30)
        return build_answer(b"one", "text/plain")

    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(cache.get_or_build, "key", build)
        assert begun.wait(30)
        others = [pool.submit(cache.get_or_build, "key", build) for _ in range(2)]
        quick = cache.get_or_build("other", lambda: build_answer(b"two", "text/plain"))
        may_end.set()
        assert all(other.result(30) is first.result(30) is not quick for other in others)
    assert made == [1]


def test_what_takes_long_is_made_one_at_a_time_and_an_error_leaves_the_way_free() -> None:
    cache: AnswerCache[Answer] = AnswerCache(10**6)
    busy: list[int] = []
    most: list[int] = []

    def build() -> Answer:
        busy.append(1)
        most.append(len(busy))
        busy.pop()
        return build_answer(b"one", "text/plain")

    def fail() -> Answer:
        raise ValueError("no")

    with ThreadPoolExecutor(8) as pool:
        for number in range(40):
            pool.submit(cache.get_or_build, number, build, lane=Lane.LONG)
    assert max(most) == 1
    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            cache.get_or_build("bad", fail, lane=Lane.LONG)
    assert cache.get_or_build("bad", build, lane=Lane.LONG).body_in("") == b"one"

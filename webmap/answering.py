"""From a request to kept bytes: the same question about the same publication is answered from memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from flask import Response, request

from services.coverage.audience import Audience
from services.coverage.snapshot import Snapshot
from webmap.context import services
from webmap.encoding import REVALIDATE, Answer, build_answer, render_answer
from webmap.lanes import Lane
from webmap.operation import JSON, Operation
from webmap.readers import snapshot_for_reader
from webmap.replay import PUBLICATION

Parameters = Mapping[str, Any]
Build = Callable[[Parameters, Snapshot], Answer]


def build_json(body: object) -> Answer:
    """Return an answer of JSON; dates as YYYY-MM-DD."""
    return build_answer(orjson.dumps(body, option=orjson.OPT_SERIALIZE_NUMPY), JSON)


def answer(
    operation: Operation, build: Build, *, cache_control: str = REVALIDATE, path_key: str = "", lane: Lane = Lane.QUICK
) -> Response:
    """Answer a request of ``operation``, by ``build`` where it was not asked of this publication before.

    Parameters are checked before anything is built; what was answered once had good ones.
    """
    parts = services()
    snapshot = snapshot_for_reader()
    key = (snapshot.edition, operation.name, path_key, request.query_string)
    kept = parts.answers.get_or_build(key, lambda: build(operation.parse(), snapshot), lane)
    if snapshot.audience is Audience.PUBLIC:
        request.environ[PUBLICATION] = snapshot.publication_id
    return render_answer(kept, cache_control=cache_control)

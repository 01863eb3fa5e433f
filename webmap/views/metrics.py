"""For Prometheus: what all workers have counted, told to the addresses that the operator names."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request

from geodata.errors import Bilingual
from webmap.access import NotAllowed
from webmap.context import services
from webmap.metrics import EXTENSION, MEDIA_TYPE, Metrics

blueprint = Blueprint("metrics", __name__)
FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP")


@blueprint.get("/metrics")
def metrics() -> Response:
    """Answer with the counters."""
    if not _may_read():
        raise NotAllowed(
            "metrics_not_for_you",
            Bilingual("Máy này không được đọc số đo", "The counters are not for this address"),
            Bilingual(
                "Người vận hành nêu địa chỉ được đọc trong BAOPHU_METRICS_FROM.",
                "The operator names the addresses that may read them in BAOPHU_METRICS_FROM.",
            ),
        )
    found: Metrics = current_app.extensions[EXTENSION]
    response = Response(found.render(), content_type=MEDIA_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def _may_read() -> bool:
    settings = services().settings
    # A proxy that nobody told us of: everybody would seem to be that proxy.
    if not settings.proxies and any(name in request.headers for name in FORWARDED):
        return False
    return settings.may_read_metrics(request.remote_addr or "")

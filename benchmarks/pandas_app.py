"""What a user would write today: a Flask view that merges two frames, divides and classes, for each request anew.

It says what ours says: value and both counts of each area with its class, how many each class holds, and the total.
Frames are in memory, scheme and date typed so that choosing rows is quick; breaks are given, none is searched for.
"""

from __future__ import annotations

import os
from pathlib import Path

import orjson
import pandas as pd
from flask import Flask, Response, request

BREAKS = [0.0, 0.35, 0.45, 0.6, 1.0, 10.0]


def create_app() -> Flask:
    """Return the application; the folder BENCHMARK_FRAMES holds areas.parquet and facts.parquet."""
    folder = Path(os.environ["BENCHMARK_FRAMES"])
    areas = pd.read_parquet(folder / "areas.parquet")
    facts = pd.read_parquet(folder / "facts.parquet")
    facts = facts.astype({"scheme": "category", "as_of": "datetime64[s]"})
    app = Flask(__name__)

    @app.get("/values")
    def values() -> Response:
        asked = (facts["scheme"] == request.args["scheme"]) & (facts["as_of"] == pd.Timestamp(request.args["as_of"]))
        merged = areas.merge(facts[asked], on="area_code", how="left", validate="1:1")
        merged["value"] = (merged["enrolled"] / merged["denominator"]).round(4)
        merged["class"] = pd.cut(merged["value"], BREAKS, right=False, labels=False)
        columns = ["area_code", "name", "parent_code", "value", "enrolled", "denominator", "class"]
        body = {
            "areas": orjson.Fragment(merged[columns].to_json(orient="records")),
            "classes": merged["class"].value_counts().sort_index().tolist(),
            "total": merged[["enrolled", "denominator"]].sum().tolist(),
        }
        return Response(orjson.dumps(body), mimetype="application/json")

    return app


def fixed(_environ: object, start_response: object) -> list[bytes]:
    """Answer with the same short bytes: what the server and the client can do at most."""
    body = b"x" * 4000
    start_response("200 OK", [("Content-Length", str(len(body)))])  # type: ignore[operator]
    return [body]

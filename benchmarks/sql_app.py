"""What a user would write today with a database: a Flask view with one SELECT over the same store, on each request.

It says what ours says: value and both counts of each commune with its class, how many each class holds, and the total.
The store is ours (SQLite), its keys are its indexes; the connection of a thread is kept, breaks are given, none is
searched for, and JSON is written by orjson.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections import Counter
from pathlib import Path

import orjson
from flask import Flask, Response, request

# The sum of the parts of a scheme and the newest denominator up to the day, each from the release published last.
QUERY = """
WITH scope AS (
    SELECT s.scope_id, s.release_id, s.scheme, s.measure, s.as_of
    FROM release_scope AS s JOIN release AS r ON r.release_id = s.release_id
    WHERE r.status = 'published' AND r.vintage_id = :vintage AND s.level = 'commune'
      AND ((s.measure = 'enrolled' AND s.as_of = :as_of AND s.scheme IN ('BHXH_BB', 'BHXH_TN'))
        OR (s.measure = 'labour_force' AND s.as_of <= :as_of))
), enrolled AS (
    SELECT area_code, SUM(count) AS enrolled FROM (
        SELECT f.area_code, s.scheme, f.count, MAX(s.release_id)
        FROM scope AS s JOIN fact AS f ON f.scope_id = s.scope_id AND f.level = 'commune'
        WHERE s.measure = 'enrolled' GROUP BY f.area_code, s.scheme
    ) GROUP BY area_code HAVING COUNT(count) = 2
), base AS (
    SELECT f.area_code, f.count AS denominator, MAX(s.as_of || s.release_id)
    FROM scope AS s JOIN fact AS f ON f.scope_id = s.scope_id AND f.level = 'commune'
    WHERE s.measure = 'labour_force' GROUP BY f.area_code
), shares AS (
    SELECT a.position, a.area_code, a.name, a.parent_code, e.enrolled, b.denominator,
           ROUND(1.0 * e.enrolled / NULLIF(b.denominator, 0), 4) AS value
    FROM area AS a LEFT JOIN enrolled AS e ON e.area_code = a.area_code LEFT JOIN base AS b ON b.area_code = a.area_code
    WHERE a.vintage_id = :vintage AND a.level = 'commune'
)
SELECT area_code, name, parent_code, value, enrolled, denominator,
       CASE WHEN value < 0.35 THEN 0 WHEN value < 0.45 THEN 1 WHEN value < 0.6 THEN 2 WHEN value < 1 THEN 3
            WHEN value < 10 THEN 4 END AS class
FROM shares ORDER BY position
"""
NAMES = ("area_code", "name", "parent_code", "value", "enrolled", "denominator", "class")


def create_app() -> Flask:
    """Return the application; the folder BENCHMARK_FRAMES holds the store."""
    path = next(Path(os.environ["BENCHMARK_FRAMES"]).glob("*.sqlite*"))
    threads = threading.local()
    app = Flask(__name__)

    def connect() -> sqlite3.Connection:
        if not hasattr(threads, "connection"):
            threads.connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        return threads.connection

    @app.get("/values")
    def values() -> Response:
        asked = {"vintage": request.args["vintage"], "as_of": request.args["as_of"]}
        rows = [dict(zip(NAMES, row, strict=True)) for row in connect().execute(QUERY, asked)]
        known = [row for row in rows if row["value"] is not None]
        body = {
            "areas": rows,
            "classes": sorted(Counter(row["class"] for row in known).items()),
            "total": [sum(row[name] for row in known) for name in ("enrolled", "denominator")],
        }
        return Response(orjson.dumps(body), mimetype="application/json")

    return app

"""The shapes of answers about targets."""

from __future__ import annotations

from webmap.api.json_shapes import (
    COUNT,
    FLAG,
    NUMBER,
    TEXT,
    WHOLE,
    Schema,
    in_both,
    list_of,
    object_of,
    or_none,
    ref,
)

_COUNTS = {"month_counts": list_of(WHOLE), "organisation_counts": list_of(WHOLE)}
_SUMS = {"target_count": WHOLE, "rise_count": WHOLE}
_ROW = {**_SUMS, **_COUNTS, "required_growth_ratio": or_none(NUMBER), "is_fixed": FLAG, "name": TEXT, "unit_code": TEXT}
PROPOSAL = object_of(
    question={"type": "object"},
    within_name=TEXT,
    **in_both("scheme_label", "rule"),
    target_date=TEXT,
    month_dates=list_of(TEXT),
    commune_count=WHOLE,
    enrolled_count=WHOLE,
    **_SUMS,
    **_COUNTS,
    organisations=list_of(TEXT),
    units=list_of(object_of(commune_count=WHOLE, enrolled_count=WHOLE, **_ROW)),
    communes=list_of(
        object_of(area_code=TEXT, enrolled_count=COUNT, denominator_count=COUNT, is_beyond_denominator=FLAG, **_ROW)
    ),
    uniform=or_none(
        object_of(
            each_count=WHOLE,
            rise_count=WHOLE,
            stock_count=WHOLE,
            coverage_ratio=or_none(NUMBER),
            beyond_codes=list_of(TEXT),
            unknown_count=WHOLE,
        )
    ),
    sources=list_of(TEXT),
    is_illustrative=FLAG,
    is_approximate=FLAG,
    fingerprint=TEXT,
)
SAVED = object_of(
    proposal_id=TEXT,
    name=TEXT,
    targets_url=TEXT,
    publication_id=WHOLE,
    created_by=TEXT,
    created_at=TEXT,
    release_id=or_none(WHOLE),
    published_by=or_none(TEXT),
    published_at=or_none(TEXT),
    is_rolled_back=FLAG,
)
TARGET_SCHEMAS: dict[str, Schema] = {
    "TargetProposal": PROPOSAL,
    "SavedTargets": {"allOf": [ref("TargetProposal"), SAVED]},
}

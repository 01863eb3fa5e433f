"""What would be published, as one hash: the same numbers give the same hash, in whatever order their rows come."""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd

from services.store.coded_facts import code_column, code_values
from services.store.release_draft import ReleaseDraft

# A report tells how the numbers were found, a remark is written while publishing: neither changes what readers see.
_ASIDE = frozenset({"report", "remark"})


def build_draft_sha256(draft: ReleaseDraft) -> str:
    """Return the hash of everything in a draft that readers will see."""
    plain: dict[str, str] = {}
    for field in fields(draft):
        if field.name in _ASIDE:
            continue
        value = getattr(draft, field.name)
        plain[field.name] = _hash_frame(value) if isinstance(value, pd.DataFrame) else repr(value)
    return hashlib.sha256(json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _hash_frame(frame: pd.DataFrame) -> str:
    if frame.empty:
        return ""
    columns = {name: _build_texts(frame, name) for name in sorted(frame.columns)}
    rows = np.sort(pd.util.hash_pandas_object(pd.DataFrame(columns), index=False, categorize=False).to_numpy())
    return hashlib.sha256(rows.tobytes()).hexdigest()


def _build_texts(frame: pd.DataFrame, name: str) -> pd.Categorical[Any]:
    """Return a column as texts, each distinct one made once; a count of 5 and of 5.0 is the same count."""
    column = frame[name]
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        coded = code_values(column.astype("Float64"))
    else:
        coded = code_column(frame, name)
    texts = pd.Index([str(value) for value in coded.distinct], dtype=object)
    return pd.Categorical.from_codes(coded.codes, dtype=pd.CategoricalDtype(texts))

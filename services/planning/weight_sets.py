"""Saved weight sets: what counts how much, under a name, by whom; for any area, and shared by their link."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, RowMapping

from geodata.errors import BadInput, Bilingual, Conflict, NotFound, Place
from services.planning.criteria import Criterion
from services.planning.ranking import Scaling, check_weights
from services.planning.saved_selections import ID_BYTES, check_name
from services.store.audit import Deed, write_entry
from services.store.engine import begin_write
from services.store.weight_set_tables import weight_set

MOST_SETS = 60
Weights = tuple[tuple[Criterion, int], ...]


@dataclass(frozen=True)
class WeightSet:
    """Weights in the order of the criteria, with the scale and the coverage target (per cent, None for none)."""

    set_id: str
    name: str
    weights: Weights
    scaling: Scaling
    target: str | None
    created_by: str
    created_at: datetime

    def is_same(self, weights: Weights, scaling: Scaling, target: str | None) -> bool:
        """Tell whether these are the weights of the set."""
        return dict(self.weights) == dict(weights) and self.scaling is scaling and self.target == target


def save_weight_set(
    engine: Engine, name: str, weights: Weights, scaling: Scaling, target: str | None, by: str, now: datetime
) -> WeightSet:
    """Write weights under a new id and return them; Conflict where the name is taken or there are too many sets."""
    check_weights({criterion: float(weight) for criterion, weight in weights})
    made = WeightSet(secrets.token_urlsafe(ID_BYTES), check_name(name), weights, scaling, target, by, now)
    with begin_write(engine) as connection:
        before = list_weight_sets(connection)
        if any(one.name.casefold() == made.name.casefold() for one in before):
            raise _taken(made.name)
        if len(before) >= MOST_SETS:
            raise _too_many()
        values = {"set_id": made.set_id, "name": made.name, "created_by": by, "created_at": now}
        connection.execute(sa.insert(weight_set).values(values | {"document": _write(made)}))
        write_entry(connection, Deed.WEIGHTS_SAVED, made.set_id, by=by, now=now, after=_build_state(made))
    return made


def list_weight_sets(connection: Connection) -> tuple[WeightSet, ...]:
    """Return all sets by name."""
    rows = connection.execute(sa.select(weight_set)).mappings()
    return tuple(sorted((_build(row) for row in rows), key=lambda one: (one.name.casefold(), one.set_id)))


def find_weight_set(sets: tuple[WeightSet, ...], set_id: str) -> WeightSet:
    """Return a set by its id; NotFound where there is none."""
    found = next((one for one in sets if one.set_id == set_id), None)
    if found is None:
        raise NotFound(
            "weight_set_not_found",
            Bilingual("Không có bộ trọng số này", "There is no such weight set"),
            Bilingual("Có thể đã bị xóa; chọn bộ khác hoặc kéo các thanh.", "It may be gone; choose or set weights."),
            Place(column="weights", text=set_id),
        )
    return found


def remove_weight_set(engine: Engine, set_id: str, by: str, now: datetime) -> None:
    """Take a set away; what was saved or sent with its weights keeps them. NotFound where there is none."""
    with begin_write(engine) as connection:
        gone = find_weight_set(list_weight_sets(connection), set_id)
        connection.execute(sa.delete(weight_set).filter_by(set_id=set_id))
        write_entry(connection, Deed.WEIGHTS_REMOVED, set_id, by=by, now=now, before=_build_state(gone))


def _build_state(kept: WeightSet) -> dict[str, Any]:
    """Return what the audit log says of a set: all of it, for its row goes when it is taken away."""
    weights = [f"{criterion.value} {weight}" for criterion, weight in kept.weights]
    return {"name": kept.name, "weights": weights, "scaling": kept.scaling.value, "target": kept.target}


def _write(made: WeightSet) -> str:
    weights = {criterion.value: weight for criterion, weight in made.weights}
    return json.dumps({"weights": weights, "scaling": made.scaling.value, "target": made.target}, sort_keys=True)


def _build(row: RowMapping) -> WeightSet:
    document = json.loads(row["document"])
    given: Mapping[str, int] = document["weights"]
    weights = tuple((one, int(given[one.value])) for one in Criterion if given.get(one.value))
    return WeightSet(
        row["set_id"],
        row["name"],
        weights,
        Scaling(document["scaling"]),
        document["target"],
        row["created_by"],
        row["created_at"],
    )


def _taken(name: str) -> Conflict:
    return Conflict(
        "weight_set_name_taken",
        Bilingual(f"Đã có bộ trọng số «{name}»", f"There is a weight set «{name}» already"),
        Bilingual("Đặt tên khác, hoặc xóa bộ cũ trước.", "Choose another name, or take the old one away first."),
        Place(column="name", text=name),
    )


def _too_many() -> BadInput:
    return BadInput(
        "too_many_weight_sets",
        Bilingual(f"Đã có {MOST_SETS} bộ trọng số", f"There are {MOST_SETS} weight sets"),
        Bilingual("Xóa bộ không dùng nữa.", "Take one away that nobody uses."),
        Place(column="name"),
    )

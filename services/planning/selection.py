"""The best selection of communes under rules, solved exactly, with its proof and its fingerprint.

maximise Σ g_i x_i, x_i ∈ {0, 1}, subject to the rows of the rules: a binary linear programme, solved by branch and cut
with HiGHS (Huangfu and Hall, Mathematical Programming Computation 10 (2018) 119–142) through ``scipy.optimize.milp``.
Communes are put in the order of their codes first, so that the same input gives the same list however it is ordered.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geodata.errors import BadInput, Bilingual
from services.coverage.columns import Counts, Mask
from services.measures.wording import format_ratio
from services.planning.candidates import Candidates
from services.planning.ground import Field, Pairs
from services.planning.rules import LockIn, Rows, Rule

TIME_LIMIT = 60.0  # seconds
PROOF_GAP = 1e-9  # relative: what sums of floats lose
MOST_CUTS = 50
INFEASIBLE, TIME_OUT = 2, 1  # what scipy calls them


@dataclass(frozen=True)
class SelectionProblem:
    """What is asked for: gains of m communes (people, gap closed, score …; NaN where unknown) under rules.

    A commune of unknown gain is picked only where it is locked in, and counts as 0.
    """

    ground: Field
    gains: Counts
    rules: tuple[Rule, ...]

    @property
    def allowed(self) -> Mask:
        """Tell which communes may be picked at all."""
        locked = np.isin(self.ground.codes, [rule.code for rule in self.rules if isinstance(rule, LockIn)])
        return np.asarray(np.isfinite(self.gains) | locked, dtype=np.bool_)

    @cached_property
    def order(self) -> NDArray[np.int64]:
        """The places of the communes by code: how the solver sees them."""
        return np.argsort(self.ground.codes.astype(str), kind="stable")

    @cached_property
    def system(self) -> System:
        """The rows of all rules; columns in the order of the codes, as ``order`` gives it."""
        return build_system(self.ground.reorder(self.order), self.rules)


@dataclass(frozen=True)
class System:
    """The rows of all rules, stacked; ``rule_numbers`` says whose each row is."""

    matrix: Any  # scipy.sparse.csr_array, r × m
    lows: Counts
    highs: Counts
    rule_numbers: NDArray[np.int64]


@dataclass(frozen=True)
class Selection:
    """The picked communes: places in the problem's order, their codes, the gain, and the proof.

    No selection under the rules can gain more than ``bound``; ``is_proven`` tells that the gain is that. ``gap`` is how
    far it may lie below, relative to the bound. The fingerprint is of the question and the answer.
    """

    places: NDArray[np.int64]
    codes: tuple[str, ...]
    gain: float
    cost: float
    bound: float
    gap: float
    is_proven: bool
    fingerprint: str

    @property
    def proof(self) -> Bilingual:
        """What is proven of the list, in words."""
        if self.is_proven:
            return Bilingual(
                "Đã chứng minh: không danh sách nào theo các quy tắc này đạt nhiều hơn.",
                "Proven: no list under these rules gains more.",
            )
        vi, en = (format_ratio(self.gap, lang, 2) for lang in ("vi", "en"))
        return Bilingual(
            f"Chưa chứng minh xong: một danh sách khác có thể hơn nhiều nhất {vi}.",
            f"Not proven to the end: another list may gain at most {en} more.",
        )


def build_field(candidates: Candidates, costs: Counts | None = None, neighbours: Pairs | None = None) -> Field:
    """Return the ground of a selection among candidates; without costs each commune costs 1."""
    return Field(
        codes=candidates.codes,
        unit_codes=candidates.unit_codes,
        is_pilot=candidates.is_pilot,
        sizes=candidates.denominators,
        costs=np.ones(candidates.size) if costs is None else costs,
        longitudes=candidates.longitudes,
        latitudes=candidates.latitudes,
        neighbours=np.zeros((0, 2), dtype=np.int64) if neighbours is None else neighbours,
    )


def solve_selection(problem: SelectionProblem, time_limit: float = TIME_LIMIT) -> Selection | None:
    """Return the best selection, None where no selection keeps all rules; BadInput where time ran out without one."""
    return solve_system(problem, problem.system, problem.gains, time_limit)


def solve_system(
    problem: SelectionProblem, system: System, gains: Counts, time_limit: float = TIME_LIMIT
) -> Selection | None:
    """Return the best selection for these gains under these rows.

    The solver works with tolerances, a list of communes has none: a set that breaks a rule by them is forbidden, that
    very one, and the question asked again.
    """
    order, values = problem.order, np.where(np.isfinite(gains), gains, 0.0)
    rows, allowed = system, problem.allowed[order]
    for _ in range(MOST_CUTS):
        found = _ask_solver(rows, values[order], allowed, time_limit)
        if found is None:
            return None
        chosen, bound = found
        if not is_broken(system, chosen):
            picked = np.zeros(order.size, dtype=bool)
            picked[order] = chosen
            return _build_selection(problem, values, picked, bound)
        rows = forbid_set(rows, chosen)
    raise out_of_time(time_limit)


def _ask_solver(rows: System, gains: Counts, allowed: Mask, time_limit: float) -> tuple[Mask, float] | None:
    """Return the choice and the bound on the gain of any, None where there is none."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    found = milp(
        c=-gains,
        integrality=np.ones(gains.size),
        bounds=Bounds(0.0, allowed.astype(float)),
        constraints=LinearConstraint(rows.matrix, rows.lows, rows.highs),
        options={"mip_rel_gap": 0.0, "time_limit": time_limit},
    )
    if found.status == INFEASIBLE:
        return None
    if found.x is None:
        raise out_of_time(time_limit)
    return np.asarray(found.x > 0.5, dtype=np.bool_), -float(found.mip_dual_bound)


def build_system(ground: Field, rules: Sequence[Rule]) -> System:
    """Return the rows of all rules over the communes of the field."""
    return stack_rows([rule.build_rows(ground, rules) for rule in rules], ground.size)


def stack_rows(parts: Sequence[Rows], width: int) -> System:
    """Return the rows one below the other."""
    from scipy.sparse import csr_array

    heights = np.array([part.lows.size for part in parts], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum(heights)])
    rows = [part.row_numbers + start for part, start in zip(parts, starts, strict=False)]
    height = int(starts[-1])
    if height == 0:
        return System(csr_array((0, width)), np.zeros(0), np.zeros(0), np.zeros(0, dtype=np.int64))
    entries = np.concatenate([part.coefficients for part in parts])
    at = (np.concatenate(rows), np.concatenate([part.columns for part in parts]))
    return System(
        matrix=csr_array((entries, at), shape=(height, width)),
        lows=np.concatenate([part.lows for part in parts]),
        highs=np.concatenate([part.highs for part in parts]),
        rule_numbers=np.repeat(np.arange(len(parts)), heights),
    )


def drop_rule(system: System, number: int) -> System:
    """Return the rows without those of one rule; the others ask what they asked, also of units with their own rule."""
    kept = system.rule_numbers != number
    return System(system.matrix[kept], system.lows[kept], system.highs[kept], system.rule_numbers[kept])


def forbid_set(system: System, picked: Mask) -> System:
    """Return the rows with a no-good cut (Balas and Jeroslow, SIAM J. Appl. Math. 23 (1972) 61–69).

    Σ_{i ∈ S} x_i − Σ_{i ∉ S} x_i ≤ |S| − 1 forbids the set S and no other; ``picked`` are in the order of the columns.
    """
    from scipy.sparse import csr_array, vstack

    cut = csr_array(np.where(picked, 1.0, -1.0)[None, :])
    return System(
        matrix=vstack([system.matrix, cut], format="csr"),
        lows=np.append(system.lows, -np.inf),
        highs=np.append(system.highs, np.count_nonzero(picked) - 1.0),
        rule_numbers=np.append(system.rule_numbers, -1),
    )


def measure_slack(system: System, picked: Mask) -> Counts:
    """Return by how much each row is broken; 0 where it is kept."""
    sums = system.matrix @ picked.astype(float)
    return np.asarray(np.maximum(np.maximum(system.lows - sums, sums - system.highs), 0.0), dtype=np.float64)


def is_broken(system: System, picked: Mask) -> bool:
    """Tell whether a row is broken by more than sums of floats lose."""
    most = np.abs(system.matrix).sum(axis=1) if system.lows.size else np.zeros(0)
    return bool((measure_slack(system, picked) > 1e-12 * np.maximum(np.asarray(most).ravel(), 1.0)).any())


def _build_selection(problem: SelectionProblem, values: Counts, picked: Mask, bound: float) -> Selection:
    places = np.flatnonzero(picked)
    gain = float(values[places].sum())
    bound = max(bound, gain)
    gap = (bound - gain) / max(abs(bound), 1.0)
    codes = tuple(sorted(str(code) for code in problem.ground.codes[places]))
    is_proven = bound - gain <= max(PROOF_GAP * abs(bound), 1e-6)
    return Selection(
        places=places,
        codes=codes,
        gain=gain,
        cost=float(np.nansum(problem.ground.costs[places])),
        bound=gain if is_proven else bound,
        gap=0.0 if is_proven else gap,
        is_proven=is_proven,
        fingerprint=build_fingerprint(problem, values, codes),
    )


def build_fingerprint(problem: SelectionProblem, values: Counts, codes: Sequence[str]) -> str:
    """Return sixteen hexadecimal digits of the question (codes, gains, costs, units, rules) and the answer."""
    ground = problem.ground
    rows = sorted(
        [str(code), str(unit), float(value), float(cost)]
        for code, unit, value, cost in zip(ground.codes, ground.unit_codes, values, ground.costs, strict=True)
    )
    content = {"communes": rows, "rules": sorted(repr(rule) for rule in problem.rules), "picked": sorted(codes)}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def out_of_time(seconds: float) -> BadInput:
    """Return what is said where time ran out before there was an answer."""
    return BadInput(
        "selectionout_of_time",
        Bilingual(
            f"Chưa tìm được phương án nào trong {seconds:.0f} giây", f"No selection was found within {seconds:.0f} s"
        ),
        Bilingual(
            "Bớt quy tắc về khoảng cách, hoặc chọn địa bàn nhỏ hơn.", "Use fewer rules of distance, or a smaller area."
        ),
    )

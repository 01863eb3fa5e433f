"""What to loosen where floors, ceilings and hand cells forbid a total: each way is tried before it is offered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from geodata.errors import BadInput, Bilingual
from services.coverage.columns import Mask
from services.measures.wording import format_count
from services.planning.target_question import RuleKind, TargetQuestion
from services.planning.targets import TargetOutOfBounds, TargetProblem, bound_communes

MOST_CEILING = 1000  # per cent; beyond it a ceiling is dropped rather than raised

Solve = Callable[[TargetQuestion], object]
Build = Callable[[TargetQuestion], TargetProblem]


@dataclass(frozen=True)
class TargetLoosening:
    """One way that is enough by itself: in words, and the question that it makes."""

    text: Bilingual
    question: TargetQuestion


class InfeasibleTargets(TargetOutOfBounds):
    """A total that cannot be split, with the ways out: ``options``."""

    def __init__(self, refused: TargetOutOfBounds, name: str | None, options: tuple[TargetLoosening, ...]) -> None:
        super().__init__(refused.asked, refused.least, refused.most, refused.unit, name)
        self.options = options
        if options:
            self.hint = Bilingual(
                "Một trong các cách: " + "; ".join(one.text.vi for one in options) + ".",
                "Any of these will do: " + "; ".join(one.text.en for one in options) + ".",
            )


def describe_infeasible(
    refused: TargetOutOfBounds, question: TargetQuestion, names: Mapping[str, str], build: Build, solve: Solve
) -> InfeasibleTargets:
    """Return the refusal with the ways out of which ``solve`` finds each to be enough."""
    options = tuple(one for one in _list_ways(refused, question, names, build) if _is_solved(one.question, solve))
    if not options:
        options = tuple(one for one in _list_last_ways(question) if _is_solved(one.question, solve))
    unit = refused.unit
    return InfeasibleTargets(refused, None if unit is None else names.get(unit, unit), options[:5])


def _list_ways(
    refused: TargetOutOfBounds, question: TargetQuestion, names: Mapping[str, str], build: Build
) -> Iterator[TargetLoosening]:
    # Where units keep their totals it is the split without hand cells that does not allow the total of all.
    ground = replace(question, fixed=()) if refused.unit is None and question.keep_units else question
    problem = build(ground)
    inside = np.ones(problem.codes.size, dtype=bool) if refused.unit is None else problem.unit_codes == refused.unit
    is_short = refused.asked > refused.most
    nearest = int(refused.most if is_short else refused.least)
    yield from _change_total(refused, question, names, nearest)
    yield from _let_units_move(refused, question)
    yield from _move_bounds(refused, question, ground, build, inside, is_short)
    yield from _free_cells(refused, question, names, problem, inside, is_short)


def _change_total(
    refused: TargetOutOfBounds, question: TargetQuestion, names: Mapping[str, str], nearest: int
) -> Iterator[TargetLoosening]:
    vi, en = (format_count(nearest, lang) for lang in ("vi", "en"))
    if refused.unit is None:
        yield TargetLoosening(
            Bilingual(f"đổi tổng thành {vi}", f"make the total {en}"), replace(question, total=nearest)
        )
    elif refused.unit in dict(question.unit_fixed):
        name = names.get(refused.unit, refused.unit)
        yield TargetLoosening(
            Bilingual(f"đổi tổng của {name} thành {vi}", f"make the total of {name} {en}"),
            question.change_cells({}, {refused.unit: nearest}),
        )


def _let_units_move(refused: TargetOutOfBounds, question: TargetQuestion) -> Iterator[TargetLoosening]:
    if refused.unit is not None and question.keep_units and question.fixed:
        yield TargetLoosening(
            Bilingual("cho tổng của các đơn vị thay đổi theo ô sửa tay", "let hand cells change the totals of units"),
            replace(question, keep_units=False),
        )


def _move_bounds(
    refused: TargetOutOfBounds,
    question: TargetQuestion,
    ground: TargetQuestion,
    build: Build,
    inside: Mask,
    is_short: bool,
) -> Iterator[TargetLoosening]:
    if question.kind is RuleKind.UNIFORM:
        return
    if is_short and question.ceiling is not None:
        ceilings = range(question.ceiling + 1, MOST_CEILING + 1)
        ceiling = _find_first(ceilings, lambda one: _reaches(build(replace(ground, ceiling=one)), inside, refused))
        says = (f"nâng mức trần từ {question.ceiling}% lên {ceiling}%",
                f"raise the ceiling from {question.ceiling}% to {ceiling}%")  # fmt: skip
        if ceiling is None:
            says = ("bỏ mức trần", "drop the ceiling")
        yield TargetLoosening(Bilingual(*says), replace(question, ceiling=ceiling))
    if is_short and question.cap:
        yield TargetLoosening(
            Bilingual("cho phép vượt mẫu số", "allow targets beyond the denominator"), replace(question, cap=False)
        )
    if not is_short and question.floor:
        floors = range(question.floor - 1, -1, -1)
        floor = _find_first(floors, lambda one: _reaches(build(replace(ground, floor=one)), inside, refused))
        if floor is not None:
            yield TargetLoosening(
                Bilingual(
                    f"hạ mức sàn từ {question.floor}% xuống {floor}%",
                    f"lower the floor from {question.floor}% to {floor}%",
                ),
                replace(question, floor=floor),
            )


def _free_cells(
    refused: TargetOutOfBounds,
    question: TargetQuestion,
    names: Mapping[str, str],
    problem: TargetProblem,
    inside: Mask,
    is_short: bool,
) -> Iterator[TargetLoosening]:
    """Offer the fewest hand cells to free: what each gives adds up, so those that give most come first."""
    held = np.flatnonzero(np.isin(problem.codes, list(problem.fixed)) & inside)
    free_lows, free_highs = bound_communes(replace(problem, fixed={}))
    lows, highs = bound_communes(problem)
    gains = free_highs[held] - highs[held] if is_short else lows[held] - free_lows[held]
    given = dict(zip(held.tolist(), gains.tolist(), strict=True))
    missing = refused.asked - refused.most if is_short else refused.least - refused.asked
    freed: list[str] = []
    for place in sorted(given, key=lambda one: (-given[one], one)):
        if missing <= 0 or given[place] <= 0:
            break
        freed.append(str(problem.codes[place]))
        missing -= given[place]
    if freed and missing <= 0:
        listed = ", ".join(names.get(code, code) for code in freed[:5]) + (" …" if len(freed) > 5 else "")
        cells = "cell" if len(freed) == 1 else "cells"
        yield TargetLoosening(
            Bilingual(f"bỏ cố định {len(freed)} ô: {listed}", f"free {len(freed)} {cells}: {listed}"),
            question.change_cells(dict.fromkeys(freed)),
        )


def _list_last_ways(question: TargetQuestion) -> Iterator[TargetLoosening]:
    cells = replace(question, fixed=(), unit_fixed=())
    yield TargetLoosening(Bilingual("bỏ cố định mọi ô", "free all cells"), cells)
    unbound = replace(question, floor=0, ceiling=None, cap=False)
    yield TargetLoosening(Bilingual("bỏ sàn, trần và mẫu số", "drop floor, ceiling and denominators"), unbound)
    both = replace(cells, floor=0, ceiling=None, cap=False)
    yield TargetLoosening(Bilingual("bỏ mọi mức và mọi ô cố định", "drop all bounds and free all cells"), both)
    yield TargetLoosening(
        Bilingual("bỏ mọi mức, mọi ô cố định và tổng đã nhập", "drop all bounds, cells and the total typed"),
        replace(both, total=None),
    )


def _reaches(problem: TargetProblem, inside: Mask, refused: TargetOutOfBounds) -> bool:
    lows, highs = bound_communes(problem)
    rise = refused.asked - float(problem.baseline[inside].sum())
    return bool(lows[inside].sum() <= rise <= highs[inside].sum())


def _find_first(values: range, fits: Callable[[int], bool]) -> int | None:
    """Return the first value that fits, where none that follows one that fits does not; None where none fits."""
    if not values or not fits(values[-1]):
        return None
    low, high = 0, len(values) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if fits(values[middle]) else (middle + 1, high)
    return values[low]


def _is_solved(question: TargetQuestion, solve: Solve) -> bool:
    try:
        solve(question)
    except BadInput:
        return False
    return True

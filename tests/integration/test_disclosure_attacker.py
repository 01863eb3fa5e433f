"""The attacker, against every public address: who asks all of them cannot tell any count that is withheld.

Twice. First by worlds: another country, in which small counts are 5 or more and every published number is the same,
answers every public GET of the application byte for byte alike; so no answer, of any kind of file, tells the two apart.
Then by equations: all counts that the API gives, with the sums that they are of, solved for each withheld count.
"""

from __future__ import annotations

import numpy as np
import pytest

from services.coverage.audience import Audience
from tests.fixtures.accounts import quick_hashes
from tests.fixtures.api_notes import count_rests, take_notes, write_down
from tests.fixtures.disclosure_attacker import find_all_bounds
from tests.fixtures.public_addresses import (
    FILE_QUERIES,
    FILES,
    OF_MADE_THINGS,
    QUERIES,
    ask,
    list_public_rules,
    write_paths,
)
from tests.fixtures.small_counts import VINTAGE_ID
from tests.fixtures.two_worlds import (
    BELOW,
    World,
    other_world,
    small_home,
    staff_client,
    true_world,
)

__all__ = ["other_world", "quick_hashes", "small_home", "true_world"]
pytestmark = pytest.mark.usefixtures("quick_hashes")


def test_staff_of_the_other_world_see_other_counts(true_world: World, other_world: World) -> None:
    """Without it the next test would compare a world with itself."""
    seen = [
        world.app.extensions["baophu"].snapshots.holder.current(Audience.STAFF).vintages[VINTAGE_ID].own_facts
        for world in (true_world, other_world)
    ]
    differing = [key for key in seen[0] if not np.array_equal(seen[0][key].counts, seen[1][key].counts)]
    assert len(differing) >= 8


def test_every_public_address_answers_the_same_in_both_worlds(true_world: World, other_world: World) -> None:
    clients = true_world.app.test_client(), other_world.app.test_client()
    telling, silent = [], []
    for rule in list_public_rules(true_world.app):
        if other_world.is_second and (not rule.rule.startswith("/api/v1/") or rule.endpoint == "pack.pack"):
            continue  # the second world is asked for data only, to save time
        answered = False
        for path in write_paths(rule):
            for query in QUERIES[:FILE_QUERIES] if path.endswith(FILES) else QUERIES:
                first, second = (ask(client, path, query) for client in clients)
                answered |= first[0] in (200, 302, 303, 409)
                if first != second:
                    telling.append(f"{path}?{query}")
        if not answered and not rule.endpoint.startswith(OF_MADE_THINGS):
            silent.append(rule.rule)
    assert not telling
    assert not silent, "no query of QUERIES is one for these: add one, so that the attacker has an answer"


def test_equations_of_all_that_the_api_tells_leave_every_withheld_count_open(true_world: World) -> None:
    notes = take_notes(true_world.app.test_client())
    true = take_notes(staff_client(true_world))
    small = [name for name in notes.withheld if 0 < true.counts.get(name, 0) < BELOW]
    assert len(small) >= 30
    assert not [name for name, count in notes.counts.items() if 0 < count < BELOW and name[0] == VINTAGE_ID]
    rests = [name for name, count in count_rests(true).items() if 0 < count < BELOW]
    assert len(rests) >= 3
    bounds = find_all_bounds(write_down(notes), [*small, *rests])
    told = {name: bound for name, bound in bounds.items() if bound[1] < BELOW - 1e-6}
    assert not told


def test_the_attacker_would_find_a_count_that_is_withheld_alone(true_world: World) -> None:
    """Without it the equations might be none."""
    notes = take_notes(staff_client(true_world))
    alone = (VINTAGE_ID, "BHXH_TN", "enrolled_count", "2019-03-31", "03127")
    assert notes.counts.pop(alone) == 3
    notes.withheld.add(alone)
    assert find_all_bounds(write_down(notes), [alone])[alone] == pytest.approx((3, 3))
    rests = count_rests(notes)
    assert min(rest for rest in rests.values() if rest) < BELOW
    assert {name: high for name, (_, high) in find_all_bounds(write_down(notes), rests).items()} == rests

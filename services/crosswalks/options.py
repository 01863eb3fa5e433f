"""What the user says about a crosswalk to be checked, built or imported."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from geodata.crosswalks.crosswalk import WeightBasis


@dataclass(frozen=True)
class CrosswalkOptions:
    """The two vintages, and what their crosswalk is made of: a list, the stored outlines, or both.

    ``same_codes``: the later one corrects outlines of the earlier, and each commune is the one that it was.

    ``weights_path`` says how divided units are shared out, ``sizes_path`` (column ``sizes_column``) what each unit
    counts for; both are amounts or shares of ``basis``. ``fill_sizes``: units that the file lacks count by their area
    and the density of their province. A source that is empty is the name of its file.
    """

    from_vintage_id: str
    to_vintage_id: str
    list_path: Path | None = None
    list_source: str = ""
    use_outlines: bool = True
    same_codes: bool = False
    weights_path: Path | None = None
    weights_source: str = ""
    sizes_path: Path | None = None
    sizes_column: str | None = None
    sizes_source: str = ""
    fill_sizes: bool = False
    basis: WeightBasis | None = None

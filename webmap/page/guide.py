"""What the guide lists: every indicator, every state with its look, the keys."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from services.measures.indicators import Indicator
from services.measures.palettes import build_sequential_colors
from services.measures.states import State
from webmap.page.legend import find_look
from webmap.page.words import capitalise
from webmap.translations import gettext as _


@dataclass(frozen=True)
class DefinitionText:
    """An indicator in words."""

    code: str
    label: str
    text: str
    formula: str


@dataclass(frozen=True)
class StateText:
    """A state in words, with its look."""

    label: str
    text: str
    color: str | None
    pattern: str


def build_definitions(indicators: Iterable[Indicator], lang: str) -> list[DefinitionText]:
    """Return what each indicator means."""
    definitions = [indicator.definition for indicator in indicators]
    return [
        DefinitionText(
            one.indicator.value,
            one.label.in_language(lang),
            one.definition.in_language(lang),
            one.formula.in_language(lang),
        )
        for one in definitions
    ]


def build_state_texts(lang: str) -> list[StateText]:
    """Return what each state means and looks like; a value in the middle of the scale stands for all."""
    middle = build_sequential_colors(5)[2]
    texts = []
    for state in State:
        fill, pattern = find_look(state)
        label = capitalise(state.label.in_language(lang))
        texts.append(StateText(label, state.definition.in_language(lang), fill or middle, pattern))
    return texts


def build_keys() -> list[tuple[tuple[str, ...], str]]:
    """Return the keys of the page with what they do."""
    return [
        (("← ↑ → ↓",), _("trên bản đồ: sang nơi bên cạnh; trong bảng: sang dòng khác")),
        (("Enter",), _("vào bên trong nơi đang chọn; trong bảng: chọn nơi đó")),
        (("Esc",), _("bỏ chọn, rồi lên cấp trên; thôi trình chiếu")),
        (("+", "−", "0"), _("phóng to, thu nhỏ, xem toàn bộ")),
        (("/",), _("tìm một nơi")),
        (("P",), _("trình chiếu")),
        (("?",), _("các phím của bản đồ, khi đang ở bản đồ")),
    ]

"""Commands that tell first and act only with ``--commit``: the option, and what is said where it was not given."""

from __future__ import annotations

import click

COMMIT_ELSE_TELL = click.option(
    "--commit", is_flag=True, help="Thực hiện; nếu không thì chỉ báo trước. · Do it; else only tell."
)
COMMIT_ELSE_CHECK = click.option(
    "--commit", is_flag=True, help="Thực hiện; nếu không thì chỉ kiểm tra. · Do it; else only check."
)


def tell_nothing_changed(act_vi: str, act_en: str) -> None:
    """Print that nothing has changed, and that ``--commit`` does the act, named by its verb: «nạp», «import»."""
    click.echo(f"Chưa thay đổi gì; thêm --commit để {act_vi} · nothing changed; add --commit to {act_en}")

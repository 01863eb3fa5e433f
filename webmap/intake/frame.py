"""What stands around every page of the intake: navigation, language, account, the four steps."""

from __future__ import annotations

from dataclasses import dataclass

from flask import g, request

from services.accounts.roles import Role
from webmap.access import current_account
from webmap.intake.links import build_language_link, build_link
from webmap.intake.upload_links import UploadLinks
from webmap.translations import gettext as _

LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}


@dataclass(frozen=True)
class PageLink:
    """An entry of the navigation."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Step:
    """One of the four steps; ``state`` is done, here or ahead."""

    label: str
    state: str
    url: str | None = None


@dataclass(frozen=True)
class Frame:
    """Title and surroundings of a page; ``steps`` is empty where the page is no step."""

    title: str
    steps: tuple[Step, ...] = ()
    has_script: bool = True

    @property
    def pages(self) -> tuple[PageLink, ...]:
        """The navigation."""
        here, account = str(request.endpoint), current_account()
        links = [PageLink(_("Bản đồ"), build_link("map.show_map"), False)]
        if account is None or account.role >= Role.OFFICER:
            intake = here.startswith(("intake.", "previews."))
            links.append(PageLink(_("Nạp số liệu"), build_link("intake.show_start"), intake))
            releases = here.startswith("releases.")
            links.append(PageLink(_("Các bản số liệu"), build_link("releases.show_releases"), releases))
            links.append(PageLink(_("Mã nhúng"), build_link("embed_desk.show_tokens"), here.startswith("embed_desk.")))
        outreach = PageLink(_("Hội nghị"), build_link("outreach.show_outreach"), here.startswith("outreach_desk."))
        if account is not None and account.role >= Role.ADMIN:
            links.append(PageLink(_("Nhật ký"), build_link("audit.show_entries"), here.startswith("audit.")))
        stories = PageLink(_("Bài trình bày"), build_link("story_desk.show_desk"), here.startswith("story_desk."))
        return (*links, outreach, stories)

    @property
    def languages(self) -> list[tuple[str, str, str]]:
        """Code, name and address of each language."""
        return [(code, name, build_language_link(code)) for code, name in LANGUAGE_NAMES.items()]

    @property
    def account_name(self) -> str:
        """Who is signed in."""
        account = current_account()
        return account.name if account else ""

    @property
    def role(self) -> str:
        """What the account may do, in words."""
        account = current_account()
        return account.role.label.in_language(g.lang) if account else ""

    @property
    def account_url(self) -> str:
        """The page of the account."""
        return build_link("account.show_account")

    @property
    def logout_url(self) -> str:
        """Where to sign out."""
        return build_link("account.end")


def build_steps(here: int, upload_id: str | None = None, *, can_preview: bool = False) -> tuple[Step, ...]:
    """Return the four steps with the one numbered ``here`` (from 0) as the present one."""
    labels = (_("Tải tệp lên"), _("Kiểm tra, quyết chỗ chưa rõ"), _("Xem trước"), _("Công bố"))
    urls: list[str | None] = [None, None, None, None]
    if upload_id and here > 1:
        urls[1] = UploadLinks(upload_id).page
    if upload_id and here == 1 and can_preview:
        urls[2] = UploadLinks(upload_id).preview
    states = ["done" if number < here else "here" if number == here else "ahead" for number in range(4)]
    return tuple(Step(*each) for each in zip(labels, states, urls, strict=True))

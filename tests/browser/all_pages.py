"""An address of every page of the house, over the demonstration; a test tells which page is not among them."""

from __future__ import annotations

from urllib.parse import quote

OLD = "VN-2008-08-01-demo"
VIEW = f"vintage={OLD}&within=11&scheme=BHXH_TN&as_of=2019-03-31"
COMPLETION = f"{VIEW}&indicator=plan_completion_ratio"
PUBLIC = (
    f"/map?{COMPLETION}&level=commune&area=03127",
    f"/map?{COMPLETION}&level=managing_unit&present=1",
    "/map?indicator=luck",
    "/nowhere",
    f"/compare?{VIEW}",
    f"/multiples?{VIEW}",
    f"/area/{OLD}/11?scheme=BHXH_TN&as_of=2019-03-31",
    f"/leaders?level=managing_unit&{VIEW}",
    f"/leaders?level=commune&{VIEW.replace('within=11', 'within=VN')}&page=2",
    f"/plan?{VIEW}&pick=3",
    "/selections",
    f"/targets?{VIEW}",
    "/targets/saved",
    "/pilots",
    "/outreach",
    f"/officers?{VIEW}",
    "/stories",
    "/story/dien-bien-2019",
    "/story/dien-bien-2019/3",
    "/story/dien-bien-2019/3?present=1",
    f"/pack?{VIEW}",
    "/search?q=dien",
    "/guide",
    f"/embed/code?{VIEW}",
    f"/embed/map?{COMPLETION}",
    f"/embed/table?{COMPLETION}",
    f"/embed/headline?{COMPLETION}",
    "/login",
)
PRIVATE = (
    "/account",
    "/intake",
    "/intake/uploads/{upload_id}",
    "/intake/uploads/{ready_id}/preview",
    "/selections/{selection_id}",
    "/selections/edit/{selection_id}",
    "/selections/compare?a={selection_id}&b={selection_id}",
    "/targets/{proposal_id}",
    "/targets/edit/{proposal_id}/publish",
    "/targets/saved?p={proposal_id}",
    "/releases",
    "/releases/1",
    "/stories/edit",
    "/stories/edit/dien-bien-2019",
    f"/stories/edit/add?view={quote(f'/map?{COMPLETION}')}",
    f"/selections/edit/new?{VIEW}",
    "/outreach/edit/new",
    "/outreach/edit/{event_id}",
    "/audit",
    "/embeds",
    "/embeds/new",
    "/targets/edit/new",
    "/weights/edit",
)
# Answers for scripts and programs, and addresses that only lead on.
NO_PAGES = {
    *("map.show_start", "map.show_parts", "map.list_places", "compare.show_parts", "compare.show_values"),
    *("plan.show_parts", "plan.show_values"),
    *("embed.values", "embed.groups", "embed_code.show_parts", "embed_code.oembed"),
    *("health.healthz", "health.readyz", "health.status", "metrics.metrics"),
    *("intake.download_template", "intake.list_places"),
    *("openid.begin", "openid.come_back", "openid.sign_out_there"),
}

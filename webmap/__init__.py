"""What people see: the web application of Bao Phủ."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from services.coverage.holder import SnapshotHolder
    from webmap.metrics import Metrics
    from webmap.settings import Settings

__all__ = ["create_app"]

LARGEST_REQUEST = 64 * 2**10  # bytes of a body; files of officers apart, see webmap.access
WEBMAP = Path(__file__).resolve().parent


def create_app(settings: Settings, engine: Engine | None = None) -> Flask:
    """Return the web application of ``settings``; the one place where its parts are put together.

    ``engine`` is given by whoever holds one already (tests, a command); else it is opened from the settings. The
    store must have been migrated.
    """
    from werkzeug.middleware.proxy_fix import ProxyFix

    from services.coverage.holder import SnapshotHolder
    from services.coverage.memo import PROCESS
    from services.store.engine import open_engine
    from webmap import (
        access,
        error_pages,
        hosts,
        page_encoding,
        request_log,
        security,
        static_files,
        territory,
        translations,
    )
    from webmap.bundling import check_scripts
    from webmap.compiled_templates import use_compiled_templates
    from webmap.context import RequestSnapshots, Services, name_publications
    from webmap.encoding import AnswerCache
    from webmap.gazetteers import Gazetteers
    from webmap.geometry_index import GeometryIndex
    from webmap.intake.checked_uploads import CheckedUploads
    from webmap.kept_memory import share_memory
    from webmap.lanes import Lanes
    from webmap.pack_making import PackMaker
    from webmap.replay import Replay
    from webmap.settings import Viewing
    from webmap.sign_in_settings import build_client
    from webmap.viewing import close_viewing, keep_from_others
    from webmap.views import openid

    check_scripts()
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False  # werkzeug would redirect to whatever name was asked for
    engine = engine or open_engine(settings.database_url)
    kept = share_memory(settings.kept_megabytes)
    PROCESS.limit(kept.computed)
    holder = SnapshotHolder(engine, unit_label=settings.unit_label, withhold_below=settings.withhold_below)
    lanes = Lanes()
    app.extensions["baophu"] = Services(
        settings=settings,
        engine=engine,
        snapshots=RequestSnapshots(holder),
        answers=AnswerCache(kept.answers, lanes),
        lanes=lanes,
        static_tree=static_files.read_static_tree(WEBMAP / "static"),
        catalogue=translations.read_catalogue(),
        geometries=GeometryIndex(engine),
        gazetteers=Gazetteers(engine),
        checked_uploads=CheckedUploads(),
        sheet_limits=settings.sheet_limits,
        packs=PackMaker(engine),
    )
    request_log.log_requests(app)
    name_publications(app)
    translations.install_translations(app)
    use_compiled_templates(app)
    if settings.viewing is Viewing.CLOSED:
        keep_from_others(app)
    access.admit_accounts(app)
    security.secure(app)
    hosts.trust_hosts(app)
    access.protect_forms(app)
    client = build_client(settings)
    if client is not None:
        from services.accounts.openid import Provider

        app.extensions[openid.EXTENSION] = Provider(client)
    if settings.viewing is Viewing.CLOSED:
        close_viewing(app)
    territory.guard_territories(app)
    error_pages.show_errors(app)
    static_files.serve_static_files(app)
    page_encoding.compress_pages(app)
    register_views(app)
    counted = count_what_happens(app, settings, holder)
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0
        )
    if settings.viewing is Viewing.OPEN:  # closed: nothing is given again that was not asked for by who may see it
        app.wsgi_app = Replay(app.wsgi_app, holder, counted, settings.hosts, kept.sent)  # type: ignore[method-assign]
    return app


def count_what_happens(app: Flask, settings: Settings, holder: SnapshotHolder) -> Metrics:
    """Give ``app`` its counters, shared by all workers that are forked from here, with room for their successors."""
    from webmap.metrics import EXTENSION, Metrics
    from webmap.version import VERSION, read_commit

    about = {"version": VERSION, "commit": read_commit(settings.commit) or ""}
    routes = {rule.rule for rule in app.url_map.iter_rules()}
    metrics = Metrics(routes, 2 * settings.workers + 1, lambda: holder.publication_id or 0, about)
    app.extensions[EXTENSION] = metrics
    return metrics


def register_views(app: Flask) -> None:
    """Register one blueprint per page or resource."""
    from webmap.views import (
        account,
        api,
        audit,
        compare,
        embed,
        embed_code,
        embed_desk,
        export,
        geometry,
        health,
        intake,
        map,
        meeting,
        metrics,
        multiples,
        officers,
        openid,
        outreach,
        outreach_desk,
        pack,
        pilots,
        plan,
        previews,
        profile,
        releases,
        selection_desk,
        selections,
        sheets,
        stories,
        story_desk,
        target_desk,
        targets,
        weight_desk,
    )

    pages = (
        map,
        compare,
        multiples,
        sheets,
        pack,
        plan,
        pilots,
        profile,
        selections,
        stories,
        targets,
        embed,
        embed_code,
        outreach,
        officers,
    )
    answers = (
        api,
        meeting,
        geometry,
        export,
        health,
        metrics,
    )
    private = (
        account,
        audit,
        embed_desk,
        intake,
        openid,
        previews,
        releases,
        selection_desk,
        story_desk,
        target_desk,
        weight_desk,
        outreach_desk,
    )
    for module in (*pages, *answers, *private):
        app.register_blueprint(module.blueprint)

"""The desk: server-rendered pages for communes and the province; they work without JavaScript."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Hang the desk's pages on *app*."""
    from tocongnghe.routes.console import (
        account,
        activities,
        api_tokens,
        assets,
        boundaries,
        bulk,
        closing,
        closings_province,
        commune,
        completeness,
        conflicts,
        courier,
        coverage,
        door,
        duplicates,
        exports,
        feedback,
        figure_records,
        gaps,
        households,
        indicators,
        jobs,
        lessons,
        live,
        mergers,
        notices,
        pages,
        paper,
        pilots,
        places,
        province,
        publishing,
        reports,
        review,
        rosters,
        scorecard,
        spoken,
        spot_checks,
        statistics,
        tally,
        target_lists,
        targets,
        tasks,
        team_desk,
        team_views,
        teams,
        translation_files,
        translations,
        users,
        users_import,
    )

    assets.register(app)
    pages.register(app)
    live.register(app)
    for room in (door, commune, courier, households, review, tally, teams, province, coverage, boundaries):
        app.register_blueprint(room.blueprint)
    for room in (completeness, targets, target_lists, statistics, indicators, pilots, places):
        app.register_blueprint(room.blueprint)
    for room in (notices, tasks, feedback, activities):
        app.register_blueprint(room.blueprint)
    for room in (closing, closings_province, reports, scorecard, gaps, publishing):
        app.register_blueprint(room.blueprint)
    for room in (account, users, users_import, api_tokens):
        app.register_blueprint(room.blueprint)
    for room in (jobs, exports, figure_records):
        app.register_blueprint(room.blueprint)
    for room in (bulk, duplicates, mergers, conflicts, spot_checks):
        app.register_blueprint(room.blueprint)
    for room in (team_views, rosters, team_desk, paper):
        app.register_blueprint(room.blueprint)
    for room in (lessons, translations, translation_files, spoken):
        app.register_blueprint(room.blueprint)

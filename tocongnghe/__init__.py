"""The server of Tổ công nghệ số: from a phone without signal to a figure one can sign."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from tocongnghe import config

__version__ = "0.1.0"
LINKS_FILE = "links.yaml"
"""In the instance folder: the province's own links, read at start."""
AGENCIES_FILE = "agencies.yaml"
"""There, too: in whose name its reports go out, and who receives them."""

LESSONS_FOLDER = "lessons"
"""And lessons of its own, a file each."""


def create_app(overrides: Mapping[str, Any] | None = None, instance: Path | None = None) -> Flask:
    """Return the application, configured but with its database untouched.

    Args:
        overrides: Settings that win over files and environment; for tests.
        instance: Folder of database, secret and `config.py`; default `TOCONGNGHE_INSTANCE`.

    Raises:
        ConfigurationError: A setting that cannot work, in one clear line.
    """
    folder = instance or config.instance_folder()
    folder.mkdir(parents=True, exist_ok=True)
    app = Flask(__name__, instance_path=str(folder), static_folder=None)
    app.config.from_object(config.Defaults)
    app.config.from_pyfile(str(folder / "config.py"), silent=True)
    app.config.from_mapping(config.from_environment())
    app.config.from_mapping(overrides or {})
    app.config["SQLALCHEMY_DATABASE_URI"] = config.database_url(app.config.get("DATABASE_URL"), folder)
    app.config["SECRET_KEY"] = app.config.get("SECRET_KEY") or config.kept_secret(folder)

    from tocongnghe import routes
    from tocongnghe.catalogue import province_links, topic_codes
    from tocongnghe.catalogue.agencies import province_agencies, use_agencies
    from tocongnghe.catalogue.lesson_files import read_lessons
    from tocongnghe.catalogue.reports import load_report_layouts
    from tocongnghe.catalogue.scorecard import load_scorecard
    from tocongnghe.catalogue.spoken import load_phrases
    from tocongnghe.extensions import db, tune_engine

    app.extensions["links"] = province_links(folder / LINKS_FILE)
    app.extensions["lessons"] = read_lessons(topic_codes(), folder / LESSONS_FOLDER)
    use_agencies(province_agencies(folder / AGENCIES_FILE))
    for load in (load_scorecard, load_report_layouts, load_phrases):
        load()  # a file with a mistake is told here, not on the first page that needs it
    db.init_app(app)
    with app.app_context():
        tune_engine(db.engine, folder)
    routes.register(app)
    return app

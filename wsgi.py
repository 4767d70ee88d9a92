"""The WSGI application, for `flask --app wsgi …` and for a WSGI server of your own.

It does not migrate: run any `tocongnghe` command first (docs/operations.md). It
answers 503 while a restore is under way or was left half-way.
"""

from tocongnghe import create_app
from tocongnghe.cli import register
from tocongnghe.cli.hosted import Hosted

app = create_app()
app.wsgi_app = Hosted(app)  # type: ignore[method-assign]
register(app)

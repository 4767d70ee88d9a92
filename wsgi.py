"""The WSGI application, for `flask --app wsgi …` and for a WSGI server of your own.

It does not migrate: run any `tocongnghe` command first (docs/operations.md).
"""

from tocongnghe import create_app
from tocongnghe.cli import register

app = create_app()
register(app)

"""`tocongnghe openapi`: the description of /api/v1, for programs and for `make types`."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from tocongnghe import create_app


@click.command()
def openapi() -> None:
    """Print the OpenAPI page of the API; touches no installation."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app({"RATELIMIT_ENABLED": False}, instance=Path(folder))
        path = f"{app.config['OPENAPI_URL_PREFIX']}/{app.config['OPENAPI_JSON_PATH']}"
        click.echo(app.test_client().get(path).get_data(as_text=True))

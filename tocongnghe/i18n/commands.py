"""Commands for translators and builds: extract, update, compile, check."""

from __future__ import annotations

from pathlib import Path

import click

from tocongnghe.config import REPOSITORY
from tocongnghe.i18n import check as checks
from tocongnghe.i18n import extract as sources
from tocongnghe.i18n import phone, po
from tocongnghe.i18n.catalogs import po_path, read_catalog, texts
from tocongnghe.i18n.locales import LOCALES

_repository = click.option(
    "--repository",
    type=click.Path(file_okay=False, path_type=Path),
    default=REPOSITORY,
    help="Folder of the project.",
)


@click.group("i18n", help="Translations: collect message ids, bring the files up to date, build, check.")
def i18n() -> None:
    pass


@i18n.command()
@_repository
def extract(repository: Path) -> None:
    """Write translations/messages.pot from the sources."""
    template = sources.extract_all(repository)
    changed = po.write(repository / "translations" / "messages.pot", template)
    click.echo(
        f"messages.pot: {len(template)} message ids, {'changed' if changed else 'unchanged'}", err=True
    )


@i18n.command()
@_repository
def update(repository: Path) -> None:
    """Bring every messages.po in step with messages.pot, keeping its texts."""
    folder = repository / "translations"
    template = read_catalog(folder / "messages.pot")
    for code, locale in LOCALES.items():
        path = po_path(code, folder)
        changed = po.write(path, po.updated(template, read_catalog(path)), locale)
        click.echo(f"{code}: {'changed' if changed else 'unchanged'}", err=True)


@i18n.command("compile")
@_repository
def compile_(repository: Path) -> None:
    """Write the phone app's dictionaries; the server reads the .po files themselves."""
    texts.cache_clear()
    for code, count in phone.write_dictionaries(repository, repository / "translations").items():
        click.echo(f"{code}: {count} texts for the phone", err=True)


@i18n.command()
@_repository
def check(repository: Path) -> None:
    """Say what is missing or wrong; exit code 1 if anything is."""
    for code, (own, total) in checks.coverage(repository).items():
        click.echo(f"{code}: {own} of {total}", err=True)
    found = checks.complaints(repository)
    for words in found:
        click.echo(words)
    if found:
        raise SystemExit(1)

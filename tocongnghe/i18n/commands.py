"""Commands for translators and builds: extract, update, drafts, coverage, compile, check."""

from __future__ import annotations

from pathlib import Path

import click

from tocongnghe.config import REPOSITORY
from tocongnghe.i18n.catalogs import po_path, read_catalog, texts
from tocongnghe.i18n.locales import BASE, LOCALES

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
    from tocongnghe.i18n.extract import extract_all
    from tocongnghe.i18n.po import write

    template = extract_all(repository)
    changed = write(repository / "translations" / "messages.pot", template)
    click.echo(f"messages.pot: {len(template)} message ids{', changed' if changed else ''}", err=True)


@i18n.command()
@_repository
def update(repository: Path) -> None:
    """Bring every messages.po in step with messages.pot, keeping its texts."""
    from tocongnghe.i18n.po import updated, write

    folder = repository / "translations"
    template = read_catalog(folder / "messages.pot")
    for code, locale in LOCALES.items():
        path = po_path(code, folder)
        changed = write(path, updated(template, read_catalog(path)), locale)
        click.echo(f"{code}: {'changed' if changed else 'unchanged'}", err=True)


@i18n.command()
@_repository
def drafts(repository: Path) -> None:
    """Write the drafts that tocongnghe/data/drafts composes into every messages.po; others stay."""
    from tocongnghe.i18n.drafts import put_drafts, read_drafts
    from tocongnghe.i18n.po import write

    for code, locale in LOCALES.items():
        if code == BASE:
            continue
        path = po_path(code, repository / "translations")
        catalog = read_catalog(path)
        count = put_drafts(catalog, read_drafts(code))
        changed = write(path, catalog, locale)
        click.echo(f"{code}: {count} drafts{', changed' if changed else ''}", err=True)


@i18n.command()
@_repository
@click.option("--write", "is_written", is_flag=True, help="Write docs/languages.md and docs/no-evidence.csv.")
def coverage(repository: Path, is_written: bool) -> None:
    """Say for each language and screen how many texts are reviewed, drafts, nothing."""
    from tocongnghe.i18n.reach import Reach, documents, table

    if is_written:
        for path, words in documents(repository).items():
            path.write_text(words, encoding="utf-8")
        return
    click.echo("language\tscreen\treviewed\tdraft\tnothing")
    for name, row in table(Reach(repository / "translations")):
        for code, standing in row.items():
            click.echo(f"{code}\t{name}\t{standing.reviewed}\t{standing.drafts}\t{standing.nothing}")


@i18n.command("compile")
@_repository
def compile_(repository: Path) -> None:
    """Write the phone app's dictionaries; the server reads the .po files themselves."""
    from tocongnghe.i18n.phone import write_dictionaries

    texts.cache_clear()
    for code, count in write_dictionaries(repository, repository / "translations").items():
        click.echo(f"{code}: {count} texts for the phone", err=True)


@i18n.command()
@_repository
def check(repository: Path) -> None:
    """Say what is missing or wrong; exit code 1 if anything is."""
    from tocongnghe.i18n.check import complaints, count_texts

    for code, (own, total) in count_texts(repository).items():
        click.echo(f"{code}: {own} of {total}", err=True)
    found = complaints(repository)
    for words in found:
        click.echo(words)
    if found:
        raise SystemExit(1)

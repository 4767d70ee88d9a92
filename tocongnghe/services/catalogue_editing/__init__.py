"""The province's versions of the catalogue: which is in use, what a change would do, opening the next."""

from tocongnghe.services.catalogue_editing.drafts import Draft, judge, read_form
from tocongnghe.services.catalogue_editing.effect import Effect, EffectLine, find_effect
from tocongnghe.services.catalogue_editing.versions import (
    CatalogueMoved,
    OpenedVersion,
    list_versions,
    open_version,
    refresh_catalogue,
)

__all__ = [
    "CatalogueMoved",
    "Draft",
    "Effect",
    "EffectLine",
    "OpenedVersion",
    "find_effect",
    "judge",
    "list_versions",
    "open_version",
    "read_form",
    "refresh_catalogue",
]

"""Languages: message ids are English, Vietnamese is the base, others fall back to it.

Knows no Flask: the edge tells it the reader's language.
"""

from tocongnghe.i18n.current import N_, current_locale, gettext, mark, ngettext, set_locale, use_locale
from tocongnghe.i18n.locales import BASE, LOCALES, Locale, find_locale
from tocongnghe.i18n.negotiate import negotiate
from tocongnghe.i18n.overlay import overlay_version, set_overlay
from tocongnghe.i18n.said import joined
from tocongnghe.i18n.templates import install

__all__ = [
    "BASE",
    "LOCALES",
    "N_",
    "Locale",
    "current_locale",
    "find_locale",
    "gettext",
    "install",
    "joined",
    "mark",
    "negotiate",
    "ngettext",
    "overlay_version",
    "set_locale",
    "set_overlay",
    "use_locale",
]

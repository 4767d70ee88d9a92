"""The names of topics in the reader's language."""

from __future__ import annotations

from tocongnghe.i18n import gettext as _
from tocongnghe.services.reviews import list_topics


def topic_names() -> dict[str, str]:
    """Return topic code -> its name, in the catalogue's order."""
    return {topic.value: _(topic.name) for topic in list_topics()}

"""For each problem that a reader at the desk can meet: what happened, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from tocongnghe.i18n import N_


@dataclass(frozen=True, slots=True)
class Advice:
    """A title and a sentence (message ids), never blaming, saying that nothing is lost."""

    title: str
    text: str


BY_SLUG = {
    "form-expired": Advice(
        N_("This page was open for too long"),
        N_("Nothing was changed. Go back, load the page again and repeat the last step."),
    ),
}
BY_STATUS = {
    400: Advice(
        N_("Something in the address or the form is not right"),
        N_("Nothing was changed. Check days (21/11/2026) and choices, then try again."),
    ),
    403: Advice(
        N_("Your role does not include this page"),
        N_("If it is part of your work, ask the province's administrator to give you the role."),
    ),
    404: Advice(
        N_("There is nothing at this address"),
        N_("It may have moved, or it belongs to another commune. Begin again from your own page."),
    ),
    405: Advice(
        N_("This address cannot be opened directly"),
        N_("Nothing was changed. Begin again from your own page."),
    ),
    413: Advice(N_("That was too much at once"), N_("Nothing was changed. Try again with less.")),
    429: Advice(
        N_("Too many attempts, one after another"),
        N_("Wait ten minutes, then try again. If the password is forgotten, ask the province for a new one."),
    ),
    503: Advice(N_("The server is busy"), N_("Nothing was changed. Try again in a minute.")),
}
UNEXPECTED = Advice(
    N_("This page could not be made"),
    N_("What was recorded is safe. Try again in a minute; if it happens again, tell the province."),
)


def advice_for(slug: str, status: int) -> Advice:
    """Return the advice for a problem: by its slug, else by its status, else the general one."""
    return BY_SLUG.get(slug) or BY_STATUS.get(status) or UNEXPECTED

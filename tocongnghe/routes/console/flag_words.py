"""What each mark on an assist is called, and what a reviewer makes of it."""

from __future__ import annotations

from dataclasses import dataclass

from tocongnghe.i18n import N_
from tocongnghe.services.review_flags import ReviewFlag


@dataclass(frozen=True, slots=True)
class FlagWords:
    """A name and a sentence saying what it means and what to do (message ids)."""

    name: str
    meaning: str


FLAG_WORDS = {
    ReviewFlag.POSSIBLE_DUPLICATE: FlagWords(
        N_("Possible duplicate"),
        N_(
            "Another assist says the same of this household on the same day. Look at both side by side; "
            "return one if it is the same visit."
        ),
    ),
    ReviewFlag.NO_CONSENT: FlagWords(
        N_("Household without consent"),
        N_(
            "The household is on the list, but nobody has written down yet that it agrees. "
            "Remind the team to ask on the next visit."
        ),
    ),
    ReviewFlag.MANY_IN_AN_HOUR: FlagWords(
        N_("Many within an hour"),
        N_(
            "The member logged more than 12 assists within an hour. After a meeting in the village hall "
            "that is right; otherwise ask how they were done."
        ),
    ),
    ReviewFlag.FIRST_OF_MEMBER: FlagWords(
        N_("First of a new member"),
        N_("The first assist this member ever logged. A kind word now saves many returns later."),
    ),
    ReviewFlag.CLOCK_SUSPECT: FlagWords(
        N_("Phone clock looked wrong"),
        N_("The clock of the phone did not fit. Compare the day of the visit with what you know of it."),
    ),
    ReviewFlag.LATE: FlagWords(
        N_("Came after its period was closed"),
        N_(
            "The day lies in a period that is already closed. Decide it as usual: it counts in the "
            "period's next version, once you open the period again and close it anew."
        ),
    ),
    ReviewFlag.LATE: FlagWords(
        N_("Came after its period was closed"),
        N_("Its day lies in a period that was closed before. It counts in the next version of that report."),
    ),
    ReviewFlag.LATE_SCOPE: FlagWords(
        N_("Village had left the member's list"),
        N_("It was logged while the village was still the member's, and arrived after. It counts as usual."),
    ),
}

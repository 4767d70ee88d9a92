"""What runs by itself, in words: for the page, the command line and the log; `jobs/schedule.py` says how."""

from __future__ import annotations

from dataclasses import dataclass

from tocongnghe.i18n import N_


@dataclass(frozen=True, slots=True)
class JobWords:
    """A job as its operator knows it; all message ids but the name."""

    name: str
    title: str
    what: str
    when: str
    why: str


JOB_WORDS: dict[str, JobWords] = {
    words.name: words
    for words in (
        JobWords(
            name="rollups",
            title=N_("Counting"),
            what=N_("counts what changed since the last time"),
            when=N_("every few minutes, and at the start"),
            why=N_("figures follow the records; a push or a review never waits for them"),
        ),
        JobWords(
            name="held-work",
            title=N_("Work that waits"),
            what=N_(
                "decides work that waits once more, removes recordings whose rest did not come for a week"
            ),
            when=N_("every hour, and at the start"),
            why=N_("nothing stays waiting once what it waits for is there, also after an update"),
        ),
        JobWords(
            name="places",
            title=N_("Changes of places"),
            what=N_("moves households and names when the day of a change of places has come"),
            when=N_("every hour at one past, so at 00:01 (Vietnam), and at the start"),
            why=N_("a merger that was decided for a day holds from that day, whoever is at work then"),
        ),
        JobWords(
            name="rollups-verify",
            title=N_("Proof of the figures"),
            what=N_("counts everything anew, compares, heals what differs"),
            when=N_("every night at 02:10 (Vietnam), or at the start if it was missed"),
            why=N_(
                "a province signs these figures: a mistake of the counting must not live longer than a day"
            ),
        ),
        JobWords(
            name="spot-checks",
            title=N_("Spot checks"),
            what=N_("draws the spot checks of a month that is over, of each team of which nobody drew them"),
            when=N_("every night at 02:40 (Vietnam); each month some days after its end"),
            why=N_("what somebody must remember to draw is not drawn; what is drawn is never drawn again"),
        ),
        JobWords(
            name="reports",
            title=N_("Reports"),
            what=N_("makes the reports of the periods that are over, anew when more communes have closed"),
            when=N_(
                "every hour at five past, so at 00:05 on the 15th and on Mondays; at the start if missed"
            ),
            why=N_("a report is due on the day after its period; nobody has to think of it"),
        ),
        JobWords(
            name="backup",
            title=N_("Backup"),
            what=N_("makes a backup, restores it once to see that it is sound, removes the oldest"),
            when=N_("every night at 01:10 (Vietnam), or at the start if it was missed"),
            why=N_("what phones may forget rests on a backup that was verified"),
        ),
        JobWords(
            name="exports",
            title=N_("Exports"),
            what=N_("makes the files that take long, removes those that have expired"),
            when=N_("as soon as one is asked for, every hour, and at the start"),
            why=N_("no page waits for a long file, and none lies about longer than it is needed"),
        ),
    )
}

COUNTING = N_("counting what changed")
COMPARING = N_("comparing every figure with the records")
BACKING_UP = N_("making a backup and restoring it once")
DECIDING = N_("deciding once more what waits")
READING_ROWS = N_("reading the rows of an export")
WRITING_FILE = N_("writing the file of an export")
DRAWING = N_("drawing the samples")
MOVING = N_("moving records")
REPORTING = N_("making the reports")

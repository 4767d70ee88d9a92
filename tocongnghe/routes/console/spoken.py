"""Voices: the sheet of phrases, who lends a voice, the recorder, and somebody else who listens."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from flask import Blueprint, Response, current_app, flash, jsonify, redirect, request, url_for
from marshmallow import ValidationError
from werkzeug.wrappers import Response as AnyResponse

from tocongnghe import clock
from tocongnghe.catalogue.spoken import PhraseGroup, load_phrases
from tocongnghe.errors import NotFound
from tocongnghe.extensions import db, writing
from tocongnghe.i18n import N_
from tocongnghe.i18n import gettext as _
from tocongnghe.i18n.locales import LOCALES
from tocongnghe.routes.console.pages import current_actor, page, read
from tocongnghe.schemas.spoken_desk import ReviewVoicesIn, SheetQueryIn, SpeakerIn, VoiceVerdictIn
from tocongnghe.services.access import Actor
from tocongnghe.services.blobs import blob_folder
from tocongnghe.services.spoken.coverage import SheetRow, cover, list_sheet
from tocongnghe.services.spoken.opus_file import (
    BYTES_A_SECOND,
    LEAST_ROOM_BYTES,
    MEDIA_TYPE,
    MOST_FILE_BYTES,
    MOST_SECONDS,
    BadSound,
)
from tocongnghe.services.spoken.recordings import (
    SpokenAct,
    SpokenState,
    decide,
    find_recorded,
    find_sound,
    history_of,
    keep_recording,
    list_of_phrase,
    list_waiting,
    may_decide,
)
from tocongnghe.services.spoken.rights import may_work
from tocongnghe.services.spoken.speakers import (
    NewSpeaker,
    add_speaker,
    find_speaker,
    list_speakers,
    remove_sounds,
    withdraw_speaker,
)

blueprint = Blueprint("spoken", __name__, url_prefix="/province/voices")

MAX_CHOSEN_BYTES = 4 << 20
"""Of a file that is only looked at to say why it is not taken."""
REFUSED = {
    "empty": N_("Nothing was recorded, or the file is empty. Record it again."),
    "type": N_("This is no sound file of the kind that phones play (Opus in .ogg or .opus)."),
    "damaged": N_("The file is cut off or damaged. Record it again, or make the file again."),
    "long": N_("The recording is longer than {seconds} seconds. Say only the phrase, and record it again."),
    "heavy": N_("The file is too large for its length: at most 12 KB for 5 seconds."),
    "gone": N_("This very recording was taken away because its speaker withdrew. It cannot come back."),
}
STATES = {
    SpokenState.WAITING: N_("to be listened to"),
    SpokenState.APPROVED: N_("approved"),
    SpokenState.RETURNED: N_("returned, to be recorded again"),
    SpokenState.GONE: N_("taken away: the speaker withdrew"),
}
ACTS = {
    SpokenAct.RECORDED: N_("Voice recorded"),
    SpokenAct.APPROVED: N_("Approved"),
    SpokenAct.RETURNED: N_("Returned"),
    SpokenAct.UNDONE: N_("Undone: it waits again"),
    SpokenAct.WITHDRAWN: N_("The speaker withdrew; the sound was removed"),
}
GROUPS = {
    PhraseGroup.CONSENT: N_("Asking for consent"),
    PhraseGroup.GREETING: N_("Greetings"),
    PhraseGroup.RESULT: N_("Results"),
    PhraseGroup.NUMBER: N_("Spoken numbers"),
    PhraseGroup.DAY: N_("Days"),
    PhraseGroup.LABEL: N_("Topics"),
    PhraseGroup.MESSAGE: N_("What the app says"),
}
PRIORITIES = {1: N_("Read to residents"), 2: N_("Numbers and days"), 3: N_("Labels and messages")}
SPEAKER_FAULTS = {
    "name": N_("Write the name of the speaker."),
    "language": N_("Choose the language."),
    "dialect": N_("Write whose speech it is: the village or commune, and what it is called there."),
    "on": N_("Write the day of the consent; it cannot lie ahead."),
    "consent_note": N_("Write how consent was given and where it is kept."),
    "note": N_("Write how consent was given and where it is kept."),
    "agreed": N_("Tick that the speaker agreed to be recorded. Without that nobody is recorded."),
}


def _folder() -> Path:
    return blob_folder(Path(current_app.instance_path))


def _language(code: str | None) -> str:
    """Return *code*, a language that is offered here.

    Raises:
        NotFound: Another one.
    """
    if code not in LOCALES:
        raise NotFound
    return str(code)


@blueprint.get("")
def show() -> Response:
    """Show how far each language is, who lends a voice, and the form of a new speaker."""
    return _show(current_actor())


def _show(actor: Actor, faults: tuple[str, ...] = (), status: int = 200) -> Response:
    speakers = list_speakers(db.session(), actor)
    return page(
        "console/voices.html",
        actor=actor,
        shares=cover(db.session(), actor),
        waiting=len(list_waiting(db.session(), actor)),
        speakers=speakers,
        languages=LOCALES,
        mine=[code for code in LOCALES if may_work(actor, code)],
        priorities=PRIORITIES,
        phrases=load_phrases(),
        faults=faults,
        said=request.form,
        status=status,
    )


@blueprint.post("/speakers")
def add() -> AnyResponse:
    """Write down a speaker who agreed, or say what is missing."""
    actor = current_actor()
    faults: tuple[str, ...] = ()
    form = {}
    try:
        form = read(SpeakerIn(), request.form)
    except ValidationError as error:
        faults = tuple(dict.fromkeys(SPEAKER_FAULTS[str(key)] for key in error.messages_dict))
    if form and form["language"] not in LOCALES:
        faults = (SPEAKER_FAULTS["language"],)
    elif form and form["consented_on"] > clock.local_date():
        faults = (SPEAKER_FAULTS["on"],)
    if faults:
        return _show(actor, faults, 400)
    form.pop("agreed")
    with writing() as session:
        speaker = add_speaker(session, actor, NewSpeaker(**form))
    flash(_("The speaker is written down. The first phrase stands ready to be recorded."), "done")
    return redirect(url_for("spoken.record", speaker_id=speaker.id), code=303)


@blueprint.post("/speakers/<int:speaker_id>/withdraw")
def withdraw(speaker_id: int) -> AnyResponse:
    """Take a speaker's name and recordings away."""
    actor = current_actor()
    if request.form.get("sure") != "yes":
        flash(_("Nothing was taken away: tick the box first."), "warning")
        return redirect(url_for("spoken.show") + f"#s-{speaker_id}", code=303)
    with writing() as session:
        gone = withdraw_speaker(session, actor, speaker_id)
    remove_sounds(Path(current_app.instance_path), gone)
    flash(_("Name and recordings are gone from here. Phones remove them at their next contact."), "done")
    return redirect(url_for("spoken.show"), code=303)


@blueprint.get("/sheet/<language>")
def sheet(language: str) -> Response:
    """Show the sheet as it stands in one language."""
    actor, code = current_actor(), _language(language)
    return page(
        "console/voices_sheet.html",
        actor=actor,
        language=LOCALES[code],
        rows=list_sheet(db.session(), actor, code),
        states=STATES,
        groups=GROUPS,
        priorities=PRIORITIES,
        speakers=[
            one
            for one in list_speakers(db.session(), actor)
            if one.language == code and one.withdrawn_at is None
        ],
        may_work=may_work(actor, code),
    )


@blueprint.get("/speakers/<int:speaker_id>/record")
def record(speaker_id: int) -> Response:
    """Show one phrase and the recorder."""
    return _record(current_actor(), speaker_id, read(SheetQueryIn(), request.args)["phrase"])


def _record(
    actor: Actor, speaker_id: int, code: str | None, complaint: str | None = None, status: int = 200
) -> Response:
    speaker = find_speaker(db.session(), actor, speaker_id)
    if speaker.withdrawn_at is not None or not may_work(actor, speaker.language):
        raise NotFound
    rows = list_sheet(db.session(), actor, speaker.language)
    at = _position(rows, code)
    return page(
        "console/voices_record.html",
        actor=actor,
        speaker=speaker,
        language=LOCALES[speaker.language],
        languages=LOCALES,
        row=rows[at],
        number=at + 1,
        total=len(rows),
        before=rows[at - 1].phrase.code if at else None,
        after=rows[at + 1].phrase.code if at + 1 < len(rows) else None,
        earlier=list_of_phrase(db.session(), actor, speaker.language, rows[at].phrase.code)[:5],
        groups=GROUPS,
        states=STATES,
        complaint=complaint,
        most_seconds=MOST_SECONDS,
        bytes_a_second=BYTES_A_SECOND,
        least_room=LEAST_ROOM_BYTES,
        status=status,
    )


def _position(rows: list[SheetRow], code: str | None) -> int:
    """Return where *code* stands on the sheet; without one, the first that is to be recorded."""
    if code is not None:
        found = [at for at, row in enumerate(rows) if row.phrase.code == code]
        if not found:
            raise NotFound
        return found[0]
    open_ones = [
        at for at, row in enumerate(rows) if row.standing is None or row.standing is SpokenState.RETURNED
    ]
    return open_ones[0] if open_ones else 0


@blueprint.post("/speakers/<int:speaker_id>/record")
def keep(speaker_id: int) -> AnyResponse:
    """Take a recording in and go to the next phrase, or say why it is not taken."""
    actor = current_actor()
    request.max_content_length = MAX_CHOSEN_BYTES
    file = request.files.get("file")
    content = b""
    if file is not None:
        with closing(file.stream) as stream:
            content = stream.read(MOST_FILE_BYTES * 4)
    code = request.form.get("phrase", "")[:40]
    try:
        with writing() as session:
            keep_recording(session, actor, speaker_id, code, content, _folder())
    except BadSound as bad:
        return _record(actor, speaker_id, code, _(REFUSED[bad.code], seconds=MOST_SECONDS), 400)
    flash(_("Recorded. Somebody else listens to it before it reaches the phones."), "done")
    codes = [phrase.code for phrase in load_phrases()]
    following = codes[codes.index(code) + 1 :][:1]
    way_on = (
        url_for("spoken.record", speaker_id=speaker_id, phrase=following[0])
        if following
        else url_for("spoken.review")
    )
    if request.accept_mimetypes.best == "application/json":
        # The recorder goes there itself: a page fetched by a script would use the message up unseen.
        return jsonify(next=way_on)
    return redirect(way_on, code=303)


@blueprint.get("/review")
def review() -> Response:
    """Show what waits for somebody else's ear."""
    actor = current_actor()
    language = read(ReviewVoicesIn(), request.args)["language"]
    waiting = list_waiting(db.session(), actor, _language(language) if language else None)
    return page(
        "console/voices_review.html",
        actor=actor,
        rows=[(each, may_work(actor, each.language), may_decide(actor, each)) for each in waiting],
        languages=LOCALES,
        language=language,
        phrases={each.code: each for each in load_phrases()},
    )


@blueprint.get("/recordings/<int:recording_id>")
def show_one(recording_id: int) -> Response:
    """Show one recording and what happened to it."""
    actor = current_actor()
    recorded = find_recorded(db.session(), actor, recording_id)
    return page(
        "console/voices_recording.html",
        actor=actor,
        one=recorded,
        language=LOCALES[recorded.language],
        phrases={each.code: each for each in load_phrases()},
        steps=history_of(db.session(), actor, recording_id),
        others=[
            each
            for each in list_of_phrase(db.session(), actor, recorded.language, recorded.phrase)
            if each.id != recording_id
        ],
        states=STATES,
        acts=ACTS,
        may_work=may_work(actor, recorded.language),
        may_decide=may_decide(actor, recorded),
    )


@blueprint.get("/recordings/<int:recording_id>/sound")
def sound(recording_id: int) -> AnyResponse:
    """Play one recording."""
    content = find_sound(db.session(), current_actor(), recording_id, _folder()).read_bytes()
    response = Response(content, mimetype=MEDIA_TYPE)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Disposition"] = f"attachment; filename=giong-{recording_id}.ogg"
    return response.make_conditional(request.environ, accept_ranges=True, complete_length=len(content))


@blueprint.post("/recordings/<int:recording_id>")
def judge(recording_id: int) -> AnyResponse:
    """Approve, return with a reason, or undo."""
    actor = current_actor()
    form = read(VoiceVerdictIn(), request.form)
    act, reason = SpokenAct(form["verdict"]), (form["reason"] or "").strip() or None
    back = url_for("spoken.review") if form["then"] else url_for("spoken.show_one", recording_id=recording_id)
    if act is SpokenAct.RETURNED and reason is None:
        flash(_("Nothing was returned yet: write in a few words what is to be said otherwise."), "warning")
        return redirect(back, code=303)
    with writing() as session:
        done = decide(session, actor, recording_id, act, reason)
    if done:
        flash(_(DONE[act]), "done")
    else:
        flash(_(NOT_DONE), "warning")
    return redirect(back, code=303)


NOT_DONE = N_("Nothing was decided: it changed since it was shown, or you recorded it yourself.")
DONE = {
    SpokenAct.APPROVED: N_("Approved. Phones fetch it with Wi-Fi, or when somebody asks for it."),
    SpokenAct.RETURNED: N_("Returned. It stands among those to be recorded again."),
    SpokenAct.UNDONE: N_("Undone. It waits for somebody to listen."),
}

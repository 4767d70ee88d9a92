"""Every problem that leaves the server, as RFC 9457 names it.

A slug is the contract and never changes; readers get their own sentence per
slug. `detail` is for developers: no personal data, no SQL, no exception text.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from typing import Any


class Problem(Exception):
    """A refusal with a stable slug.

    `extra` members travel beside the standard ones (RFC 9457 §3.2); `headers`
    go on the HTTP answer.
    """

    slug = "problem"
    status = 500
    title = "Something went wrong"

    def __init__(
        self,
        detail: str = "",
        *,
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.extra = dict(extra or {})
        self.headers = dict(headers or {})

    def document(self) -> dict[str, Any]:
        """Return the `application/problem+json` body."""
        body: dict[str, Any] = {
            "type": f"urn:tocongnghe:problem:{self.slug}",
            "title": self.title,
            "status": self.status,
            "slug": self.slug,
        }
        if self.detail:
            body["detail"] = self.detail
        return body | self.extra


class NotFound(Problem):
    """Unknown, or outside the actor's places: indistinguishable on purpose."""

    slug, status, title = "not-found", 404, "Not found"


class Forbidden(Problem):
    slug, status, title = "forbidden", 403, "Your role does not allow this"


class LoginRequired(Problem):
    slug, status, title = "login-required", 401, "Log in first"


class WrongLogin(Problem):
    slug, status, title = "wrong-login", 401, "Login or password is wrong"


class InvalidInput(Problem):
    """`extra.errors` maps each field to its complaints."""

    slug, status, title = "invalid-input", 400, "Some fields are not right"


class Envelope(Problem):
    """A sync body that is not a sync body (protocol §5)."""

    slug, status, title = "envelope", 400, "The request is not understood"


class UnknownGrant(Problem):
    slug, status, title = "grant", 401, "This phone is not enrolled here"


class UnknownToken(Problem):
    """Of another system; unknown, expired and revoked ones are indistinguishable on purpose."""

    slug, status, title = "token", 401, "No such token, or it works no longer"

    def __init__(self) -> None:
        super().__init__(headers={"WWW-Authenticate": "Bearer"})


class TooLarge(Problem):
    slug, status, title = "too-large", 413, "The request is too large"


class BadEncoding(Problem):
    slug, status, title = "encoding", 415, "Content type or encoding is not supported"


class TooManyRequests(Problem):
    slug, status, title = "too-many-requests", 429, "Too many requests; try again later"


class Busy(Problem):
    slug, status, title = "busy", 503, "The server is busy; try again soon"


class BlobDamaged(Problem):
    """All parts were there, and their hash was not the name; send it again from the first byte."""

    slug, status, title = "blob-damaged", 422, "The recording arrived damaged; send it again"


class BlobGap(Problem):
    """`extra.received` is where to go on."""

    slug, status, title = "blob-gap", 409, "This part does not follow the last one"


class BlobRefused(Problem):
    slug, status, title = "blob-refused", 415, "Only short recordings are taken"


class BlobQuota(Problem):
    slug, status, title = "blob-quota", 413, "This phone has sent many recordings; try again in some days"


class CodeUnknown(Problem):
    slug, status, title = "code-unknown", 404, "This enrolment code is not known"


class CodeExpired(Problem):
    slug, status, title = "code-expired", 410, "This enrolment code has expired; ask for a new one"


class CodeUsed(Problem):
    slug, status, title = "code-used", 409, "This enrolment code was already used; ask for a new one"


class GrantRevoked(Problem):
    slug, status, title = "grant-revoked", 403, "This phone was signed out by the commune"


class DeviceElsewhere(Problem):
    slug, status, title = "device-elsewhere", 409, "This phone belongs to another province"


class DeviceUnproven(Problem):
    """Whoever knows a phone's id is not yet that phone: one of its tokens shows it."""

    slug, status, title = "device-unproven", 409, "This phone must show that it is the one it names"


class PeriodNotOver(Problem):
    """A period is closed once its last day has passed, not before."""

    slug, status, title = "period-not-over", 409, "This period is not over yet"


class ClosingStale(Problem):
    """Somebody closed or opened the period after it was shown; look at it again."""

    slug, status, title = "closing-stale", 409, "This period has changed since it was shown"


class ClosingOpen(Problem):
    """Something of the period is still open, and nobody said why it is closed nevertheless."""

    slug, status, title = "closing-open", 409, "Something is still open; say why it is closed nevertheless"


class ConfigurationError(Exception):
    """The installation cannot start as configured; one clear line."""


def frames_of(error: BaseException) -> str:
    """Return where *error* came from, for the log.

    Not its text: a database's complaint quotes the row, a parser's the name that it met.
    """
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"

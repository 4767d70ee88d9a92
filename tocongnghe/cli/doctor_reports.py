"""Whether reports go out in the province's own words: a part of `tocongnghe doctor`."""

from __future__ import annotations

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tocongnghe import AGENCIES_FILE
from tocongnghe.catalogue.agencies import load_agencies
from tocongnghe.cli.finding import Finding
from tocongnghe.services.reports.basis import unknown_communes

WHERE = f"see {AGENCIES_FILE} in docs/operations.md"


def report_finding(engine: Engine) -> Finding:
    """Return what the province has not said about its reports; a commune that is not there is wrong."""
    agencies = load_agencies()
    with Session(engine) as session:
        unknown = unknown_communes(session, agencies.codes())
    if unknown:
        says = f"{AGENCIES_FILE} has words for no commune {', '.join(unknown)}"
        return Finding("reports", False, says, f"correct the code in {AGENCIES_FILE}, then start again")
    open_ = "; ".join(f"{place}: {', '.join(keys)}" for place, keys in agencies.not_set().items() if keys)
    # The package's words do no harm where they fit; only the province knows whether they do.
    says = f"in the package's words still: {open_}; {WHERE}" if open_ else "in the province's own words"
    return Finding("reports", is_well=True, says=says)

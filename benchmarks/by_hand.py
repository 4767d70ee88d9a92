"""The figures of a province as one statement that a friend of databases would write, to measure against.

It knows no mergers, no withdrawn cards, no classes and surveys, and adds up no
months: less than the program counts, over the same visits.
"""

from __future__ import annotations

from sqlalchemy import Engine

from tocongnghe.catalogue import Counts, Indicator
from tocongnghe.services.indicators import CountingRules

ONE_OF = (Counts.HOUSEHOLDS, Counts.PEOPLE, Counts.SHOPS)
COUNT = """
CREATE TEMPORARY TABLE by_hand AS
WITH rule(counts, topic, outcome, stage, indicator) AS (VALUES {rules}),
seen AS (
    SELECT a.village_id, a.happened_on AS day, a.household_id, r.indicator, r.counts,
           CASE WHEN a.state = 'approved' THEN 1 ELSE 0 END AS official,
           CASE r.counts WHEN 'people' THEN coalesce({slot}, '') WHEN 'shops' THEN coalesce({platform}, '')
                         ELSE '' END AS subject
    FROM assist a JOIN rule r ON r.topic = a.topic AND r.outcome = a.outcome
    WHERE a.state IN ('submitted', 'approved') AND (r.stage = '' OR r.stage = a.stage)
),
firsts AS (
    SELECT indicator, household_id, subject, min(village_id) AS village_id, min(day) AS day,
           min(CASE WHEN official = 1 THEN day END) AS official_day
    FROM seen WHERE counts <> 'assists' AND household_id IS NOT NULL
    GROUP BY indicator, household_id, subject
),
parts AS (
    SELECT village_id, day, indicator, 1 AS provisional, 0 AS official FROM firsts
    UNION ALL
    SELECT village_id, official_day, indicator, 0, 1 FROM firsts WHERE official_day IS NOT NULL
    UNION ALL
    SELECT village_id, day, indicator, 1, official FROM seen WHERE counts = 'assists'
)
SELECT village_id, day, indicator, sum(provisional) AS provisional_count, sum(official) AS official_count
FROM parts GROUP BY village_id, day, indicator
"""
WORDS = {
    "sqlite": {"slot": "a.slot", "platform": "json_extract(a.details, '$.platform')"},
    "postgresql": {"slot": "a.slot::text", "platform": "a.details ->> 'platform'"},
}


def count_by_hand(engine: Engine, rules: CountingRules) -> int:
    """Count everything in one statement, into a table that is thrown away; return its rows."""
    told = ", ".join(row for indicator in rules.catalogue.indicators for row in _rows_of(indicator))
    with engine.connect() as connection, connection.begin() as transaction:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL work_mem = '64MB'")  # as the program asks for
        connection.exec_driver_sql(COUNT.format(rules=told, **WORDS[engine.dialect.name]))
        rows: int = connection.exec_driver_sql("SELECT count(*) FROM by_hand").scalar_one()
        transaction.rollback()
    return rows


def _rows_of(indicator: Indicator) -> list[str]:
    """Return the lines of the statement's rules; none for what is not counted from visits alone."""
    if indicator.figures_of or indicator.poverty or indicator.counts not in (*ONE_OF, Counts.ASSISTS):
        return []
    stages = [str(stage) for stage in indicator.stages] or [""]
    return [
        f"('{indicator.counts}', '{topic}', '{outcome}', '{stage}', '{indicator.code}')"
        for topic in sorted(indicator.topics)
        for outcome in sorted(indicator.outcomes)
        for stage in stages
    ]

"""The one way in: what people say happened becomes records here and nowhere else."""

from tocongnghe.operations.authors import author_at_work, authors_of_grants, authors_of_users
from tocongnghe.operations.chain import body_hash, body_hash_with, canonical, new_id
from tocongnghe.operations.desk import own_device_id, submit_from_desk
from tocongnghe.operations.journal import note_rows
from tocongnghe.operations.kinds import KINDS, SCHEMA
from tocongnghe.operations.reach import Reach
from tocongnghe.operations.release import Complaint
from tocongnghe.operations.submit import decide_held_again, lock_feed, submit
from tocongnghe.operations.upcast import in_todays_words
from tocongnghe.operations.words import CLOCK_WRONG, WAIVABLE, Author, Decision, Draft, Incoming

__all__ = [
    "CLOCK_WRONG",
    "KINDS",
    "SCHEMA",
    "WAIVABLE",
    "Author",
    "Complaint",
    "Decision",
    "Draft",
    "Incoming",
    "Reach",
    "author_at_work",
    "authors_of_grants",
    "authors_of_users",
    "body_hash",
    "body_hash_with",
    "canonical",
    "decide_held_again",
    "in_todays_words",
    "lock_feed",
    "new_id",
    "note_rows",
    "own_device_id",
    "submit",
    "submit_from_desk",
]

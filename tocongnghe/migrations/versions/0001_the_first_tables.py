"""the first tables."""

from alembic import op
import sqlalchemy as sa


revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_plan",
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("next_run_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_job_plan")),
    )
    op.create_table(
        "job_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "done >= 0 AND (steps IS NULL OR steps >= 0)", name=op.f("ck_job_run_not_negative")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_run")),
    )
    op.create_index(op.f("ix_job_run_job_started_at"), "job_run", ["job", "started_at"], unique=False)
    op.create_table(
        "jobs_beat",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs_beat")),
    )
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
    )
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "province",
                "commune",
                "village",
                name="placekind_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("type_name", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("district", sa.String(length=80), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_place_dates_in_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("code", "valid_from", name=op.f("uq_place_code_valid_from")),
    )
    op.create_table(
        "quarantine",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("error", sa.String(length=80), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quarantine")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("login", sa.String(length=80), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("login", name=op.f("uq_user_login")),
    )
    op.create_table(
        "achievement",
        sa.Column("household_id", sa.String(length=22), nullable=False),
        sa.Column("indicator", sa.String(length=60), nullable=False),
        sa.Column("part", sa.String(length=10), nullable=False),
        sa.Column("provisional_on", sa.Date(), nullable=False),
        sa.Column("provisional_village_id", sa.Integer(), nullable=False),
        sa.Column("official_on", sa.Date(), nullable=True),
        sa.Column("official_village_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(official_on IS NULL) = (official_village_id IS NULL)",
            name=op.f("ck_achievement_official_day_place"),
        ),
        sa.ForeignKeyConstraint(
            ["official_village_id"], ["place.id"], name=op.f("fk_achievement_official_village_id")
        ),
        sa.ForeignKeyConstraint(
            ["provisional_village_id"], ["place.id"], name=op.f("fk_achievement_provisional_village_id")
        ),
        sa.PrimaryKeyConstraint("household_id", "indicator", "part", name=op.f("pk_achievement")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        op.f("ix_achievement_official_village_id_official_on"),
        "achievement",
        ["official_village_id", "official_on"],
        unique=False,
    )
    op.create_index(
        op.f("ix_achievement_provisional_village_id_provisional_on"),
        "achievement",
        ["provisional_village_id", "provisional_on"],
        unique=False,
    )
    op.create_table(
        "acknowledgement",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("head_op", sa.String(length=22), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "done", name="acknowledgementstate_word", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column(
            "of",
            sa.Enum(
                "notice",
                "task",
                name="acknowledged_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_late_scope", sa.Boolean(), nullable=False),
        sa.Column("is_clock_suspect", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_acknowledgement_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgement")),
    )
    op.create_index(op.f("ix_acknowledgement_subject"), "acknowledgement", ["subject"], unique=False)
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("scopes", sa.String(length=120), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("expires_at > created_at", name=op.f("ck_api_token_lives_a_while")),
        sa.ForeignKeyConstraint(["created_by_id"], ["user.id"], name=op.f("fk_api_token_created_by_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_api_token_place_id")),
        sa.ForeignKeyConstraint(["province_id"], ["place.id"], name=op.f("fk_api_token_province_id")),
        sa.ForeignKeyConstraint(["revoked_by_id"], ["user.id"], name=op.f("fk_api_token_revoked_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )
    op.create_index(op.f("ix_api_token_province_id"), "api_token", ["province_id"], unique=False)
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "member",
                "leader",
                "supervisor",
                "commune_reader",
                "province",
                "admin",
                "speaker",
                name="role_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("stands_in_for_id", sa.Integer(), nullable=True),
        sa.Column("named_by_id", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.CheckConstraint(
            "(role = 'speaker') = (language IS NOT NULL)", name=op.f("ck_assignment_a_speaker_has_a_language")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_assignment_dates_in_order")
        ),
        sa.ForeignKeyConstraint(["named_by_id"], ["user.id"], name=op.f("fk_assignment_named_by_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_assignment_place_id")),
        sa.ForeignKeyConstraint(
            ["stands_in_for_id"], ["user.id"], name=op.f("fk_assignment_stands_in_for_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_assignment_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index(op.f("ix_assignment_user_id"), "assignment", ["user_id"], unique=False)
    op.create_table(
        "boundary_file",
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("shapes", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["imported_by_id"], ["user.id"], name=op.f("fk_boundary_file_imported_by_id")
        ),
        sa.ForeignKeyConstraint(["province_id"], ["place.id"], name=op.f("fk_boundary_file_province_id")),
        sa.PrimaryKeyConstraint("province_id", name=op.f("pk_boundary_file")),
    )
    op.create_table(
        "bulk_approval",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_count", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_bulk_approval_author_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["user.id"], name=op.f("fk_bulk_approval_undone_by_id")),
        sa.ForeignKeyConstraint(["village_id"], ["place.id"], name=op.f("fk_bulk_approval_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_approval")),
    )
    op.create_index(
        op.f("ix_bulk_approval_village_id_approved_at"),
        "bulk_approval",
        ["village_id", "approved_at"],
        unique=False,
    )
    op.create_table(
        "catalogue_version",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("overlay", sa.Text(), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("indicator", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["user.id"], name=op.f("fk_catalogue_version_opened_by_id")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_catalogue_version")),
    )
    op.create_table(
        "cell",
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("indicator", sa.String(length=60), nullable=False),
        sa.Column("provisional_count", sa.Integer(), nullable=False),
        sa.Column("official_count", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "provisional_count >= 0 AND official_count >= 0", name=op.f("ck_cell_not_negative")
        ),
        sa.ForeignKeyConstraint(["village_id"], ["place.id"], name=op.f("fk_cell_village_id")),
        sa.PrimaryKeyConstraint("village_id", "day", "indicator", name=op.f("pk_cell")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_cell_indicator_day"), "cell", ["indicator", "day"], unique=False)
    op.create_table(
        "cell_sum",
        sa.Column("span", sa.String(length=8), nullable=False),
        sa.Column("indicator", sa.String(length=60), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("provisional_count", sa.Integer(), nullable=False),
        sa.Column("official_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["village_id"], ["place.id"], name=op.f("fk_cell_sum_village_id")),
        sa.PrimaryKeyConstraint("span", "indicator", "village_id", name=op.f("pk_cell_sum")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_cell_sum_village_id_span"), "cell_sum", ["village_id", "span"], unique=False)
    op.create_table(
        "class_session",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("head_op", sa.String(length=22), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "held",
                "withdrawn",
                name="classstate_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=True),
        sa.Column("lesson", sa.String(length=64), nullable=True),
        sa.Column("steps", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("women_count", sa.Integer(), nullable=True),
        sa.Column("men_count", sa.Integer(), nullable=True),
        sa.Column("over_60_count", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_late_scope", sa.Boolean(), nullable=False),
        sa.Column("is_clock_suspect", sa.Boolean(), nullable=False),
        sa.CheckConstraint("men_count BETWEEN 0 AND 1000", name=op.f("ck_class_session_men_in_a_class")),
        sa.CheckConstraint(
            "over_60_count BETWEEN 0 AND 1000", name=op.f("ck_class_session_elders_in_a_class")
        ),
        sa.CheckConstraint(
            "topic IS NOT NULL OR lesson IS NOT NULL", name=op.f("ck_class_session_about_something")
        ),
        sa.CheckConstraint("women_count BETWEEN 0 AND 1000", name=op.f("ck_class_session_women_in_a_class")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_class_session_author_id")),
        sa.ForeignKeyConstraint(["village_id"], ["place.id"], name=op.f("fk_class_session_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_session")),
    )
    op.create_index(
        op.f("ix_class_session_village_id_seq"), "class_session", ["village_id", "seq"], unique=False
    )
    op.create_table(
        "closing",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("closed_with", sa.String(length=24), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.LargeBinary(length=16), nullable=False),
        sa.Column("catalogue_version", sa.String(length=64), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("signer", sa.String(length=120), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_closing_dates_in_order")),
        sa.CheckConstraint("version > 0", name=op.f("ck_closing_version_from_one")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["user.id"], name=op.f("fk_closing_closed_by_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_closing_place_id")),
        sa.PrimaryKeyConstraint("place_id", "period", "version", name=op.f("pk_closing")),
    )
    op.create_table(
        "counted_assist",
        sa.Column("assist_id", sa.String(length=22), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.String(length=22), nullable=True),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "helped",
                "already_had",
                "in_progress",
                "not_possible",
                name="assistoutcome_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "opened",
                "used_with_help",
                "used_alone",
                name="assiststage_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("slot", sa.Integer(), nullable=True),
        sa.Column("shop", sa.String(length=10), nullable=True),
        sa.Column(
            "poverty",
            sa.Enum(
                "poor",
                "near_poor",
                "not_poor",
                "unknown",
                name="poverty_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("is_official", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["village_id"], ["place.id"], name=op.f("fk_counted_assist_village_id")),
        sa.PrimaryKeyConstraint("assist_id", name=op.f("pk_counted_assist")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_counted_assist_household_id"), "counted_assist", ["household_id"], unique=False)
    op.create_index(
        op.f("ix_counted_assist_village_id_happened_on"),
        "counted_assist",
        ["village_id", "happened_on"],
        unique=False,
    )
    op.create_table(
        "counted_event",
        sa.Column("record_id", sa.String(length=22), nullable=False),
        sa.Column("records", sa.String(length=16), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("attendee_count", sa.Integer(), nullable=False),
        sa.CheckConstraint("records IN ('classes', 'surveys')", name=op.f("ck_counted_event_known_records")),
        sa.CheckConstraint("attendee_count >= 0", name=op.f("ck_counted_event_not_negative")),
        sa.ForeignKeyConstraint(["village_id"], ["place.id"], name=op.f("fk_counted_event_village_id")),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_counted_event")),
    )
    op.create_index(
        op.f("ix_counted_event_village_id_happened_on"),
        "counted_event",
        ["village_id", "happened_on"],
        unique=False,
    )
    op.create_table(
        "departed",
        sa.Column("record_id", sa.String(length=22), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["village_id"], ["place.id"], name=op.f("fk_departed_village_id")),
        sa.PrimaryKeyConstraint("record_id", "village_id", "seq", name=op.f("pk_departed")),
    )
    op.create_index(op.f("ix_departed_village_id_seq"), "departed", ["village_id", "seq"], unique=False)
    op.create_table(
        "desk_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(length=16), nullable=False),
        sa.Column("browser", sa.String(length=60), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_desk_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_desk_session_token_hash")),
    )
    op.create_index(op.f("ix_desk_session_user_id"), "desk_session", ["user_id"], unique=False)
    op.create_table(
        "device",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("split_from_id", sa.String(length=36), nullable=True),
        sa.Column("last_contact_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_empty_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("app_version", sa.String(length=20), nullable=True),
        sa.Column("unsent_count", sa.Integer(), nullable=True),
        sa.Column("oldest_unsent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("storage", sa.String(length=16), nullable=True),
        sa.Column("free_bytes", sa.Integer(), nullable=True),
        sa.Column("clock_offset_ms", sa.Integer(), nullable=True),
        sa.Column("evicted_count", sa.Integer(), nullable=True),
        sa.Column("evicted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["province_id"], ["place.id"], name=op.f("fk_device_province_id")),
        sa.ForeignKeyConstraint(["split_from_id"], ["device.id"], name=op.f("fk_device_split_from_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device")),
    )
    op.create_table(
        "edition",
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=24), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_edition_dates_in_order")),
        sa.ForeignKeyConstraint(["province_id"], ["place.id"], name=op.f("fk_edition_province_id")),
        sa.ForeignKeyConstraint(["published_by_id"], ["user.id"], name=op.f("fk_edition_published_by_id")),
        sa.PrimaryKeyConstraint("province_id", "period", name=op.f("pk_edition")),
    )
    op.create_table(
        "export_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "coverage",
                "tally",
                "assists",
                "teams",
                name="exportkind_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("format", sa.String(length=8), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("is_identified", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "NOT is_identified OR reason IS NOT NULL", name=op.f("ck_export_note_identified_with_reason")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["user.id"], name=op.f("fk_export_note_asked_by_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_export_note_place_id")),
        sa.ForeignKeyConstraint(["province_id"], ["place.id"], name=op.f("fk_export_note_province_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_note")),
    )
    op.create_index(
        op.f("ix_export_note_province_id_asked_at"), "export_note", ["province_id", "asked_at"], unique=False
    )
    op.create_table(
        "feed",
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.LargeBinary(length=16), nullable=False),
        sa.Column("genesis", sa.LargeBinary(length=16), nullable=False),
        sa.Column("epoch", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["province_id"], ["place.id"], name=op.f("fk_feed_province_id")),
        sa.PrimaryKeyConstraint("province_id", name=op.f("pk_feed")),
    )
    op.create_table(
        "household",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("head_op", sa.String(length=22), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "active",
                "withdrawn",
                "merged",
                name="householdstate_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("head_name", sa.String(length=120), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=True),
        sa.Column("children_under_16_count", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("has_smartphone", sa.Boolean(), nullable=True),
        sa.Column("has_electricity", sa.Boolean(), nullable=True),
        sa.Column("has_signal", sa.Boolean(), nullable=True),
        sa.Column(
            "poverty",
            sa.Enum(
                "poor",
                "near_poor",
                "not_poor",
                "unknown",
                name="poverty_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("poverty_year", sa.Integer(), nullable=True),
        sa.Column("roster", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column(
            "consent",
            sa.Enum(
                "not_asked",
                "given",
                "withdrawn",
                name="consentstanding_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("merged_into_id", sa.String(length=22), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=True),
        sa.Column("moved_from_id", sa.Integer(), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_late_scope", sa.Boolean(), nullable=False),
        sa.Column("is_clock_suspect", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into_id IS NOT NULL)", name=op.f("ck_household_merged_has_winner")
        ),
        sa.CheckConstraint(
            "children_under_16_count BETWEEN 0 AND 50", name=op.f("ck_household_children_in_a_household")
        ),
        sa.CheckConstraint("people_count BETWEEN 0 AND 50", name=op.f("ck_household_people_in_a_household")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_household_author_id")),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["household.id"], name=op.f("fk_household_merged_into_id")
        ),
        sa.ForeignKeyConstraint(["moved_from_id"], ["place.id"], name=op.f("fk_household_moved_from_id")),
        sa.ForeignKeyConstraint(["village_id"], ["place.id"], name=op.f("fk_household_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
    )
    op.create_index(op.f("ix_household_merged_into_id"), "household", ["merged_into_id"], unique=False)
    op.create_index(op.f("ix_household_village_id_seq"), "household", ["village_id", "seq"], unique=False)
    op.create_table(
        "job_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by_id", sa.Integer(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["requested_by_id"], ["user.id"], name=op.f("fk_job_request_requested_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["job_run.id"], name=op.f("fk_job_request_run_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_request")),
    )
    op.create_index(op.f("ix_job_request_finished_at_id"), "job_request", ["finished_at", "id"], unique=False)
    op.create_table(
        "notice",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("head_op", sa.String(length=22), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "posted",
                "withdrawn",
                name="noticestate_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("readers", sa.JSON(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_late_scope", sa.Boolean(), nullable=False),
        sa.Column("is_clock_suspect", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_notice_author_id")),
        sa.ForeignKeyConstraint(["village_id"], ["place.id"], name=op.f("fk_notice_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_village_id_seq"), "notice", ["village_id", "seq"], unique=False)
    op.create_table(
        "operation",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.String(length=22), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("prev_id", sa.String(length=22), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("grant_id", sa.String(length=26), nullable=True),
        sa.Column("is_guest", sa.Boolean(), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("device_n", sa.BigInteger(), nullable=False),
        sa.Column("wall_at", sa.BigInteger(), nullable=False),
        sa.Column("est_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("est_to", sa.DateTime(timezone=True), nullable=False),
        sa.Column("schema", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "applied",
                "held",
                "conflict",
                "rejected",
                name="operationoutcome_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("extra", sa.Text(), nullable=True),
        sa.Column("waits_for", sa.String(length=22), nullable=True),
        sa.Column("replaces_id", sa.String(length=22), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_operation_author_id")),
        sa.ForeignKeyConstraint(["province_id"], ["place.id"], name=op.f("fk_operation_province_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operation")),
    )
    op.create_index(
        "ix_operation_conflict",
        "operation",
        ["province_id"],
        unique=False,
        sqlite_where=sa.text("outcome = 'conflict'"),
        postgresql_where=sa.text("outcome = 'conflict'"),
    )
    op.create_index(
        op.f("ix_operation_device_id_device_n"), "operation", ["device_id", "device_n"], unique=False
    )
    op.create_index(
        "ix_operation_held",
        "operation",
        ["province_id"],
        unique=False,
        sqlite_where=sa.text("outcome = 'held'"),
        postgresql_where=sa.text("outcome = 'held'"),
    )
    op.create_index(op.f("ix_operation_record_id"), "operation", ["record_id"], unique=False)
    op.create_index(op.f("ix_operation_replaces_id"), "operation", ["replaces_id"], unique=False)
    op.create_index(op.f("ix_operation_waits_for"), "operation", ["waits_for"], unique=False)
    op.create_table(
        "paper_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("first >= 1 AND last >= first", name=op.f("ck_paper_batch_numbers_in_order")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_paper_batch_made_by_id")),
        sa.ForeignKeyConstraint(["village_id"], ["place.id"], name=op.f("fk_paper_batch_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_batch")),
        sa.UniqueConstraint("village_id", "first", name=op.f("uq_paper_batch_village_id_first")),
    )
    op.create_index(op.f("ix_paper_batch_village_id"), "paper_batch", ["village_id"], unique=False)
    op.create_table(
        "password_code",
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_password_code_made_by_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_password_code_user_id")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_password_code")),
    )
    op.create_index(op.f("ix_password_code_user_id"), "password_code", ["user_id"], unique=False)
    op.create_table(
        "pilot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("question", sa.String(length=500), nullable=False),
        sa.Column("switches_off", sa.Boolean(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("indicators", sa.JSON(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_pilot_dates_in_order")),
        sa.ForeignKeyConstraint(["province_id"], ["place.id"], name=op.f("fk_pilot_province_id")),
        sa.ForeignKeyConstraint(["set_by_id"], ["user.id"], name=op.f("fk_pilot_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pilot")),
        sa.UniqueConstraint("province_id", "code", name=op.f("uq_pilot_province_id_code")),
    )
    op.create_table(
        "place_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "merge_places",
                "split_place",
                "rename_place",
                "move_village",
                name="placechangekind_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "in_force",
                "undone",
                name="placechangestate_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("decision_number", sa.String(length=60), nullable=False),
        sa.Column("wish", sa.JSON(), nullable=False),
        sa.Column("trail", sa.JSON(), nullable=False),
        sa.Column("preview", sa.JSON(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["entered_by_id"], ["user.id"], name=op.f("fk_place_change_entered_by_id")),
        sa.ForeignKeyConstraint(["province_id"], ["place.id"], name=op.f("fk_place_change_province_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["user.id"], name=op.f("fk_place_change_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_change")),
    )
    op.create_index(
        op.f("ix_place_change_province_id_effective_on"),
        "place_change",
        ["province_id", "effective_on"],
        unique=False,
    )
    op.create_table(
        "place_parent",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_place_parent_dates_in_order")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["place.id"], name=op.f("fk_place_parent_parent_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_place_parent_place_id")),
        sa.PrimaryKeyConstraint("place_id", "valid_from", name=op.f("pk_place_parent")),
    )
    op.create_index(
        op.f("ix_place_parent_parent_id_place_id"), "place_parent", ["parent_id", "place_id"], unique=False
    )
    op.create_table(
        "place_statistic",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("statistic", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("is_derived", sa.Boolean(), nullable=False),
        sa.CheckConstraint("value >= 0", name=op.f("ck_place_statistic_not_negative")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_place_statistic_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_statistic")),
        sa.UniqueConstraint(
            "place_id", "statistic", "as_of", name=op.f("uq_place_statistic_place_id_statistic_as_of")
        ),
    )
    op.create_table(
        "report_archive",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("layout", sa.String(length=32), nullable=False),
        sa.Column("catalogue_version", sa.String(length=64), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.Column("closed_count", sa.Integer(), nullable=False),
        sa.Column("commune_count", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("archived_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_report_archive_dates_in_order")),
        sa.CheckConstraint(
            "version = 1 OR reason IS NOT NULL", name=op.f("ck_report_archive_reason_after_the_first")
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_report_archive_version_from_one")),
        sa.ForeignKeyConstraint(
            ["archived_by_id"], ["user.id"], name=op.f("fk_report_archive_archived_by_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_report_archive_place_id")),
        sa.PrimaryKeyConstraint("place_id", "period", "version", name=op.f("pk_report_archive")),
    )
    op.create_index(op.f("ix_report_archive_sha256"), "report_archive", ["sha256"], unique=False)
    op.create_table(
        "report_draft",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=24), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("basis", sa.String(length=64), nullable=False),
        sa.Column("closed_count", sa.Integer(), nullable=False),
        sa.Column("commune_count", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("closed_count <= commune_count", name=op.f("ck_report_draft_closed_within_all")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_report_draft_place_id")),
        sa.PrimaryKeyConstraint("place_id", "period", name=op.f("pk_report_draft")),
    )
    op.create_table(
        "rollup_position",
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("chain", sa.LargeBinary(length=16), nullable=False),
        sa.Column("catalogue_version", sa.String(length=64), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["province_id"], ["place.id"], name=op.f("fk_rollup_position_province_id")),
        sa.PrimaryKeyConstraint("province_id", name=op.f("pk_rollup_position")),
    )
    op.create_table(
        "settled_doubt",
        sa.Column("first_id", sa.String(length=22), nullable=False),
        sa.Column("second_id", sa.String(length=22), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "different",
                "same",
                "kept",
                "taken",
                "asked",
                name="doubtanswer_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_settled_doubt_author_id")),
        sa.PrimaryKeyConstraint("first_id", "second_id", name=op.f("pk_settled_doubt")),
    )
    op.create_table(
        "speaker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("dialect", sa.String(length=120), nullable=False),
        sa.Column("consented_on", sa.Date(), nullable=False),
        sa.Column("consent_note", sa.String(length=500), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("withdrawn_at IS NOT NULL OR name <> ''", name=op.f("ck_speaker_named_before")),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR name = ''", name=op.f("ck_speaker_nameless_once_withdrawn")
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["user.id"], name=op.f("fk_speaker_added_by_id")),
        sa.ForeignKeyConstraint(["province_id"], ["place.id"], name=op.f("fk_speaker_province_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker")),
    )
    op.create_index(op.f("ix_speaker_province_id"), "speaker", ["province_id"], unique=False)
    op.create_table(
        "statistic_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_statistic_upload_by_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["user.id"], name=op.f("fk_statistic_upload_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statistic_upload")),
    )
    op.create_table(
        "target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=60), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_target_dates_in_order")),
        sa.CheckConstraint("value >= 0", name=op.f("ck_target_not_negative")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_target_place_id")),
        sa.ForeignKeyConstraint(["set_by_id"], ["user.id"], name=op.f("fk_target_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint(
            "place_id",
            "indicator",
            "from_on",
            "to_on",
            name=op.f("uq_target_place_id_indicator_from_on_to_on"),
        ),
    )
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("decision_number", sa.String(length=60), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_team_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
    )
    op.create_index(op.f("ix_team_place_id"), "team", ["place_id"], unique=False)
    op.create_table(
        "village_achievement",
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=60), nullable=False),
        sa.Column("provisional_on", sa.Date(), nullable=False),
        sa.Column("official_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["village_id"], ["place.id"], name=op.f("fk_village_achievement_village_id")),
        sa.PrimaryKeyConstraint("village_id", "indicator", name=op.f("pk_village_achievement")),
    )
    op.create_table(
        "village_survey",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("head_op", sa.String(length=22), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "recorded", name="surveystate_word", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("surveyed_on", sa.Date(), nullable=False),
        sa.Column(
            "power",
            sa.Enum(
                "none", "part", "all", name="power_word", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.Column(
            "mobile_signal",
            sa.Enum(
                "none",
                "part",
                "all",
                name="signal_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("has_fibre", sa.Boolean(), nullable=True),
        sa.Column("has_cash_point", sa.Boolean(), nullable=True),
        sa.Column(
            "source",
            sa.Enum(
                "seen",
                "told",
                "operator",
                "document",
                name="surveysource_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_late_scope", sa.Boolean(), nullable=False),
        sa.Column("is_clock_suspect", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_village_survey_author_id")),
        sa.ForeignKeyConstraint(["village_id"], ["place.id"], name=op.f("fk_village_survey_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_village_survey")),
    )
    op.create_index(
        op.f("ix_village_survey_village_id_seq"), "village_survey", ["village_id", "seq"], unique=False
    )
    op.create_table(
        "word_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("msgid", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("vietnamese", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "approved",
                "returned",
                "withdrawn",
                "replaced",
                name="proposalstate_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_word_proposal_decided_by_id")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["user.id"], name=op.f("fk_word_proposal_proposed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_word_proposal")),
    )
    op.create_index("ix_word_proposal_language_key", "word_proposal", ["language", "key"], unique=False)
    op.create_index(
        "uq_word_proposal_open",
        "word_proposal",
        ["language", "key"],
        unique=True,
        sqlite_where=sa.text("state = 'proposed'"),
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.create_table(
        "assist",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.String(length=22), nullable=True),
        sa.Column("head_op", sa.String(length=22), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "submitted",
                "approved",
                "returned",
                "withdrawn",
                name="assiststate_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=True),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "helped",
                "already_had",
                "in_progress",
                "not_possible",
                name="assistoutcome_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "not_at_home",
                "no_smartphone",
                "no_id_card",
                "sim_not_own_name",
                "no_otp",
                "forgot_password",
                "waiting_for_police_or_bank",
                "not_eligible",
                "no_signal",
                "no_electricity",
                "language",
                "refused",
                "other",
                name="notpossiblereason_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "stage",
            sa.Enum(
                "opened",
                "used_with_help",
                "used_alone",
                name="assiststage_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "last_used",
            sa.Enum(
                "30_days",
                "90_days",
                "longer",
                "unknown",
                name="lastused_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("voice", sa.String(length=64), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("paper_number", sa.String(length=20), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("review_reason", sa.String(length=32), nullable=True),
        sa.Column("review_text", sa.Text(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("is_late_scope", sa.Boolean(), nullable=False),
        sa.Column("is_clock_suspect", sa.Boolean(), nullable=False),
        sa.Column("is_possible_duplicate", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "reason IS NULL OR outcome = 'not_possible'", name=op.f("ck_assist_reason_when_not_possible")
        ),
        sa.CheckConstraint("people_count BETWEEN 0 AND 50", name=op.f("ck_assist_people_in_a_household")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_assist_author_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["user.id"], name=op.f("fk_assist_entered_by_id")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_assist_household_id")),
        sa.ForeignKeyConstraint(["village_id"], ["place.id"], name=op.f("fk_assist_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assist")),
    )
    op.create_index(
        op.f("ix_assist_household_id_happened_on"), "assist", ["household_id", "happened_on"], unique=False
    )
    op.create_index(
        op.f("ix_assist_village_id_paper_number"),
        "assist",
        ["village_id", "paper_number"],
        unique=False,
        sqlite_where=sa.text("paper_number IS NOT NULL"),
        postgresql_where=sa.text("paper_number IS NOT NULL"),
    )
    op.create_index(op.f("ix_assist_village_id_seq"), "assist", ["village_id", "seq"], unique=False)
    op.create_index(
        op.f("ix_assist_village_id_state_happened_on"),
        "assist",
        ["village_id", "state", "happened_on"],
        unique=False,
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.String(length=22), nullable=False),
        sa.Column("head_op", sa.String(length=22), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "given",
                "withdrawn",
                name="consentstate_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=True),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column(
            "method",
            sa.Enum(
                "voice",
                "signature",
                "paper",
                name="consentmethod_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("witness", sa.String(length=120), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdraw_reason", sa.Text(), nullable=True),
        sa.Column("is_late_scope", sa.Boolean(), nullable=False),
        sa.Column("is_clock_suspect", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_consent_author_id")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_consent_household_id")),
        sa.ForeignKeyConstraint(["village_id"], ["place.id"], name=op.f("fk_consent_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_household_id"), "consent", ["household_id"], unique=False)
    op.create_index(op.f("ix_consent_village_id_seq"), "consent", ["village_id", "seq"], unique=False)
    op.create_table(
        "export_job",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "reading",
                "writing",
                "done",
                "failed",
                name="exportstate_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(length=60), nullable=True),
        sa.Column("byte_count", sa.Integer(), nullable=True),
        sa.Column("row_count", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'done') = (sha256 IS NOT NULL)", name=op.f("ck_export_job_done_has_a_hash")
        ),
        sa.ForeignKeyConstraint(["note_id"], ["export_note.id"], name=op.f("fk_export_job_note_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_job")),
        sa.UniqueConstraint("note_id", name=op.f("uq_export_job_note_id")),
    )
    op.create_index(op.f("ix_export_job_state_note_id"), "export_job", ["state", "note_id"], unique=False)
    op.create_table(
        "feedback",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.String(length=22), nullable=True),
        sa.Column("head_op", sa.String(length=22), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "answered",
                "withdrawn",
                name="feedbackstate_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column(
            "category",
            sa.Enum(
                "signal",
                "electricity",
                "online_service",
                "payment",
                "device",
                "scam",
                "training",
                "something_else",
                name="feedbackcategory_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("voice", sa.String(length=64), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_late_scope", sa.Boolean(), nullable=False),
        sa.Column("is_clock_suspect", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["answered_by_id"], ["user.id"], name=op.f("fk_feedback_answered_by_id")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_feedback_author_id")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_feedback_household_id")),
        sa.ForeignKeyConstraint(["village_id"], ["place.id"], name=op.f("fk_feedback_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_household_id"), "feedback", ["household_id"], unique=False)
    op.create_index(op.f("ix_feedback_village_id_seq"), "feedback", ["village_id", "seq"], unique=False)
    op.create_table(
        "grant",
        sa.Column("id", sa.String(length=26), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("next_token_hash", sa.LargeBinary(length=32), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("seal", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_grant_device_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_grant_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant")),
        sa.UniqueConstraint("next_token_hash", name=op.f("uq_grant_next_token_hash")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_grant_token_hash")),
    )
    op.create_index(op.f("ix_grant_device_id"), "grant", ["device_id"], unique=False)
    op.create_index(op.f("ix_grant_user_id"), "grant", ["user_id"], unique=False)
    op.create_table(
        "latecomer",
        sa.Column("operation_id", sa.String(length=22), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=True),
        sa.Column("named_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["place_change.id"], name=op.f("fk_latecomer_change_id")),
        sa.ForeignKeyConstraint(["named_id"], ["place.id"], name=op.f("fk_latecomer_named_id")),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_latecomer_operation_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_latecomer_place_id")),
        sa.PrimaryKeyConstraint("operation_id", name=op.f("pk_latecomer")),
    )
    op.create_index(op.f("ix_latecomer_change_id"), "latecomer", ["change_id"], unique=False)
    op.create_index(op.f("ix_latecomer_named_id"), "latecomer", ["named_id"], unique=False)
    op.create_table(
        "log",
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("operation_id", sa.String(length=22), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "applied",
                "held",
                "conflict",
                "rejected",
                name="operationoutcome_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("chain", sa.LargeBinary(length=16), nullable=False),
        sa.Column("is_change", sa.Boolean(), nullable=False),
        sa.CheckConstraint("seq > 0", name=op.f("ck_log_seq_from_one")),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_log_operation_id")),
        sa.ForeignKeyConstraint(["province_id"], ["place.id"], name=op.f("fk_log_province_id")),
        sa.PrimaryKeyConstraint("province_id", "seq", name=op.f("pk_log")),
    )
    op.create_index(op.f("ix_log_operation_id"), "log", ["operation_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "member",
                "leader",
                "supervisor",
                "commune_reader",
                "province",
                "admin",
                "speaker",
                name="role_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("organisation", sa.String(length=120), nullable=True),
        sa.Column("decision_number", sa.String(length=60), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to > valid_from", name=op.f("ck_membership_dates_in_order")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_membership_team_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_membership_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_team_id"), "membership", ["team_id"], unique=False)
    op.create_index(op.f("ix_membership_user_id"), "membership", ["user_id"], unique=False)
    op.create_table(
        "pilot_place",
        sa.Column("pilot_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["pilot_id"], ["pilot.id"], name=op.f("fk_pilot_place_pilot_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_pilot_place_place_id")),
        sa.PrimaryKeyConstraint("pilot_id", "place_id", name=op.f("pk_pilot_place")),
    )
    op.create_index(op.f("ix_pilot_place_place_id"), "pilot_place", ["place_id"], unique=False)
    op.create_table(
        "place_move",
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.String(length=22), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["change_id"], ["place_change.id"], name=op.f("fk_place_move_change_id")),
        sa.ForeignKeyConstraint(["from_id"], ["place.id"], name=op.f("fk_place_move_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["place.id"], name=op.f("fk_place_move_to_id")),
        sa.PrimaryKeyConstraint("change_id", "household_id", name=op.f("pk_place_move")),
    )
    op.create_index(op.f("ix_place_move_household_id"), "place_move", ["household_id"], unique=False)
    op.create_table(
        "place_name",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("type_name", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["change_id"], ["place_change.id"], name=op.f("fk_place_name_change_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_place_name_place_id")),
        sa.PrimaryKeyConstraint("place_id", "valid_from", name=op.f("pk_place_name")),
    )
    op.create_index(op.f("ix_place_name_change_id"), "place_name", ["change_id"], unique=False)
    op.create_table(
        "place_succession",
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column(
            "relation",
            sa.Enum(
                "whole",
                "part",
                name="successionrelation_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("is_direct", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_place_succession_into_another")),
        sa.ForeignKeyConstraint(
            ["change_id"], ["place_change.id"], name=op.f("fk_place_succession_change_id")
        ),
        sa.ForeignKeyConstraint(["from_id"], ["place.id"], name=op.f("fk_place_succession_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["place.id"], name=op.f("fk_place_succession_to_id")),
        sa.PrimaryKeyConstraint("from_id", "to_id", "on_day", name=op.f("pk_place_succession")),
    )
    op.create_index(op.f("ix_place_succession_change_id"), "place_succession", ["change_id"], unique=False)
    op.create_index(
        op.f("ix_place_succession_to_id_relation"), "place_succession", ["to_id", "relation"], unique=False
    )
    op.create_table(
        "reopening",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reopened_by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_id", "period", "version"],
            ["closing.place_id", "closing.period", "closing.version"],
            name=op.f("fk_reopening_place_id_period_version"),
        ),
        sa.ForeignKeyConstraint(["reopened_by_id"], ["user.id"], name=op.f("fk_reopening_reopened_by_id")),
        sa.PrimaryKeyConstraint("place_id", "period", "version", name=op.f("pk_reopening")),
    )
    op.create_table(
        "report_file",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "docx",
                "signed",
                name="reportfilekind_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("byte_count > 0", name=op.f("ck_report_file_not_empty")),
        sa.ForeignKeyConstraint(["added_by_id"], ["user.id"], name=op.f("fk_report_file_added_by_id")),
        sa.ForeignKeyConstraint(
            ["place_id", "period", "version"],
            ["report_archive.place_id", "report_archive.period", "report_archive.version"],
            name=op.f("fk_report_file_place_id_period_version"),
        ),
        sa.PrimaryKeyConstraint("place_id", "period", "version", "sha256", name=op.f("pk_report_file")),
    )
    op.create_index(op.f("ix_report_file_sha256"), "report_file", ["sha256"], unique=False)
    op.create_table(
        "ruling",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("operation_id", sa.String(length=22), nullable=False),
        sa.Column("head_op", sa.String(length=22), nullable=False),
        sa.Column("village_code", sa.String(length=16), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "accepted",
                "refused",
                name="rulingverdict_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_late_scope", sa.Boolean(), nullable=False),
        sa.Column("is_clock_suspect", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_ruling_author_id")),
        sa.ForeignKeyConstraint(["operation_id"], ["operation.id"], name=op.f("fk_ruling_operation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruling")),
    )
    op.create_index(op.f("ix_ruling_operation_id"), "ruling", ["operation_id"], unique=False)
    op.create_table(
        "spoken_recording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("speaker_id", sa.Integer(), nullable=False),
        sa.Column("phrase", sa.String(length=40), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("msgid", sa.String(length=300), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "approved",
                "returned",
                "gone",
                name="spokenstate_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("byte_count > 0", name=op.f("ck_spoken_recording_not_empty")),
        sa.CheckConstraint("duration_ms > 0", name=op.f("ck_spoken_recording_has_length")),
        sa.ForeignKeyConstraint(["province_id"], ["place.id"], name=op.f("fk_spoken_recording_province_id")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["user.id"], name=op.f("fk_spoken_recording_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(["speaker_id"], ["speaker.id"], name=op.f("fk_spoken_recording_speaker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spoken_recording")),
    )
    op.create_index(op.f("ix_spoken_recording_sha256"), "spoken_recording", ["sha256"], unique=False)
    op.create_index(op.f("ix_spoken_recording_speaker_id"), "spoken_recording", ["speaker_id"], unique=False)
    op.create_index(
        "ix_spoken_recording_standing", "spoken_recording", ["province_id", "language", "state"], unique=False
    )
    op.create_table(
        "spot_draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=20), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("population_count", sa.Integer(), nullable=False),
        sa.Column("drawn_by_id", sa.Integer(), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("population_count >= 0", name=op.f("ck_spot_draw_not_negative")),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_spot_draw_dates_in_order")),
        sa.ForeignKeyConstraint(["drawn_by_id"], ["user.id"], name=op.f("fk_spot_draw_drawn_by_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_spot_draw_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_draw")),
        sa.UniqueConstraint("team_id", "from_on", name=op.f("uq_spot_draw_team_id_from_on")),
    )
    op.create_index(op.f("ix_spot_draw_from_on"), "spot_draw", ["from_on"], unique=False)
    op.create_table(
        "statistic_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("statistic", sa.String(length=40), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_statistic_change_place_id")),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["statistic_upload.id"], name=op.f("fk_statistic_change_upload_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statistic_change")),
    )
    op.create_index(op.f("ix_statistic_change_place_id"), "statistic_change", ["place_id"], unique=False)
    op.create_index(op.f("ix_statistic_change_upload_id"), "statistic_change", ["upload_id"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.String(length=22), nullable=True),
        sa.Column("head_op", sa.String(length=22), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "done",
                "withdrawn",
                name="taskstate_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_by_id", sa.Integer(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_text", sa.Text(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_late_scope", sa.Boolean(), nullable=False),
        sa.Column("is_clock_suspect", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "(state = 'done') = (done_at IS NOT NULL)", name=op.f("ck_task_done_has_its_moment")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_task_author_id")),
        sa.ForeignKeyConstraint(["done_by_id"], ["user.id"], name=op.f("fk_task_done_by_id")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_task_household_id")),
        sa.ForeignKeyConstraint(["to_id"], ["user.id"], name=op.f("fk_task_to_id")),
        sa.ForeignKeyConstraint(["village_id"], ["place.id"], name=op.f("fk_task_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
    )
    op.create_index(op.f("ix_task_household_id"), "task", ["household_id"], unique=False)
    op.create_index(op.f("ix_task_village_id_seq"), "task", ["village_id", "seq"], unique=False)
    op.create_table(
        "team_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "will_send",
                "signal_gone",
                "phone_broken",
                "no_work",
                "no_answer",
                "otherwise",
                name="callresult_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=300), nullable=True),
        sa.Column("quiet_until_on", sa.Date(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_team_call_made_by_id")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_call_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_call")),
    )
    op.create_index(op.f("ix_team_call_team_id_made_at"), "team_call", ["team_id", "made_at"], unique=False)
    op.create_table(
        "word_change",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("msgid", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["changed_by_id"], ["user.id"], name=op.f("fk_word_change_changed_by_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["word_proposal.id"], name=op.f("fk_word_change_proposal_id")
        ),
        sa.ForeignKeyConstraint(["undoes"], ["word_change.number"], name=op.f("fk_word_change_undoes")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_word_change")),
    )
    op.create_index(
        "ix_word_change_language_key_number", "word_change", ["language", "key", "number"], unique=False
    )
    op.create_table(
        "blob",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("province_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("grant_id", sa.String(length=26), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("byte_count > 0", name=op.f("ck_blob_not_empty")),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_blob_device_id")),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_blob_grant_id")),
        sa.ForeignKeyConstraint(["province_id"], ["place.id"], name=op.f("fk_blob_province_id")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blob")),
    )
    op.create_index(op.f("ix_blob_device_id"), "blob", ["device_id"], unique=False)
    op.create_table(
        "enrol_code",
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("grant_id", sa.String(length=26), nullable=True),
        sa.ForeignKeyConstraint(["grant_id"], ["grant.id"], name=op.f("fk_enrol_code_grant_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_enrol_code_user_id")),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_enrol_code")),
    )
    op.create_index(op.f("ix_enrol_code_user_id"), "enrol_code", ["user_id"], unique=False)
    op.create_table(
        "review",
        sa.Column("id", sa.String(length=22), nullable=False),
        sa.Column("assist_id", sa.String(length=22), nullable=False),
        sa.Column("version", sa.String(length=22), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assist_id"], ["assist.id"], name=op.f("fk_review_assist_id")),
        sa.ForeignKeyConstraint(["id"], ["operation.id"], name=op.f("fk_review_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["user.id"], name=op.f("fk_review_reviewer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_index(op.f("ix_review_assist_id"), "review", ["assist_id"], unique=False)
    op.create_table(
        "spoken_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "recorded",
                "approved",
                "returned",
                "undone",
                "withdrawn",
                name="spokenact_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_spoken_note_by_id")),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["spoken_recording.id"], name=op.f("fk_spoken_note_recording_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spoken_note")),
    )
    op.create_index(op.f("ix_spoken_note_recording_id"), "spoken_note", ["recording_id"], unique=False)
    op.create_table(
        "spot_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draw_id", sa.Integer(), nullable=False),
        sa.Column("assist_id", sa.String(length=22), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "finding",
            sa.Enum(
                "confirmed",
                "not_confirmed",
                "not_reached",
                name="spotfinding_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("checked_by_id", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(finding IS NULL) = (checked_at IS NULL)", name=op.f("ck_spot_check_finding_has_its_moment")
        ),
        sa.ForeignKeyConstraint(["checked_by_id"], ["user.id"], name=op.f("fk_spot_check_checked_by_id")),
        sa.ForeignKeyConstraint(["draw_id"], ["spot_draw.id"], name=op.f("fk_spot_check_draw_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spot_check")),
        sa.UniqueConstraint("draw_id", "assist_id", name=op.f("uq_spot_check_draw_id_assist_id")),
    )
    op.create_table(
        "team_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=True),
        sa.Column(
            "deed",
            sa.Enum(
                "formed",
                "changed",
                "dissolved",
                "joined",
                "role_changed",
                "left",
                name="teamdeed_word",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("decision_number", sa.String(length=60), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entered_by_id"], ["user.id"], name=op.f("fk_team_change_entered_by_id")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_team_change_membership_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_team_change_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_change")),
    )
    op.create_index(op.f("ix_team_change_team_id_on_day"), "team_change", ["team_id", "on_day"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_team_change_team_id_on_day"), table_name="team_change")
    op.drop_table("team_change")
    op.drop_table("spot_check")
    op.drop_index(op.f("ix_spoken_note_recording_id"), table_name="spoken_note")
    op.drop_table("spoken_note")
    op.drop_index(op.f("ix_review_assist_id"), table_name="review")
    op.drop_table("review")
    op.drop_index(op.f("ix_enrol_code_user_id"), table_name="enrol_code")
    op.drop_table("enrol_code")
    op.drop_index(op.f("ix_blob_device_id"), table_name="blob")
    op.drop_table("blob")
    op.drop_index("ix_word_change_language_key_number", table_name="word_change")
    op.drop_table("word_change")
    op.drop_index(op.f("ix_team_call_team_id_made_at"), table_name="team_call")
    op.drop_table("team_call")
    op.drop_index(op.f("ix_task_village_id_seq"), table_name="task")
    op.drop_index(op.f("ix_task_household_id"), table_name="task")
    op.drop_table("task")
    op.drop_index(op.f("ix_statistic_change_upload_id"), table_name="statistic_change")
    op.drop_index(op.f("ix_statistic_change_place_id"), table_name="statistic_change")
    op.drop_table("statistic_change")
    op.drop_index(op.f("ix_spot_draw_from_on"), table_name="spot_draw")
    op.drop_table("spot_draw")
    op.drop_index("ix_spoken_recording_standing", table_name="spoken_recording")
    op.drop_index(op.f("ix_spoken_recording_speaker_id"), table_name="spoken_recording")
    op.drop_index(op.f("ix_spoken_recording_sha256"), table_name="spoken_recording")
    op.drop_table("spoken_recording")
    op.drop_index(op.f("ix_ruling_operation_id"), table_name="ruling")
    op.drop_table("ruling")
    op.drop_index(op.f("ix_report_file_sha256"), table_name="report_file")
    op.drop_table("report_file")
    op.drop_table("reopening")
    op.drop_index(op.f("ix_place_succession_to_id_relation"), table_name="place_succession")
    op.drop_index(op.f("ix_place_succession_change_id"), table_name="place_succession")
    op.drop_table("place_succession")
    op.drop_index(op.f("ix_place_name_change_id"), table_name="place_name")
    op.drop_table("place_name")
    op.drop_index(op.f("ix_place_move_household_id"), table_name="place_move")
    op.drop_table("place_move")
    op.drop_index(op.f("ix_pilot_place_place_id"), table_name="pilot_place")
    op.drop_table("pilot_place")
    op.drop_index(op.f("ix_membership_user_id"), table_name="membership")
    op.drop_index(op.f("ix_membership_team_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_index(op.f("ix_log_operation_id"), table_name="log")
    op.drop_table("log")
    op.drop_index(op.f("ix_latecomer_named_id"), table_name="latecomer")
    op.drop_index(op.f("ix_latecomer_change_id"), table_name="latecomer")
    op.drop_table("latecomer")
    op.drop_index(op.f("ix_grant_user_id"), table_name="grant")
    op.drop_index(op.f("ix_grant_device_id"), table_name="grant")
    op.drop_table("grant")
    op.drop_index(op.f("ix_feedback_village_id_seq"), table_name="feedback")
    op.drop_index(op.f("ix_feedback_household_id"), table_name="feedback")
    op.drop_table("feedback")
    op.drop_index(op.f("ix_export_job_state_note_id"), table_name="export_job")
    op.drop_table("export_job")
    op.drop_index(op.f("ix_consent_village_id_seq"), table_name="consent")
    op.drop_index(op.f("ix_consent_household_id"), table_name="consent")
    op.drop_table("consent")
    op.drop_index(op.f("ix_assist_village_id_state_happened_on"), table_name="assist")
    op.drop_index(op.f("ix_assist_village_id_seq"), table_name="assist")
    op.drop_index(
        op.f("ix_assist_village_id_paper_number"),
        table_name="assist",
        sqlite_where=sa.text("paper_number IS NOT NULL"),
        postgresql_where=sa.text("paper_number IS NOT NULL"),
    )
    op.drop_index(op.f("ix_assist_household_id_happened_on"), table_name="assist")
    op.drop_table("assist")
    op.drop_index(
        "uq_word_proposal_open",
        table_name="word_proposal",
        sqlite_where=sa.text("state = 'proposed'"),
        postgresql_where=sa.text("state = 'proposed'"),
    )
    op.drop_index("ix_word_proposal_language_key", table_name="word_proposal")
    op.drop_table("word_proposal")
    op.drop_index(op.f("ix_village_survey_village_id_seq"), table_name="village_survey")
    op.drop_table("village_survey")
    op.drop_table("village_achievement")
    op.drop_index(op.f("ix_team_place_id"), table_name="team")
    op.drop_table("team")
    op.drop_table("target")
    op.drop_table("statistic_upload")
    op.drop_index(op.f("ix_speaker_province_id"), table_name="speaker")
    op.drop_table("speaker")
    op.drop_table("settled_doubt")
    op.drop_table("rollup_position")
    op.drop_table("report_draft")
    op.drop_index(op.f("ix_report_archive_sha256"), table_name="report_archive")
    op.drop_table("report_archive")
    op.drop_table("place_statistic")
    op.drop_index(op.f("ix_place_parent_parent_id_place_id"), table_name="place_parent")
    op.drop_table("place_parent")
    op.drop_index(op.f("ix_place_change_province_id_effective_on"), table_name="place_change")
    op.drop_table("place_change")
    op.drop_table("pilot")
    op.drop_index(op.f("ix_password_code_user_id"), table_name="password_code")
    op.drop_table("password_code")
    op.drop_index(op.f("ix_paper_batch_village_id"), table_name="paper_batch")
    op.drop_table("paper_batch")
    op.drop_index(op.f("ix_operation_waits_for"), table_name="operation")
    op.drop_index(op.f("ix_operation_replaces_id"), table_name="operation")
    op.drop_index(op.f("ix_operation_record_id"), table_name="operation")
    op.drop_index(
        "ix_operation_held",
        table_name="operation",
        sqlite_where=sa.text("outcome = 'held'"),
        postgresql_where=sa.text("outcome = 'held'"),
    )
    op.drop_index(op.f("ix_operation_device_id_device_n"), table_name="operation")
    op.drop_index(
        "ix_operation_conflict",
        table_name="operation",
        sqlite_where=sa.text("outcome = 'conflict'"),
        postgresql_where=sa.text("outcome = 'conflict'"),
    )
    op.drop_table("operation")
    op.drop_index(op.f("ix_notice_village_id_seq"), table_name="notice")
    op.drop_table("notice")
    op.drop_index(op.f("ix_job_request_finished_at_id"), table_name="job_request")
    op.drop_table("job_request")
    op.drop_index(op.f("ix_household_village_id_seq"), table_name="household")
    op.drop_index(op.f("ix_household_merged_into_id"), table_name="household")
    op.drop_table("household")
    op.drop_table("feed")
    op.drop_index(op.f("ix_export_note_province_id_asked_at"), table_name="export_note")
    op.drop_table("export_note")
    op.drop_table("edition")
    op.drop_table("device")
    op.drop_index(op.f("ix_desk_session_user_id"), table_name="desk_session")
    op.drop_table("desk_session")
    op.drop_index(op.f("ix_departed_village_id_seq"), table_name="departed")
    op.drop_table("departed")
    op.drop_index(op.f("ix_counted_event_village_id_happened_on"), table_name="counted_event")
    op.drop_table("counted_event")
    op.drop_index(op.f("ix_counted_assist_village_id_happened_on"), table_name="counted_assist")
    op.drop_index(op.f("ix_counted_assist_household_id"), table_name="counted_assist")
    op.drop_table("counted_assist")
    op.drop_table("closing")
    op.drop_index(op.f("ix_class_session_village_id_seq"), table_name="class_session")
    op.drop_table("class_session")
    op.drop_index(op.f("ix_cell_sum_village_id_span"), table_name="cell_sum")
    op.drop_table("cell_sum")
    op.drop_index(op.f("ix_cell_indicator_day"), table_name="cell")
    op.drop_table("cell")
    op.drop_table("catalogue_version")
    op.drop_index(op.f("ix_bulk_approval_village_id_approved_at"), table_name="bulk_approval")
    op.drop_table("bulk_approval")
    op.drop_table("boundary_file")
    op.drop_index(op.f("ix_assignment_user_id"), table_name="assignment")
    op.drop_table("assignment")
    op.drop_index(op.f("ix_api_token_province_id"), table_name="api_token")
    op.drop_table("api_token")
    op.drop_index(op.f("ix_acknowledgement_subject"), table_name="acknowledgement")
    op.drop_table("acknowledgement")
    op.drop_index(op.f("ix_achievement_provisional_village_id_provisional_on"), table_name="achievement")
    op.drop_index(op.f("ix_achievement_official_village_id_official_on"), table_name="achievement")
    op.drop_table("achievement")
    op.drop_table("user")
    op.drop_table("setting")
    op.drop_table("quarantine")
    op.drop_table("place")
    op.drop_table("journal_entry")
    op.drop_table("jobs_beat")
    op.drop_index(op.f("ix_job_run_job_started_at"), table_name="job_run")
    op.drop_table("job_run")
    op.drop_table("job_plan")

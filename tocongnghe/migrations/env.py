"""Runs migrations on the connection that it is handed; there is no alembic.ini."""

from alembic import context

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=context.config.attributes.get("metadata"),
    render_as_batch=context.config.attributes.get("batch", True),
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()

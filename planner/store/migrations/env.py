"""Run by Alembic inside the transaction that :mod:`planner.store.migrate` has opened."""

from alembic import context

from planner.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=False)
context.run_migrations()

"""The database: what several people share."""

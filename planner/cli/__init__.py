"""The `kembara` command."""

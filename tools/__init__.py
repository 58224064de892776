"""Scripts that write the embedded data; nothing here is needed at run time."""

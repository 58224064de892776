"""Scripts that write the embedded data and the sample in README.md; nothing here is needed at run time."""

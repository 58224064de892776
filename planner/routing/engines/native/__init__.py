"""Our own compiled search: ruin and recreate by string removal, for single jobs and for pairs."""

"""What people take away: maps, run sheets, exports; objects and bytes, never opened files."""

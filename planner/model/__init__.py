"""The words of the field: frozen records that carry meaning from room to room."""

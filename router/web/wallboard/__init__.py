"""The wallboard of operations, readable at five metres."""

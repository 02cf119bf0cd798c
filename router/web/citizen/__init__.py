"""The citizen's pages: choose a way, send a message, ask to be called, follow what happens."""

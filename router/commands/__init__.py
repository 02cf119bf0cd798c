"""What the commands do; `router.cli` says how they are called."""

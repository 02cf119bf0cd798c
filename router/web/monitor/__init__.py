"""The social monitor: what is said about us, how loud, and how long is left."""

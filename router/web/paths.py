"""Where to go on: a path of ours or nothing."""

START = "/desk"


def safe_path(wish: str) -> str:
    """A path on this site, else the desk: browsers read "//x" and "/\\x" as another site."""
    local = wish.startswith("/") and not wish.startswith("//") and "\\" not in wish and wish.isprintable()
    return wish if local else START

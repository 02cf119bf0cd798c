"""A stranger's page made fit to stand in ours: no scripts, styles, pictures, links or attributes; nothing is fetched.

nh3 takes seconds for some pages of less than a megabyte and holds the interpreter meanwhile (docs/adr/0005), so only
a page of ordinary size is cleaned. Of another there is the text.
"""

import nh3

SIZE = 200_000  #: characters
TAGS = 2_000
VALUES = 10_000  #: signs of an attribute
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
KEPT = {
    *("p", "br", "b", "strong", "i", "em", "u", "s", "ul", "ol", "li", "blockquote", "pre", "hr", "div"),
    *("table", "thead", "tbody", "tr", "td", "th", *HEADINGS),
}
DROPPED = {"script", "style", "title", "template", "noscript", "svg", "math", "textarea", "iframe", "select", "object"}
"""With what they hold."""


def safe_html(html: str) -> str | None:
    """Markup for a page. None when it is too large to be cleaned, or nothing is left."""
    if len(html) > SIZE or html.count("<") > TAGS or html.count("=") > VALUES:
        return None
    clean = nh3.clean(html, tags=KEPT, clean_content_tags=DROPPED, attributes={}, url_schemes=set())
    for heading in HEADINGS:  # the headings of our page are its own
        clean = clean.replace(f"<{heading}>", "<p><b>").replace(f"</{heading}>", "</b></p>")
    return clean if clean.strip() else None

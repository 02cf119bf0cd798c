"""HTML to text."""

import pytest

from router.channels.html import html_to_text

TEXTS = {
    "a<br>b<br/>c": "a\nb\nc",
    "<p>a</p><p>b</p>": "a\n\nb",
    "<div>a</div><div>b</div>": "a\nb",
    "a <b>b</b>c": "a bc",
    "x <!-- <p>no</p> --> y": "x y",
    "<script>if (a<b) x()</script>y": "y",
    "<STYLE>p{}</STYLE >y": "y",
    "<script>never closed": "",
    "<!-- never closed": "",
    "3 < 4 &lt; 5 &amp; &euro;6": "3 < 4 < 5 & €6",
    "&#" + "9" * 5000 + ";": "&#" + "9" * 5000 + ";",
    "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>": "a b\nc",
    "a\n\n\n  b": "a b",
    "İ<SCRIPT>x</SCRIPT>y": "İ y",
    "<p>a<p hidden": "a",
}


@pytest.mark.parametrize(("html", "text"), TEXTS.items(), ids=range(len(TEXTS)))
def test_text(html, text):
    assert html_to_text(html) == text

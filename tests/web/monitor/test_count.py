"""The page counts as the server does."""

import json
import shutil
import subprocess

import pytest

from router.channels.bluesky import adapter as bluesky
from router.channels.mastodon import adapter as mastodon
from router.channels.meta import adapter as meta
from router.channels.x import adapter as x
from router.web.static import FOLDER

NODE = shutil.which("node")
TEXTS = [
    "",
    "Wij komen morgen langs.",
    "Kijk op https://klaverdam.example/afval/gft?week=48#straat en bel ons.",
    "@anna@mastodon.example @buur dank! mail info@klaverdam.example",
    "Één 🇧🇪 vlag, een 👨‍👩‍👧‍👦 gezin, café\u0301s en 汉字",
    "regel één\nregel twee\n\nhttps://a.example http://b.example\u00a0🙂",
]


@pytest.mark.skipif(NODE is None, reason="There is no node. Mend: apt-get install nodejs")
@pytest.mark.parametrize("adapter", [mastodon, bluesky, x, meta], ids=lambda each: each.name)
def test_both_count_the_same(adapter):
    script = (
        f"import {{counted}} from {json.dumps((FOLDER / 'count.js').as_uri())};"
        f"console.log(JSON.stringify({json.dumps(TEXTS)}.map((each) => counted({json.dumps(adapter.name)}, each))))"
    )
    done = subprocess.run([NODE, "--input-type=module", "-e", script], check=True, capture_output=True, text=True)
    assert json.loads(done.stdout) == [adapter.length(each).used for each in TEXTS]

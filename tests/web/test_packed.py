"""Pages are packed for who can unpack them, and differ in length, so that their length tells nothing."""

from tests.web.operations.conftest import office  # noqa: F401  # a whole site, served


async def test_a_page_is_packed_and_padded(office):  # noqa: F811
    lengths = set()
    for _ in range(8):
        async with office.client.get("/", headers={"Accept-Encoding": "gzip"}) as answer:
            assert answer.headers["Content-Encoding"] == "gzip" and "<html" in await answer.text()
            lengths.add(len(answer.headers["X-Padding"]))
    assert len(lengths) > 1

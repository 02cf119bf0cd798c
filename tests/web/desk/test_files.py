"""Files that came along: for the agent of the case, to save, and for nobody else."""

from router.domain.contact import Attachment


async def test_an_agent_saves_a_file_of_the_case_and_of_no_other(desk):
    sha256 = await desk.site.keep_original(b"<script>alert(1)</script>")
    photo = Attachment(name="foto \u20ac.html", media_type="text/html", size=25, sha256=sha256)
    reference = await desk.writes("De lamp is stuk, zie foto.", attachments=(photo,))
    other = await desk.writes("Iets anders.")
    assert (await desk.client.get(f"/desk/{reference}/files/{sha256}", allow_redirects=False)).status == 303
    await desk.logs_in()
    assert f"/desk/{reference}/files/{sha256}" in await desk.get(f"/desk/{reference}")
    async with desk.client.get(f"/desk/{reference}/files/{sha256}") as answer:
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''foto%20%E2%82%AC.html"
        assert await answer.read() == b"<script>alert(1)</script>"
    await desk.get(f"/desk/{other}/files/{sha256}", 404)
    await desk.get(f"/desk/{reference}/files/{'0' * 64}", 404)

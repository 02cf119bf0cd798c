"""Logging in: a signed cookie, a form of ours, and a way on that stays on this site."""

import pytest

from router.web.desk.login import safe_path


async def test_a_stranger_is_sent_to_the_log_in_page_and_back(desk):
    async with desk.client.get("/desk", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, "/login?next=/desk")
    page = await desk.get("/login?next=/desk/queues")
    assert 'value="/desk/queues"' in page and "operations" in page
    assert await desk.post("/login", username="agent", password="geheim", next="/desk/queues") == "/desk/queues"
    await desk.get("/desk/queues")


async def test_a_wrong_password_says_so_and_keeps_the_name(desk):
    await desk.get("/login")
    page = await desk.post("/login", 401, username="agent", password="fout", next="/desk")
    assert 'value="agent"' in page and "fout" not in page


async def test_a_form_from_elsewhere_is_refused(desk):
    async with desk.client.post("/login", data={"username": "agent", "password": "geheim"}) as answer:
        assert answer.status == 403


async def test_the_cookie_is_for_the_server_alone(desk):
    await desk.logs_in()
    (cookie,) = [each for each in desk.client.session.cookie_jar if each.key == "balie"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"


async def test_logging_out_ends_it(desk):
    await desk.logs_in()
    assert await desk.post("/logout") == "/login"
    async with desk.client.get("/desk", allow_redirects=False) as answer:
        assert answer.status == 303


@pytest.mark.parametrize(
    "wish", ["//evil.example", "https://evil.example", "/\\evil.example", "", "desk", "/a\r\nSet-Cookie: x"]
)
def test_only_a_path_of_ours_is_followed(wish):
    assert safe_path(wish) == "/desk"

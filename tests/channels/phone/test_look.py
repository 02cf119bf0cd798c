"""One look at a switch, as the doctor takes it."""

from dataclasses import replace

import pytest

from router.channels.phone.ami.look import queues_missing
from router.channels.phone.ami.session import Denied
from router.commands.doctor_switches import switches
from router.testing import KLAVERDAM
from tests.channels.phone.ami import FakeAmi
from tests.channels.phone.listening import switch
from tests.channels.phone.test_balie import settings_of


async def test_its_queues():
    async with FakeAmi() as server:
        assert await queues_missing(switch(server.port), "s3cret") == frozenset()
        server.queues = ("kcc",)
        assert await queues_missing(switch(server.port), "s3cret") == {"permits", "burgerzaken"}
        assert {each["Action"] for each in server.asked} == {"Login", "QueueStatus"}


async def test_a_wrong_secret_and_nobody_there():
    async with FakeAmi() as server:
        with pytest.raises(Denied):
            await queues_missing(switch(server.port), "wrong")
    with pytest.raises(OSError):
        await queues_missing(switch(server.port), "s3cret")


async def test_the_doctor_names_the_mend_and_not_the_secret(tmp_path, monkeypatch):
    monkeypatch.setenv("TEST_AMI_SECRET", "geheim-9")
    async with FakeAmi() as server:
        settings = settings_of(tmp_path, server.port)
        (found,) = await switches(settings)
        assert (found.what, "refuses us" in found.said, "manager.conf" in found.mend) == ("switch main", True, True)
        assert "geheim-9" not in repr(found)
        monkeypatch.setenv("TEST_AMI_SECRET", "s3cret")
        (found,) = await switches(settings)
        assert found.mend is None
    (found,) = await switches(settings)
    assert "does not answer" in found.said
    monkeypatch.delenv("TEST_AMI_SECRET")
    (found,) = await switches(settings)
    assert "TEST_AMI_SECRET" in found.said


async def test_where_there_are_none_nothing_is_said(tmp_path):
    assert await switches(replace(settings_of(tmp_path, 1), municipality=KLAVERDAM)) == []

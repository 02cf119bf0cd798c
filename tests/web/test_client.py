"""Whose address counts, behind proxies."""

from ipaddress import ip_network

import pytest

from router.settings import BadSetting, from_environment
from router.web.client import first_of_others

OURS = (ip_network("10.89.1.0/24"),)


@pytest.mark.parametrize(
    ("peer", "hops", "client"),
    [
        ("203.0.113.9", [""], "203.0.113.9"),
        ("10.89.1.4", ["203.0.113.9"], "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),  # not our proxy: its word is nothing
        ("10.89.1.4", ["198.51.100.1", " 203.0.113.9"], "203.0.113.9"),  # the first was written by the citizen
        ("10.89.1.4", ["203.0.113.9", "10.89.1.7"], "203.0.113.9"),
        ("10.89.1.4", ["x' OR 1=1"], "10.89.1.4"),
        ("10.89.1.4", [""], "10.89.1.4"),
        ("", ["203.0.113.9"], ""),
    ],
)
def test_the_last_that_is_not_ours(peer, hops, client):
    assert first_of_others(peer, hops, OURS) == client


def test_the_setting_names_networks(tmp_path):
    environment = {"BALIE_DATA_DIR": str(tmp_path), "BALIE_PROXIES": "10.89.1.0/24, 192.168.7.4"}
    assert from_environment(environment).proxies == (*OURS, ip_network("192.168.7.4"))
    with pytest.raises(BadSetting, match="BALIE_PROXIES"):
        from_environment({**environment, "BALIE_PROXIES": "caddy"})

"""Pauses that grow, and codes that work once."""

from datetime import timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.domain.account import LASTS, LONGEST_PAUSE, Session, first_of, pause_after
from router.domain.totp import address_of, step_of
from router.testing import MONDAY

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
STEP = int(MONDAY.timestamp()) // 30


def test_people_mistype_and_machines_wait():
    seconds = [pause_after(failed).total_seconds() for failed in range(12)]
    assert seconds == [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900]


@given(st.integers(0, 10**9))
def test_a_pause_never_shuts_anybody_out_for_long(failed):
    assert timedelta(0) <= pause_after(failed) <= LONGEST_PAUSE


def test_wrong_tries_count_and_a_right_answer_ends_it():
    row = first_of("anna", MONDAY)
    for _ in range(5):
        row = row.missed(MONDAY)
    assert (row.version, row.failed, row.pause(MONDAY)) == (6, 5, timedelta(seconds=30))
    assert row.pause(MONDAY + timedelta(seconds=31)) == timedelta(0)
    after = row.right(MONDAY)
    assert (after.failed, after.paused_until, after.version) == (0, None, 7)


def test_a_session_ends_by_itself_and_by_hand():
    open_ = Session(id="x", account="anna", created_at=MONDAY, seen_at=MONDAY, browser="?")
    assert open_.holds(MONDAY + LASTS - timedelta(seconds=1)) and not open_.holds(MONDAY + LASTS)
    assert not open_.with_(ended_at=MONDAY).holds(MONDAY)


@pytest.mark.parametrize("drift", [-1, 0, 1])
def test_a_code_of_about_now_is_right(drift):
    code = pyotp.TOTP(SECRET).generate_otp(STEP + drift)
    assert step_of(SECRET, f"{code[:3]} {code[3:]}", 0, MONDAY) == STEP + drift


def test_a_code_works_once_and_not_for_long():
    code = pyotp.TOTP(SECRET).generate_otp(STEP)
    assert step_of(SECRET, code, STEP, MONDAY) is None
    assert step_of(SECRET, code, 0, MONDAY + timedelta(seconds=90)) is None


@given(st.text(max_size=12))
def test_what_is_no_code_is_none(text):
    assert step_of(SECRET, text, 0, MONDAY) in (None, STEP - 1, STEP, STEP + 1)


def test_the_picture_says_whose_it_is():
    assert address_of(SECRET, "anna", "Balie Klaverdam").startswith(
        "otpauth://totp/Balie%20Klaverdam:anna?secret=" + SECRET
    )

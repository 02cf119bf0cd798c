"""Drafts among the texts."""

from router.domain.draft import LONGEST, Draft, draft_in, no_draft
from router.testing import MONDAY

DRAFT = Draft(account="agent", case="KV-1", subject="Re: Lamp", text="Beste An", channel="email", at=MONDAY)


def test_a_draft_comes_back_as_it_was_kept():
    assert draft_in(DRAFT.kept(), "agent", "KV-1") == DRAFT


def test_an_emptied_one_is_none():
    kept, emptied = DRAFT.kept(), no_draft("agent", "KV-1")
    assert kept.id == emptied.id
    assert draft_in(emptied, "agent", "KV-1") is None is draft_in(None, "agent", "KV-1")


def test_two_agents_have_two():
    assert DRAFT.kept().id != DRAFT.with_(account="lead").kept().id


def test_it_is_bounded():
    assert len(DRAFT.with_(text="a" * (LONGEST + 1)).kept().body) == LONGEST

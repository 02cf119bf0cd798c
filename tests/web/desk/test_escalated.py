"""What escalation did, in words: on the case, and with whoever must look."""

from router.domain.change import Change, History


async def test_danger_is_in_the_leads_list_and_on_the_case_with_its_reason(desk):
    reference = await desk.writes("Gevaar! Er is een gaslek, ontploffingsgevaar!", subject="Gas")
    await desk.logs_in("lead")
    page = await desk.get(f"/desk/{reference}")
    assert page.count("Er is gevaar gemeld.") >= 2  # in the list, and in the story
    assert "Marijke Oosterbaan kreeg een melding" in page


async def test_every_act_has_its_words(desk):
    reference = await desk.writes("Wat kost een paspoort?")
    case = (await desk.case(reference)).case
    acts = [
        {"act": "mailed", "who": "communication"},
        {"act": "posted", "who": "lead"},
        {"act": "published", "who": "case-late"},
        {"act": "raised", "who": "lead"},
        {"act": "callback"},
        {"act": "no-callback", "reason": "no-phone"},
        {"act": "not-moved", "to": "taxes", "reason": "been-there"},
        {"act": "not-moved", "to": None, "reason": "no-overflow"},
        {"act": "moved", "to": "taxes"},
    ]
    data = {"event": "broken", "rules": ["broken"], "priority": 90, "acts": [{"rule": "broken", **act} for act in acts]}
    at = case.changed_at
    lost = {"message": "m", "code": "http-503", "purpose": "event"}
    await desk.store.apply([
        Change(
            cases=((case, case.changed(at, raised="lead")),),
            history=(
                History(subject=reference, type="escalated", at=at, data=data),
                History(subject=reference, type="not-sent", at=at, data=lost),
            ),
        )
    ])  # fmt: skip
    await desk.logs_in()
    page = await desk.get(f"/desk/{reference}")
    for words in (
        "De belofte is niet gehaald. De teamleider kijkt mee.",
        "Communicatie en webcare kreeg een mail",
        "Marijke Oosterbaan kreeg een melding in een ander systeem",
        "doorgegeven aan andere systemen: case-late",
        "voorgelegd aan Marijke Oosterbaan",
        "er is een telefoontje beloofd",
        "geen telefoontje beloofd: wij hebben geen telefoonnummer",
        "niet verplaatst naar Belastingen: dat team had de zaak al eerder",
        "niet verplaatst: er is geen team dat overneemt",
        "Een ander systeem kon de melding niet krijgen (http-503)",
    ):
        assert words in page, words

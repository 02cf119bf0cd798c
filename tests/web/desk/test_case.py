"""A case on one page, and what an agent does with it."""

from router.domain.change import Actor
from router.steps.deliver import sent
from router.steps.load_file import file_of


async def test_the_page_tells_who_what_why_and_by_when(desk):
    reference = await desk.writes(
        "De straatlantaarn voor nummer 12 brandt niet.\nMet groet", subject="Lantaarn <script>", phone="+31612345678"
    )
    await desk.logs_in()
    page = await desk.get(f"/desk/{reference}")
    assert "Lantaarn &lt;script&gt;" in page and "<script>" not in page
    assert 'href="tel:+31612345678"' in page and "an@voorbeeld.example" in page
    assert "<b>straatlantaarn</b>" in page  # recognised by
    decided = (await desk.case(reference)).promises["answer"]
    assert decided.why.replace("'", "&#39;") in page


async def test_claim_reply_close(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.", subject="Lantaarn")
    await desk.logs_in()
    assert (await desk.post(f"/desk/{reference}/claim")).startswith(f"/desk/{reference}?done=claim")
    page = await desk.get(f"/desk/{reference}?template=received")
    assert "Dag An Janssens" in page and 'value="Re: Lantaarn"' in page and "{name}" not in page
    version = str((await desk.case(reference)).case.version)
    await desk.post(f"/desk/{reference}/reply", version=version, subject="Re: Lantaarn", text="Wij komen.\r\nGroet")
    found = await desk.case(reference)
    assert found.promises["answer"].state == "kept"
    assert "Wij komen.\nGroet" in await desk.get(f"/desk/{reference}")
    await desk.post(f"/desk/{reference}/close", version=str(found.case.version), result="answered")
    assert (await desk.case(reference)).case.result == "answered"
    assert "/claim" not in await desk.get(f"/desk/{reference}")


async def test_a_refusal_keeps_what_was_typed(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    seen = (await desk.case(reference)).case.version
    await desk.site.acts.reply(reference, Actor(account="lead", role="lead"), "Een collega was eerst")
    await desk.logs_in()
    typed = {"subject": "Onderwerp van mij", "text": "Lang <getypt> antwoord"}
    page = await desk.post(f"/desk/{reference}/reply", 409, version=str(seen), **typed)
    assert "Lang &lt;getypt&gt; antwoord" in page and "Onderwerp van mij" in page
    page = await desk.post(f"/desk/{reference}/transfer", 409, team="permits", text=" ")
    assert '<option value="permits" selected>' in page
    await desk.post(f"/desk/{reference}/callback", 409, outcome="sang")
    await desk.post(f"/desk/{reference}/close", 409, result="")


async def test_who_was_first_is_named(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await desk.logs_in("lead")
    await desk.post(f"/desk/{reference}/claim")
    await desk.logs_in("agent")
    assert "Marijke Oosterbaan" in await desk.post(f"/desk/{reference}/claim", 409)


async def test_notes_calls_and_transfers_stand_in_the_timeline(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.", phone="+31612345678")
    await desk.logs_in()
    await desk.post(f"/desk/{reference}/note", text="Let op de <school>")
    await desk.post(f"/desk/{reference}/callback", outcome="no-answer", text="Niemand thuis")
    await desk.post(f"/desk/{reference}/transfer", team="permits", text="Graag overnemen")
    page = await desk.get(f"/desk/{reference}")
    assert "Let op de &lt;school&gt;" in page and "Niemand thuis" in page and "Graag overnemen" in page
    assert page.index("Let op") < page.index("Niemand thuis") < page.index("Graag overnemen")
    assert (await desk.case(reference)).case.team == "permits"


async def test_giving_back_puts_it_in_the_queue_again(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await desk.logs_in()
    await desk.post(f"/desk/{reference}/claim")
    await desk.post(f"/desk/{reference}/release")
    assert (await desk.case(reference)).case.status == "queued"


async def test_what_is_not_there_is_said(desk):
    await desk.logs_in()
    await desk.get("/desk/KV-2611-9999", 404)
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await desk.post(f"/desk/{reference}/explode", 404)


async def test_without_an_address_there_is_no_answer_form(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.", email=None, phone="+31612345678")
    await desk.logs_in()
    assert f"/desk/{reference}/reply" not in await desk.get(f"/desk/{reference}")


async def test_a_case_is_one_query_a_table(desk, statements):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await desk.logs_in()
    for number in range(3):
        await desk.post(f"/desk/{reference}/note", text=f"notitie {number}")
    statements.clear()
    await desk.get(f"/desk/{reference}")
    # whose it is, eight tables of the case, who is alike, two for the list, what lies before me, my call, my pad, earlier ones
    assert len(statements) == 16


async def test_waiting_for_the_citizen_and_going_on(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await desk.logs_in()
    await desk.post(f"/desk/{reference}/claim")
    assert f'action="/desk/{reference}/wait"' in await desk.get(f"/desk/{reference}")
    await desk.post(f"/desk/{reference}/wait", text="Welk <nummer>?")
    page = await desk.get(f"/desk/{reference}")
    assert "Welk &lt;nummer&gt;?" in page and "Deze zaak wacht op de inwoner" in page
    await desk.post(f"/desk/{reference}/wake")
    assert (await desk.case(reference)).case.status == "active"


async def test_two_cases_are_put_together(desk):
    first, second = [await desk.writes(f"De straatlantaarn brandt niet, bericht {n}.") for n in "ab"]
    await desk.logs_in()
    assert "Er is geen zaak met dat nummer" in await desk.post(f"/desk/{second}/merge", 409, into="KV-9")
    await desk.post(f"/desk/{second}/merge", into=first.lower())
    assert f"gaat verder als {first}" in await desk.get(f"/desk/{second}")
    page = await desk.get(f"/desk/{first}")
    assert "bericht a" in page and "bericht b" in page and f"samen met {second}" in page


async def test_what_went_to_a_partner_is_a_line_of_its_own(desk):
    reference = await desk.writes("De afvalcontainer is niet geleegd.")
    store, now = desk.site.store, desk.site.clock.now()
    (forward,) = [each for each in await store.ready(now, 9) if each.purpose == "forward"]
    await store.apply([sent(forward, await file_of(store, reference), "<ours@example.org>", now)])
    await desk.logs_in("lead")
    page = await desk.get(f"/desk/{reference}")
    assert page.count("Gemaild naar de partner") == 1
    assert "verstuurd" not in page  # what the citizen wrote was not sent by us


async def test_a_closed_case_shows_no_act_that_it_refuses(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await desk.logs_in()
    acts = {'id="tab-transfer"', 'id="tab-close"'}
    page = await desk.get(f"/desk/{reference}")
    assert {each for each in acts if each in page} == acts
    await desk.post(f"/desk/{reference}/close", result="answered")
    page = await desk.get(f"/desk/{reference}")
    assert not [each for each in acts if each in page] and "maak hieronder een tweede zaak" in page


async def test_whom_nothing_reaches_is_not_to_be_called(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.", email=None)
    await desk.logs_in()
    page = await desk.get(f"/desk/{reference}")
    assert 'id="tab-note" checked' in page and "geen e-mailadres en geen telefoonnummer" in page


async def test_a_closed_case_is_opened_again_with_a_reason(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await desk.logs_in()
    await desk.post(f"/desk/{reference}/close", result="withdrawn")
    page = await desk.get(f"/desk/{reference}")
    assert "Opnieuw openen" in page
    assert "Schrijf op waarom" in await desk.post(f"/desk/{reference}/reopen", 409, text=" ")
    await desk.post(f"/desk/{reference}/reopen", text="De verkeerde gesloten.")
    page = await desk.get(f"/desk/{reference}?done=reopen")
    assert "De zaak is weer open" in page and "De verkeerde gesloten." in page and "opende de zaak opnieuw" in page
    assert (await desk.case(reference)).case.status == "queued"

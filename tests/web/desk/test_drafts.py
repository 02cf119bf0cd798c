"""Drafts: kept for one agent and one case, restored, gone once sent; and both versions when a colleague was first."""

import json

from router.domain.change import Actor

LEAD = Actor(account="lead", role="lead")


async def kept(desk, reference, **more):
    typed = {"subject": "Re: Lamp", "text": "Beste An, <wij> kijken", **more}
    return await desk.post(f"/desk/{reference}/draft", **typed)


async def test_a_draft_is_restored_with_the_time_it_was_kept(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await desk.logs_in()
    assert await kept(desk, reference) == f"/desk/{reference}?done=draft#latest"
    page = await desk.get(f"/desk/{reference}")
    assert "Beste An, &lt;wij&gt; kijken</textarea>" in page and 'value="Re: Lamp"' in page and "bewaard " in page


async def test_nobody_else_sees_it(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await desk.logs_in()
    await kept(desk, reference)
    await desk.post("/logout")
    await desk.logs_in("lead")
    assert "Beste An, &lt;wij&gt;" not in await desk.get(f"/desk/{reference}")


async def test_the_script_hears_when_it_was_kept(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await desk.logs_in()
    answer = await desk.post(f"/desk/{reference}/draft", 200, text="Beste An", quiet="1")
    assert abs(json.loads(answer)["at"] / 1000 - desk.site.clock.now().timestamp()) < 60


async def test_what_is_sent_or_thrown_away_is_no_draft(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await desk.logs_in()
    await kept(desk, reference)
    await kept(desk, reference, drop="1")
    assert "kijken</textarea>" not in await desk.get(f"/desk/{reference}")
    await kept(desk, reference)
    await desk.post(f"/desk/{reference}/reply", subject="Re: Lamp", text="Wij komen.")
    assert "kijken</textarea>" not in await desk.get(f"/desk/{reference}")


async def test_a_refused_answer_leaves_the_draft(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await desk.logs_in()
    await kept(desk, reference)
    await desk.post(f"/desk/{reference}/reply", 409, text=" ")
    assert "kijken</textarea>" in await desk.get(f"/desk/{reference}")


async def test_a_draft_is_not_found_by_searching(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await desk.logs_in()
    await kept(desk, reference, text="Zebrapad")
    assert reference not in await desk.post("/desk/search", 200, q="zebrapad")


async def test_a_standard_text_is_shown_when_asked_for(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await desk.logs_in()
    await kept(desk, reference)
    assert "Dag An Janssens" in await desk.get(f"/desk/{reference}?template=received")


async def test_the_standard_texts_stand_ready_with_their_placeholders_filled(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await desk.logs_in()
    page = await desk.get(f"/desk/{reference}")
    ready = page.partition('<template id="canned-texts">')[2].partition("</template>")[0]
    assert 'id="canned-received"' in ready and reference in ready and "{name}" not in ready
    assert 'lang="nl" spellcheck="true"' in page


async def test_who_was_second_sees_both_versions(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    seen = (await desk.case(reference)).case.version
    await desk.site.acts.reply(reference, LEAD, "Wij komen <morgen>.")
    await desk.logs_in()
    page = await desk.post(f"/desk/{reference}/reply", 409, version=str(seen), text="Wij komen <vandaag>.")
    both = page.partition('class="both"')[2].partition('class="tabs"')[0]
    assert "Wij komen &lt;morgen&gt;." in both and "Wij komen &lt;vandaag&gt;." in both
    assert "Marijke Oosterbaan" in both and "stuurde een antwoord" in both
    version = str((await desk.case(reference)).case.version)
    assert f'name="version" value="{version}"' in page
    await desk.post(f"/desk/{reference}/reply", version=version, text="Wij komen vandaag.")


async def test_a_transfer_that_came_first_shows_its_note(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    seen = (await desk.case(reference)).case.version
    await desk.site.acts.transfer(reference, LEAD, "permits", "Hoort bij vergunningen")
    await desk.logs_in()
    page = await desk.post(f"/desk/{reference}/close", 409, version=str(seen), result="answered", text="")
    both = page.partition('class="both"')[2].partition('class="tabs"')[0]
    assert "gaf de zaak door" in both and "Hoort bij vergunningen" in both and "Er was niets getypt" in both

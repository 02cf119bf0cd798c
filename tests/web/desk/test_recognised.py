"""At the desk: what became of the offer, and the correction of what was recognised."""

from sqlalchemy import select

from router.store import tables

MOVING = "Ik wil mijn verhuizing doorgeven."


async def test_the_offer_and_its_answer_by_phone(desk):
    reference = await desk.writes(MOVING)
    await desk.logs_in()
    page = await desk.get(f"/desk/{reference}")
    assert "U kunt dit zelf regelen op onze website." in page and "Neemt het aan" in page
    to = await desk.post(f"/desk/{reference}/steer", outcome="refused", reason="no-computer", text="Heeft geen pc")
    page = await desk.get(to.partition("#")[0])
    assert "Wat er van het aanbod werd, is bewaard." in page
    assert "Heeft geen pc" in page and "heeft er geen computer of telefoon voor" in page
    assert (await desk.case(reference)).case.steer_outcome == "refused"
    await desk.post(f"/desk/{reference}/steer", outcome="taken")
    assert (await desk.case(reference)).case.steer_outcome == "taken"


async def test_a_refusal_without_a_reason_keeps_what_was_typed(desk):
    reference = await desk.writes(MOVING)
    await desk.logs_in()
    page = await desk.post(f"/desk/{reference}/steer", 409, outcome="refused", reason="", text="Wil niet")
    assert "Kies waarom het aanbod is afgeslagen." in page and "Wil niet" in page
    await desk.post(f"/desk/{reference}/steer", 409, outcome="refused", reason="because")
    await desk.post(f"/desk/{reference}/steer", 409, outcome="perhaps")


async def test_a_correction_is_kept_and_suggests_the_team(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await desk.logs_in()
    assert "Klopt dit niet?" in await desk.get(f"/desk/{reference}")
    before = (await desk.case(reference)).case
    to = await desk.post(
        f"/desk/{reference}/correct",
        version=str(before.version), product="passport", kind="question", urgency="normal", language="nl",
    )  # fmt: skip
    after = (await desk.case(reference)).case
    assert (after.product, after.kind, after.team) == ("passport", "question", before.team)
    page = await desk.get(to.partition("#")[0])
    assert "De verbetering is bewaard." in page and "product Paspoort" in page
    assert "doet dit product" in page and '<option value="civil-affairs" selected>' in page
    async with desk.store.engine.connect() as connection:
        (label,) = (await connection.execute(select(tables.labels))).all()
    assert (label.contact, label.product, label.by) == (before.contact, "passport", "agent")


async def test_about_no_product_of_ours(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await desk.logs_in()
    await desk.post(f"/desk/{reference}/correct", product="-")
    assert (await desk.case(reference)).case.product is None


async def test_what_no_page_offers_is_refused(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await desk.logs_in()
    await desk.post(f"/desk/{reference}/correct", 409, kind="grumble")
    await desk.post(f"/desk/{reference}/correct", 404, product="pasport")

"""An answer that never arrives, from the mail server's words to the call that mends it, told on a clock."""

from router.channels.email.parse import parse
from router.domain.contact import Sender

REPORT = """From: MAILER-DAEMON@mx.example
To: info@klaverdam.example
Subject: Undelivered Mail
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; noor@kl.example
Action: {action}
Status: {status}

--b
Content-Type: message/rfc822

Message-ID: <{id}@{domain}>

Dag
--b--
"""


async def reports(town, letter, action, status):
    """The mail server's report comes in as mails do."""
    domain = letter.from_address.partition("@")[2]
    raw = REPORT.format(action=action, status=status, id=letter.id, domain=domain).replace("\n", "\r\n").encode()
    parsed = parse(raw, entrance="info@klaverdam.example", received_at=town.clock.now(), return_path="")
    await town.accept(parsed.inbound)
    await town.settle()


async def test_an_answer_that_never_arrives(town):
    town.speaks_over("notify", carriers={"sms": "notify"})
    noor = Sender(name="Noor", email="noor@kl.example", phone="+31612345678")
    case = await town.case_of(
        await town.at("ma 23 nov 2026 10:05").receive(sender=noor, text="Mijn paspoort is kwijt.")
    )
    await town.deliver()
    await town.acts.claim(case.reference, town.actor())
    await town.at("ma 23 nov 2026 10:30").acts.reply(case.reference, town.actor(), "Maak een afspraak.")
    (answer,) = await town.deliver()

    await reports(town.at("ma 23 nov 2026 11:00"), answer, "delayed", "4.4.1")
    assert await town.history("bounced") == [] and await town.notices("agent") == []

    await reports(town.at("ma 23 nov 2026 15:00"), answer, "failed", "5.1.1")
    now = await town.case(case.reference)
    assert (now.status, now.assignee, now.priority) == ("active", "agent", 80)
    assert [each.code for each in await town.notices("agent")] == ["bounced"]
    assert (await town.promise(case.reference, "answer")).state == "kept"

    assert await town.deliver() == []
    ((name, text),) = town.neighbours.said
    assert (name, text.to, case.reference in text.text) == ("notify", "+31612345678", True)

    contacts = await town.contacts()
    await reports(town.at("ma 23 nov 2026 15:05"), answer, "failed", "5.1.1")
    assert await town.contacts() == contacts and await town.cases() == [case.reference]
    assert len(await town.history("bounced")) == 1

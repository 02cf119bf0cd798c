"""Every address of the desk."""

from aiohttp import web

from router.web.desk import (
    acts,
    callbacks,
    calling,
    case,
    drafts,
    events,
    files,
    login,
    looking,
    mailbox,
    original,
    presence,
    quarantine,
    queues,
    scratchpad,
    searching,
    ticking,
    visit,
    work,
)

REFERENCE = r"{reference:[A-Z]{1,8}-\d{4}-\d{1,12}}"


def routes() -> list[web.RouteDef]:
    return [
        *visit.routes(),
        web.get("/login", login.page),
        web.post("/login", login.log_in),
        web.post("/logout", login.log_out),
        web.get("/desk", work.page),
        web.post("/desk/next", work.take_next),
        web.post(presence.PATH, presence.choose),
        web.get("/desk/queues", queues.page),
        web.post(ticking.PATH, ticking.tick),
        web.get(searching.PATH, searching.page),
        web.post(searching.PATH, searching.page),
        web.get(callbacks.PATH, callbacks.page),
        web.post(f"{callbacks.PATH}/{REFERENCE}", callbacks.attempt),
        web.post(looking.PATH, looking.typing),
        web.post(scratchpad.PATH, scratchpad.keep),
        web.post(calling.PATH, calling.make),
        web.get(f"{calling.PATH}/{{contact:[0-9a-zA-Z-]{{1,64}}}}", calling.made),
        web.get(f"/desk/{REFERENCE}", case.page),
        web.get(f"/desk/{REFERENCE}/files/{{sha256:[0-9a-f]{{64}}}}", files.download),
        web.get(f"/desk/{REFERENCE}/originals/{{contact:[0-9a-zA-Z-]{{1,64}}}}", original.page),
        web.get(f"/desk/{REFERENCE}/originals/{{contact:[0-9a-zA-Z-]{{1,64}}}}/eml", original.download),
        web.post(f"/desk/{REFERENCE}/draft", drafts.keep),
        web.post(f"/desk/{REFERENCE}/{{act}}", acts.act),
        web.get("/quarantine", quarantine.page),
        web.post("/quarantine/{id}/replay", quarantine.replay),
        web.get("/mailbox", mailbox.page),
        web.get("/events", events.stream),
    ]

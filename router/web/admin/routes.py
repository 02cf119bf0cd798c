"""Every address of the administration."""

from aiohttp import web

from router.web.admin import accounts, rehearsing, rules, versions

STAGE = "{stage:recognition|steering|routing|promises|escalation}"


def routes() -> list[web.RouteDef]:
    return [
        web.get("/admin", rules.first),
        web.get("/admin/rules", rules.page),
        web.post("/admin/rules/reload", rules.reload),
        web.get(f"/admin/rules/{STAGE}", rules.stage),
        web.get("/admin/rules/versions/{version:[0-9a-f]{16}}", versions.page),
        web.get("/admin/rehearsal", rehearsing.page),
        web.post("/admin/rehearsal", rehearsing.start),
        web.post("/admin/rehearsal/cancel", rehearsing.cancel),
        web.get("/admin/rehearsal/cases.csv", rehearsing.table),
        web.get("/admin/accounts", accounts.page),
        web.post("/admin/accounts/{account}/{act}", accounts.act),
    ]

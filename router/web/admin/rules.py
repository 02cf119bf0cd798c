"""The rules that are live: since when, how many, what is wrong on the disk, and each of them with its why."""

from collections.abc import Iterator

from aiohttp import web

from router.rules.match import Rule
from router.rules.rulebook import STAGES
from router.store.views.rulebooks import versions
from router.web.auth import staff
from router.web.desk.wording import wording
from router.web.site import site_of

SHOWN = 100  #: rules on one page


async def first(request: web.Request) -> web.Response:
    staff(request)
    raise web.HTTPSeeOther("/admin/rules")


async def page(request: web.Request) -> web.Response:
    staff(request)
    return await _shown(request)


async def reload(request: web.Request) -> web.Response:
    """Makes the folder live; with problems the page says them and nothing changed."""
    user = staff(request)
    outcome = await site_of(request).rules.reload(user.account)
    if outcome.problems:
        return await _shown(request, refused=True)
    raise web.HTTPSeeOther("/admin/rules?done=reload")


async def _shown(request: web.Request, *, refused: bool = False) -> web.Response:
    site = site_of(request)
    disk, problems = await site.rules.on_disk()
    return site.pages.response(
        request,
        "pages/admin/rules.html",
        status=409 if refused else 200,
        loaded=site.rules.loaded,
        disk=disk,
        problems=site.rules.problems if refused else problems,
        refused=refused,
        done=request.query.get("done") == "reload",
        counts={stage: len(rules) for stage, rules in site.book().rules.items()},
        versions=await versions(site.reads),
        **wording(site),
    )


async def stage(request: web.Request) -> web.Response:
    """The rules of one stage, in the order in which they are tried."""
    staff(request)
    site, name = site_of(request), request.match_info["stage"]
    rules = site.book().rules[name]
    pages = max(1, -(-len(rules) // SHOWN))
    asked = request.query.get("page", "1")
    number = min(int(asked), pages) if asked.isascii() and asked.isdigit() and int(asked[:6]) > 0 else 1
    first = (number - 1) * SHOWN
    return site.pages.response(
        request,
        "pages/admin/stage.html",
        stages=STAGES,
        stage=name,
        rows=[(place, rule, list(_when(rule)), list(_then(rule))) for place, rule in _part(rules, first)],
        number=number,
        pages_in_all=pages,
        loaded=site.rules.loaded,
    )


def _part(rules: tuple[Rule, ...], first: int) -> list[tuple[int, Rule]]:
    return list(enumerate(rules[first : first + SHOWN], first + 1))


def _when(rule: Rule) -> Iterator[tuple[str, str]]:
    for name, value in rule.when.items():
        yield name, said(value)


def _then(rule: Rule) -> Iterator[tuple[str, str]]:
    for name, value in rule.then.items():
        yield name, said(value)


def said(value: object) -> str:
    """A condition as it was written, on one line: lists with commas, keys with colons."""
    if isinstance(value, dict):
        return "; ".join(f"{name}: {said(each)}" for name, each in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(said(each) for each in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)

"""The citizen's own case, by the link in the mail: now, what was done, what is promised, and what broke."""

from aiohttp import web

from router.channels.webform import form
from router.channels.webform.answers import Answers, Wrong, wrong_addition
from router.domain.contact import Party
from router.domain.product import in_language
from router.domain.words import SteerReason
from router.store.views.status import Followed, followed
from router.web.citizen import rate
from router.web.citizen.contact import teams
from router.web.citizen.form import told
from router.web.citizen.hours import Window, called_by, windows
from router.web.citizen.posted import keep, new_token, posted
from router.web.citizen.story import ahead, behind, is_late, owed_callback
from router.web.language import language_of
from router.web.offers import offered
from router.web.site import Site, site_of


async def explain(request: web.Request) -> web.Response:
    return site_of(request).pages.response(request, "pages/citizen/follow.html", unknown=False)


async def show(request: web.Request) -> web.Response:
    file = await file_of(request)
    if file is None:
        return unknown(request)
    wish = rate.asked(file, site_of(request).clock.now())
    return await page(request, "status", file, just=request.query.get("done", ""), asked=wish)


async def ask(request: web.Request) -> web.Response:
    file = await file_of(request)
    return unknown(request) if file is None else await _form(request, file, {}, new_token())


async def add(request: web.Request) -> web.Response:
    """A further word. It goes the way of every contact: durable first, then decided, and it joins this case."""
    file = await file_of(request)
    if file is None:
        return unknown(request)
    site, sent = site_of(request), await posted(request)
    answers = Answers.read(sent.fields)
    if answers.is_trap:
        raise back(request, "added")
    if wrong := wrong_addition(answers, sent.uploads):
        return await _form(request, file, sent.fields, sent.token, wrong, had_files=bool(sent.files))
    await site.accept(
        [
            form.addition(
                answers.text,
                sent.token,
                site.clock.now(),
                reference=file.case.reference,
                party=_party(file),
                language=file.case.language,
                attachments=await keep(site, sent.files),
            )
        ]
    )
    raise back(request, "added")


async def not_called(request: web.Request) -> web.Response:
    """Only while a callback is owed; pressing it twice says it once."""
    file = await file_of(request)
    if file is None:
        return unknown(request)
    site, owed = site_of(request), owed_callback(file)
    if owed is not None:
        text = site.pages.gettext(file.case.language, "I was not called.")
        await site.accept(
            [
                form.not_called(
                    text,
                    owed.id,
                    site.clock.now(),
                    reference=file.case.reference,
                    party=_party(file),
                    language=file.case.language,
                )
            ]
        )
    raise back(request, "not-called")


async def file_of(request: web.Request) -> Followed | None:
    """None for a wrong secret and for a case that is not there alike."""
    site, reference = site_of(request), request.match_info["reference"].upper()
    return await followed(site.reads, reference) if site.links.opens(reference, request.match_info["secret"]) else None


def _party(file: Followed) -> Party:
    return file.party or Party(id=file.case.party or file.case.reference)


async def page(request: web.Request, name: str, file: Followed, *, status: int = 200, **values: object) -> web.Response:
    site, language = site_of(request), language_of(request)
    product = site.municipality.products.get(file.case.product or "")
    labels = teams(site.municipality, language)
    return site.pages.response(
        request,
        f"pages/citizen/{name}.html",
        status=status,
        case=file.case,
        now=site.clock.now(),
        done=behind(file),
        ahead=ahead(file),
        late=is_late(file),
        callback=owed_callback(file),
        team=labels.get(file.case.team, file.case.team),
        teams=labels,
        title=in_language(product.name, language) if product else file.subject,
        here=_here(request),
        offer=await offered(site, file.case.steer, file.case.product, language),
        reasons=[str(each) for each in SteerReason],
        windows=moments(site, file),
        party=file.party,
        **{"asked": None, "just": "", "errors": {}, "missed": {}, "values": {}, **values},
    )


def moments(site: Site, file: Followed) -> list[Window]:
    """The parts of days to choose from when we could not reach them, as many as a new promise would have; else none."""
    asked, now = owed_callback(file), site.clock.now()
    if asked is None or asked.asks is None or file.case.team not in site.municipality.teams:
        return []
    due = called_by(site.municipality, file.case.team, now, "nl")
    return windows(site.municipality.calendar_of(file.case.team), now, max(due[0], asked.due)) if due else []


async def _form(
    request: web.Request,
    file: Followed,
    values: dict[str, str],
    token: str,
    wrong: Wrong | None = None,
    *,
    had_files: bool = False,
) -> web.Response:
    return await page(
        request,
        "add",
        file,
        status=422 if wrong else 200,
        values=values,
        token=token,
        had_files=had_files,
        errors=told(request, wrong or []),
    )


def unknown(request: web.Request) -> web.Response:
    return site_of(request).pages.response(request, "pages/citizen/follow.html", status=404, unknown=True)


def _here(request: web.Request) -> str:
    return f"/status/{request.match_info['reference']}/{request.match_info['secret']}"


def back(request: web.Request, done: str) -> web.HTTPSeeOther:
    return web.HTTPSeeOther(f"{_here(request)}?done={done}&lang={language_of(request)}")

"""What holds for every answer: headers, errors in plain words, and no form accepted that we did not send."""

import hmac
from collections.abc import Awaitable, Callable
from secrets import token_urlsafe

import structlog
from aiohttp import web

from router.domain.errors import BadPayload, Conflict, NotFound, Refused, StoreDown, StreamDown, StreamFull
from router.web.auth import COOKIE, SESSION, cookie_named, keep_cookie
from router.web.embed import framed, is_embedded
from router.web.language import language_of
from router.web.pages import CSRF
from router.web.site import Site, site_of

log = structlog.get_logger()
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}
STATUS = {NotFound: 404, Refused: 409, Conflict: 409, BadPayload: 400, StreamFull: 429, StreamDown: 503, StoreDown: 503}
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
SAFE = ("GET", "HEAD", "OPTIONS")
OURS = ("same-origin", "none")


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    for name, value in framed(request, HEADERS).items():
        response.headers.setdefault(name, value)


@web.middleware
async def say_what_went_wrong(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Declared errors become a status and a sentence; anything else is ours, logged without what they sent."""
    try:
        return await handler(request)
    except tuple(STATUS) as error:
        status = next(code for kind, code in STATUS.items() if isinstance(error, kind))
        return _problem(request, status, str(error))
    except web.HTTPException as error:
        if error.status < 400 or request.path.startswith(("/api/", "/channels/")):
            raise
        return _problem(request, error.status, error.text or error.reason)
    except Exception:
        log.exception(
            "request.failed", path=request.match_info.route.resource and request.match_info.route.resource.canonical
        )
        return _problem(request, 500, "Something went wrong on our side. It has been noted.")


def _problem(request: web.Request, status: int, sentence: str) -> web.Response:
    headers = {"Retry-After": "2"} if status in (429, 503) else None
    if request.path.startswith(("/api/", "/channels/")):
        return web.json_response(
            {"status": status, "title": _title(status), "detail": sentence},
            status=status,
            content_type="application/problem+json",
            headers=headers,
        )
    pages = site_of(request).pages
    told = pages.gettext(language_of(request), sentence)
    page = pages.response(request, "pages/problem.html", status=status, code=status, sentence=told)
    page.headers.update(headers or {})
    return page


def _title(status: int) -> str:
    return {
        400: "Bad request",
        401: "Not logged in",
        403: "Not allowed",
        404: "Not found",
        409: "Not now",
        413: "Too large",
        415: "Wrong media type",
        422: "Not possible",
        429: "Too many",
        503: "Not available",
    }.get(status, "Error")


def _acts_for_somebody(request: web.Request) -> bool:
    """Logged in, or logging in. A citizen's form carries nobody's power, and must work in a browser that keeps no cookies."""
    if request.method in SAFE or request.path.startswith(("/api/", "/channels/")):
        return False
    return cookie_named(site_of(request), COOKIE) in request.cookies or request.path.startswith("/login")


@web.middleware
async def forms_are_ours(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A token in every form: of the session where somebody is logged in, else the same as in a cookie (double submit)."""
    site = site_of(request)
    kept = request.cookies.get(cookie_named(site, "csrf"), "")
    request[CSRF] = csrf_of(site, request[SESSION].session.id) if SESSION in request else kept or token_urlsafe(16)
    if _acts_for_somebody(request):
        form = await request.post() if request.content_type in FORMS else {}
        expected = request[CSRF] if SESSION in request else kept
        if not expected or not hmac.compare_digest(str(form.get("csrf", "")).encode(), expected.encode()):
            raise web.HTTPForbidden(
                text="This form was open for too long. Go back, load the page again and send it once more."
            )
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in OURS:
            raise web.HTTPForbidden(text="This form did not come from this site. Open the page here and send it again.")
    response = await handler(request)
    if request[CSRF] != kept and not response.prepared and _is_page(request):
        keep_cookie(site, response, "csrf", request[CSRF], 86_400)
    return response


def _is_page(request: web.Request) -> bool:
    """What a page is made of holds no form, and one in a frame on another site does without a cookie."""
    return not request.path.startswith(("/static/", "/embed", "/favicon", "/theme.css")) and not is_embedded(request)


def csrf_of(site: Site, session: str) -> str:
    """Of this session alone: who plants a cookie cannot make a form that passes."""
    return hmac.new(site.cookie_key, f"csrf.{session}".encode(), "sha256").hexdigest()[:32]

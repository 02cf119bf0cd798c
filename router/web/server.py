"""The web server: every route and middleware, listed once."""

from aiohttp import web

from router.domain.errors import StoreDown
from router.web import static
from router.web.account.routes import routes as account_routes
from router.web.admin.routes import routes as admin_routes
from router.web.api.repeats import REPEATS, Repeats
from router.web.api.routes import routes as api_routes
from router.web.api.routes import speak_the_api
from router.web.auth import know_the_user
from router.web.citizen.routes import routes as citizen_routes
from router.web.desk.beside import be_there
from router.web.desk.routes import routes as desk_routes
from router.web.language import remember_the_language
from router.web.metrics import COUNTS, Counts, get_metrics
from router.web.monitor.routes import routes as monitor_routes
from router.web.notes import tell_notes
from router.web.operations.routes import routes as operations_routes
from router.web.permissions import permitted
from router.web.security import add_headers, forms_are_ours, say_what_went_wrong
from router.web.site import SITE, Site, site_of
from router.web.wallboard.routes import routes as wallboard_routes

LARGEST_REQUEST = 25 * 1024 * 1024


def web_app(site: Site) -> web.Application:
    """The whole site of one municipality."""
    app = web.Application(
        client_max_size=LARGEST_REQUEST,
        middlewares=[
            say_what_went_wrong,
            know_the_user,
            speak_the_api,
            permitted,
            remember_the_language,
            forms_are_ours,
            be_there,
            tell_notes,
        ],  # outermost first
    )
    app[SITE] = site
    app[COUNTS] = Counts()
    app[REPEATS] = Repeats(site.store)
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(let_streams_go)
    app.add_routes(
        [
            *api_routes(),
            *citizen_routes(),
            *account_routes(),
            *desk_routes(),
            *wallboard_routes(),
            *operations_routes(),
            *monitor_routes(),
            *admin_routes(),
            *static.routes(),
            web.get("/healthz", healthz),
            web.get("/readyz", readyz),
            web.get("/metrics", get_metrics),
        ]
    )
    return app


def health_app(site: Site) -> web.Application:
    """Of a process that serves no people: whether it lives, and its figures."""
    app = web.Application()
    app[SITE] = site
    app[COUNTS] = Counts()
    app.add_routes([web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", get_metrics)])
    return app


async def let_streams_go(app: web.Application) -> None:
    """Before the server waits for what is under way: an event stream would never end."""
    await app[SITE].news.close()


async def healthz(request: web.Request) -> web.Response:
    """Alive; 503 with the reasons when a person or a supervisor should look."""
    wrong = site_of(request).healthy()
    return web.json_response({"alive": not wrong, "problems": wrong}, status=503 if wrong else 200)


async def readyz(request: web.Request) -> web.Response:
    """May serve: the register answers, and nothing lies behind; 503 with the reasons."""
    site = site_of(request)
    try:
        await site.store.cursor()
        waits = site.ready()
    except StoreDown as error:
        waits = [str(error)]
    return web.json_response({"ready": not waits, "problems": waits}, status=503 if waits else 200)

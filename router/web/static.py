"""Static files. Their content's hash is in the address, so a browser may keep them for a year."""

from pathlib import Path

from aiohttp import web

from router.web.site import site_of

FOLDER = Path(__file__).parent / "static"


def routes() -> list[web.RouteDef]:
    return [
        web.get("/static/{hash}/{path:.+}", get_static),
        web.get("/favicon.ico", get_icon),
        web.get("/embed.js", get_embed),
        web.get("/theme.css", get_theme),
    ]


async def get_static(request: web.Request) -> web.StreamResponse:
    path = (FOLDER / request.match_info["path"]).resolve()
    if not path.is_relative_to(FOLDER.resolve()) or not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, headers={"Cache-Control": "public, max-age=31536000, immutable"})


async def get_icon(request: web.Request) -> web.StreamResponse:
    return web.FileResponse(
        FOLDER / "icon.svg", headers={"Content-Type": "image/svg+xml", "Cache-Control": "public, max-age=86400"}
    )


async def get_embed(request: web.Request) -> web.StreamResponse:
    """Other sites name it, so its address stays and it is kept for an hour only."""
    return web.FileResponse(
        FOLDER / "embed.js", headers={"Content-Type": "text/javascript", "Cache-Control": "public, max-age=3600"}
    )


async def get_theme(request: web.Request) -> web.Response:
    """The municipality's own tokens, checked when its folder was read."""
    tokens = site_of(request).municipality.organisation.theme
    body = "".join(f"--{name}:{colour};" for name, colour in tokens.items())
    return web.Response(text=f":root{{{body}}}", content_type="text/css", headers={"Cache-Control": "no-cache"})

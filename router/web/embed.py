"""The form on another site: in a frame, or posted from there. Only for the origins in channels.yaml, and without cookies."""

from aiohttp import web

from router.channels.webform.setting import Setting
from router.domain.errors import NotFound
from router.web.site import site_of

FRAMED = ("/form", "/form/{product}", "/sent/{contact}")
"""The pages that may stand in a frame: nobody acts with their power there, so nothing can be stolen by a click."""


def origins(request: web.Request) -> list[str]:
    """The sites that may show our form."""
    return Setting.model_validate(site_of(request).municipality.settings.get("webform") or {}).embed


def is_embedded(request: web.Request) -> bool:
    resource = request.match_info.route.resource
    return request.query.get("embed") == "1" and resource is not None and resource.canonical in FRAMED


def framed(request: web.Request, headers: dict[str, str]) -> dict[str, str]:
    """The headers of a page in a frame: those of every page, but these sites may hold it. Without any, nobody may."""
    if not is_embedded(request) or not (allowed := origins(request)):
        return headers
    policy = headers["Content-Security-Policy"].replace(
        "frame-ancestors 'none'", f"frame-ancestors {' '.join(allowed)}"
    )
    return {name: value for name, value in headers.items() if name != "X-Frame-Options"} | {
        "Content-Security-Policy": policy
    }


def query(request: web.Request) -> str:
    """To go on in the frame."""
    return "&embed=1" if is_embedded(request) else ""


def shared(request: web.Request) -> dict[str, str]:
    """What lets the page of an allowed origin read our answer. Raises NotFound for any other."""
    origin = request.headers.get("Origin", "").lower()
    if origin not in origins(request):
        raise NotFound("This site may not post here. Add its origin to webform: embed in channels.yaml.")
    return {"Access-Control-Allow-Origin": origin, "Vary": "Origin"}

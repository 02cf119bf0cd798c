"""Corrections: what a contact is really about, as a person says it."""

from aiohttp import web
from msgspec import UNSET

from router.steps.correct import Correction, suggested_team
from router.steps.load_file import file_of
from router.web.api.cases import case_told
from router.web.api.reading import Problem, answer, body_of
from router.web.api.shapes import CorrectionBody
from router.web.auth import api_actor
from router.web.site import site_of


async def post_correction(request: web.Request) -> web.Response:
    """POST /cases/{reference}/corrections: the case, and the team that does this product if another has it."""
    actor, site, reference = api_actor(request), site_of(request), request.match_info["reference"]
    body = await body_of(request, CorrectionBody)
    if body.product is not None and body.product not in site.municipality.products:
        raise Problem(
            400,
            "Bad request",
            "The body does not fit; see errors.",
            [{"field": "product", "message": f'there is no product "{body.product}" in the catalogue'}],
        )
    await site.acts.correct(reference, actor, _correction(body), body.version)
    team = suggested_team((await file_of(site.store, reference)).case, site.municipality)
    return answer({**await case_told(request, reference), "suggestedTeam": team})


def _correction(body: CorrectionBody) -> Correction:
    return Correction(
        product=body.product if "product" in body.model_fields_set else UNSET,
        kind=body.kind or UNSET,
        urgency=body.urgency or UNSET,
        language=body.language or UNSET,
    )

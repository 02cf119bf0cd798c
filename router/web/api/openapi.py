"""OpenAPI 3.1, made from the shapes the API really checks."""

from typing import Any

from aiohttp import web
from pydantic import BaseModel

from router.web.api import accounts, shapes
from router.web.api.reading import answer
from router.web.site import site_of

CALLS: tuple[tuple[str, str, str, type[BaseModel] | None, int], ...] = (
    ("post", "/contacts", "Take in one contact; 202 when it is durable", shapes.ContactBody, 202),
    ("post", "/contacts/batch", "Take in many contacts, one JSON object a line", None, 202),
    ("get", "/contacts/{id}", "One contact, with its status and case", None, 200),
    ("get", "/cases", "Cases, newest first, by page", None, 200),
    ("post", "/cases/search", "Search cases by reference, name, address or text", shapes.SearchBody, 200),
    ("get", "/cases/{reference}", "One case with promises, decision and history", None, 200),
    ("post", "/cases/{reference}/claims", "Take a case", shapes.Versioned, 200),
    ("post", "/cases/{reference}/declines", "Let an offer go; it is laid before somebody else", shapes.Versioned, 200),
    ("post", "/cases/{reference}/releases", "Give a case back to its queue", shapes.ReleaseBody, 200),
    ("post", "/cases/{reference}/replies", "Answer the citizen", shapes.ReplyBody, 200),
    ("post", "/cases/{reference}/notes", "Note something for colleagues", shapes.TextBody, 200),
    ("post", "/cases/{reference}/transfers", "Hand a case to another team", shapes.TransferBody, 200),
    ("post", "/cases/{reference}/callback-attempts", "Record an attempt to call back", shapes.AttemptBody, 200),
    ("post", "/cases/{reference}/closure", "Close a case with a result", shapes.ClosureBody, 200),
    ("post", "/cases/{reference}/waits", "Wait for the citizen; promises that may, stand still", shapes.WaitBody, 200),
    ("post", "/cases/{reference}/wakes", "Go on with a case that waits", shapes.Versioned, 200),
    (
        "post",
        "/cases/{reference}/merges",
        "Close a case as a duplicate of another, which goes on",
        shapes.MergeBody,
        200,
    ),
    ("post", "/cases/{reference}/steer", "Tell what became of the offer", shapes.SteerBody, 200),
    ("post", "/cases/{reference}/corrections", "Correct what was recognised", shapes.CorrectionBody, 200),
    ("post", "/cases/{reference}/calls", "Ring the agent's phone, then the citizen's", None, 202),
    ("get", "/queues", "How every queue stands", None, 200),
    ("post", "/queues/{team}/next", "Take the next case of a team; 204 when nothing waits", shapes.NextBody, 200),
    ("get", "/presence", "Who is there, and since when", None, 200),
    ("post", "/presence", "Say that you are available, busy or away, or still there", shapes.PresenceBody, 200),
    ("get", "/teams", "How every team stands: risk, people, today's work", None, 200),
    ("get", "/service-levels", "Pick-up of calls, recounted", None, 200),
    ("get", "/accounts", "Who may log in, and how each account is", None, 200),
    ("post", "/accounts", "Give somebody of agents.yaml a log-in", accounts.NewAccountBody, 201),
    ("post", "/accounts/{account}/password", "Give another password; every session ends", accounts.PasswordBody, 200),
    ("post", "/accounts/{account}/locks", "Close an account; every session ends", accounts.NothingBody, 200),
    ("post", "/accounts/{account}/unlocks", "Open an account again", accounts.NothingBody, 200),
    ("get", "/rulebook", "The rulebook that is live", None, 200),
    ("post", "/rulebook/reload", "Make the rules on disk live, or tell every problem", None, 200),
    ("post", "/telephony/events", "Signed: what a telephone switch tells", shapes.CallEventBody, 202),
    ("post", "/channels/{source}/events", "Signed: a neighbour's own body", None, 202),
)
SIGNED = ("/telephony/events", "/channels/{source}/events")
QUERY = {
    "/cases": ("pageSize", "cursor", "team", "status", "channel", "product"),
    "/service-levels": ("queue", "from", "to", "period"),
}


async def get_openapi(request: web.Request) -> web.Response:
    """GET /openapi.json"""
    return answer(document(site_of(request).municipality.organisation.email))


def document(email: str) -> dict[str, Any]:
    schemas: dict[str, Any] = {"Problem": PROBLEM}
    paths: dict[str, Any] = {}
    for method, path, summary, body, status in CALLS:
        paths.setdefault(path, {})[method] = _operation(method, path, summary, body, status, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Balie",
            "version": "1.0.0",
            "description": "Contacts in, cases out.",
            "contact": {"name": "Balie", "email": email, "url": "https://www.klaverdam.example"},
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "signature": {"type": "apiKey", "in": "header", "name": "X-Balie-Signature"},
            },
        },
    }


def _operation(
    method: str, path: str, summary: str, body: type[BaseModel] | None, status: int, schemas: dict[str, Any]
) -> dict[str, Any]:
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    operation: dict[str, Any] = {
        "operationId": method + "".join(part.strip("{}").title().replace("-", "") for part in path.split("/")),
        "summary": summary,
        "parameters": [_parameter(name, "path", True) for name in names]
        + [_parameter(name, "query", False) for name in QUERY.get(path, ())],
        "responses": {
            str(status): {"description": "Done"},
            "default": {
                "description": "What is wrong, every error at once",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        },
    }
    if path in SIGNED:
        operation["security"] = [{"signature": []}]
    if body is not None:
        operation["requestBody"] = {"content": {"application/json": {"schema": _reference(body, schemas)}}}
    elif path == "/contacts/batch":
        operation["requestBody"] = {"content": {"application/x-ndjson": {"schema": {"type": "string"}}}}
    return operation


def _parameter(name: str, place: str, required: bool) -> dict[str, Any]:
    return {"name": name, "in": place, "required": required, "schema": {"type": "string"}}


def _reference(shape: type[BaseModel], schemas: dict[str, Any]) -> dict[str, str]:
    schema = shape.model_json_schema(by_alias=True, ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs", {}))
    schemas[shape.__name__] = schema
    return {"$ref": f"#/components/schemas/{shape.__name__}"}


PROBLEM = {
    "type": "object",
    "required": ["status", "title", "detail"],
    "properties": {
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {"type": "object", "properties": {"field": {"type": "string"}, "message": {"type": "string"}}},
        },
    },
}

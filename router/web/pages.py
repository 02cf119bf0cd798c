"""Pages: Jinja templates of our own, every value escaped, in the reader's language."""

import hashlib
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from secrets import randbelow, token_urlsafe
from zoneinfo import ZoneInfo

from aiohttp import web
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from router.domain.municipality import Agent, Organisation
from router.web.desk.harm import harm
from router.web.here import HERE
from router.web.language import LANGUAGES, language_of
from router.web.words import agent_words, time_words

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "web" / "static"
USER = web.RequestKey("user", Agent)  #: who is logged in, where somebody is
MOST_PADDING = 96
"""Bytes at most by which a page differs in length each time: what is packed tells nobody of its token by how long it is (BREACH)."""
NOTES = web.RequestKey("notes", tuple)  #: of Lever
CSRF = web.RequestKey("csrf", str)  #: the token that our forms carry


class Pages:
    """Renders `templates/pages/`. One environment a language, all made at start."""

    def __init__(self, organisation: Organisation) -> None:
        self.speak_for(organisation)

    def speak_for(self, organisation: Organisation) -> None:
        """The municipality's own words may change while we run; with its zone, every moment that pages tell."""
        self.organisation = organisation
        self.zone = ZoneInfo(organisation.zone)
        self._environments = {language: self._environment(language) for language in LANGUAGES}

    def render(self, template: str, language: str, **values: object) -> str:
        return (
            self._environments[language]
            .get_template(template)
            .render(organisation=self.organisation, locale=language, **values)
        )

    def response(self, request: web.Request, template: str, *, status: int = 200, **values: object) -> web.Response:
        """A whole page; `user`, `here`, `csrf` and `path` come from the request."""
        language = language_of(request)
        known = {"user": request.get(USER), "here": request.get(HERE), "csrf": request.get(CSRF, "")}
        known["notes"] = request.get(NOTES, ())
        known["embedded"] = request.query.get("embed") == "1"
        text = self.render(template, language, path=request.path, **{**known, **values})
        headers = {"Cache-Control": "no-store", "X-Padding": token_urlsafe(randbelow(MOST_PADDING))}
        response = web.Response(text=text, content_type="text/html", status=status, headers=headers)
        response.enable_compression()
        return response

    def gettext(self, language: str, message: str) -> str:
        return messages(language).gettext(message)

    def _environment(self, language: str) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(ROOT / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        environment.install_gettext_translations(messages(language), newstyle=True)  # type: ignore[attr-defined]  # added by the extension
        environment.globals["asset"] = asset
        environment.filters.update(time_words(language, self.zone))
        environment.filters.update(agent_words(messages(language).gettext))
        environment.filters["harm"] = harm
        return environment


@lru_cache
def messages(language: str) -> NullTranslations:
    """A .po file, compiled in memory at start: one source, no build step. English stands in the templates."""
    path = ROOT / "locales" / language / "balie.po"
    if language == "en" or not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return Translations(compiled)


@lru_cache
def asset(path: str) -> str:
    """The address of a static file; its content is in the name, so that it may be kept for ever."""
    digest = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]
    return f"/static/{digest}/{path}"

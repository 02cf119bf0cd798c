"""Pages: Jinja templates of our own, every value escaped, in the reader's language."""

import hashlib
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from aiohttp import web
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.support import NullTranslations
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from router.domain.municipality import Organisation
from router.web.words import agent_words, time_words

ROOT = Path(__file__).parents[1]
STATIC = ROOT / "web" / "static"
LANGUAGES = ("nl", "en", "fr", "de")


class Messages(NullTranslations):
    """A .po file, read at start. A message without a translation shows as it stands in the template, in English."""

    def __init__(self, catalog: Catalog) -> None:
        super().__init__()
        self._catalog = catalog

    def gettext(self, message: str) -> str:
        found = self._catalog.get(message)
        return str(found.string) if found and isinstance(found.string, str) and found.string else message

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        found = self._catalog.get(singular)
        if found and isinstance(found.string, tuple) and all(found.string):
            return str(found.string[self._catalog.plural_func(number)])
        return singular if number == 1 else plural


class Pages:
    """Renders `templates/pages/`. One environment a language, all made at start."""

    def __init__(self, organisation: Organisation) -> None:
        self.organisation = organisation
        self.zone = ZoneInfo(organisation.zone)
        self._environments = {language: self._environment(language) for language in LANGUAGES}

    def render(self, template: str, language: str, **values: object) -> str:
        return self._environments[language].get_template(template).render(organisation=self.organisation, locale=language, **values)

    def response(self, request: web.Request, template: str, *, status: int = 200, **values: object) -> web.Response:
        """A whole page; `user`, `csrf` and `path` come from the request."""
        language = language_of(request)
        text = self.render(template, language, path=request.path, user=request.get("user"), csrf=request.get("csrf", ""), **values)
        return web.Response(text=text, content_type="text/html", status=status, headers={"Cache-Control": "no-store"})

    def gettext(self, language: str, message: str) -> str:
        return messages(language).gettext(message)

    def _environment(self, language: str) -> Environment:
        environment = Environment(
            loader=FileSystemLoader(ROOT / "templates"), autoescape=True, undefined=StrictUndefined, extensions=["jinja2.ext.i18n"],
            trim_blocks=True, lstrip_blocks=True, auto_reload=False,
        )
        environment.install_gettext_translations(messages(language), newstyle=True)  # type: ignore[attr-defined]  # added by the extension
        environment.globals["asset"] = asset
        environment.filters.update(time_words(language, self.zone))
        environment.filters.update(agent_words(messages(language).gettext))
        return environment


@lru_cache
def messages(language: str) -> Messages:
    path = ROOT / "locales" / language / "balie.po"
    if language == "en" or not path.exists():
        return Messages(Catalog(locale=language))
    with path.open("rb") as file:
        return Messages(read_po(file, locale=language))


@lru_cache
def asset(path: str) -> str:
    """The address of a static file; its content is in the name, so that it may be kept for ever."""
    digest = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]
    return f"/static/{digest}/{path}"


def language_of(request: web.Request) -> str:
    """Asked for in the address, else remembered, else what the browser prefers, else Dutch."""
    for wish in (request.query.get("lang"), request.cookies.get("lang")):
        if wish in LANGUAGES:
            return wish
    for part in request.headers.get("Accept-Language", "")[:200].split(","):
        if part.strip()[:2].lower() in LANGUAGES:
            return part.strip()[:2].lower()
    return "nl"



"""What templates of the desk need to say names instead of codes."""

from typing import Any

from router.domain.change import SYSTEM
from router.domain.product import in_language
from router.domain.seeker import kept_for
from router.web.desk.answering import why_not
from router.web.site import Site

ICONS = {"webform": "file-text", "email": "mail", "phone": "phone", "mention": "at-sign", "desk": "footprints"}


def wording(site: Site) -> dict[str, Any]:
    """team_name(id, language), product_name(id, language), agent_name(account), rule_words(id), channel_icon(channel), kept_for(wanted, now)."""
    town = site.municipality

    def team_name(team: str, language: str) -> str:
        return in_language(town.teams[team].label, language) if team in town.teams else team

    def product_name(product: str | None, language: str) -> str:
        known = town.products.get(product or "")
        return in_language(known.name, language) if known else product or ""

    def agent_name(account: str | None) -> str:
        known = town.agents.get(account or "")
        return known.name if known else "Balie" if account == SYSTEM else account or ""

    def rule_words(rule: str) -> str:
        """Why an escalation rule wants somebody to look; empty for what is none."""
        return next((each.why for each in site.book().rules["escalation"] if each.id == rule), "")

    return {
        "rule_words": rule_words,
        "team_name": team_name,
        "product_name": product_name,
        "agent_name": agent_name,
        "channel_icon": lambda channel: ICONS.get(channel, "inbox"),
        "in_language": in_language,
        "kept_for": kept_for,
        "why_not": why_not,
    }

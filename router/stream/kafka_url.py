"""Where Kafka is: `kafka://host:9092,other:9092` and `kafka+ssl://account:password@host:9093/?ca=/etc/ssl/our.pem`.

After the question mark: `ca`, `cert` and `key` are files; `sasl` is PLAIN (default), SCRAM-SHA-256 or SCRAM-SHA-512;
`partitions` and `replication` are for topics that we make; `session` is in seconds; `missing=skip` goes on behind what is lost.
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from router.settings import BadSetting

KAFKA = ("kafka://", "kafka+ssl://")
MECHANISMS = ("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512")
OPTIONS = ("ca", "cert", "key", "sasl", "partitions", "replication", "session", "missing")
PORT = "9092"
PARTITIONS, SESSION = 6, 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """`client` is what every client of Kafka is given."""

    client: Mapping[str, Any]
    partitions: int | None = None  #: None: PARTITIONS when we make the topic, else what it has
    replication: int | None = None  #: None: three, or as many as there are brokers
    session: float = SESSION  #: seconds of silence after which a worker's partitions go to another
    skip_missing: bool = False

    @classmethod
    def parse(cls, url: str) -> "Address":
        """Raises BadSetting, without the password."""
        parts = urlsplit(url)
        access, _, places = parts.netloc.rpartition("@")
        options = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        unknown = sorted(set(options).difference(OPTIONS))
        if not places or unknown:
            what = f"does not know {', '.join(unknown)}" if unknown else "names no host"
            raise _bad(what, f"write it as kafka://host:{PORT}/?partitions=6; options are {', '.join(OPTIONS)}")
        if options.get("missing", "skip") != "skip":
            raise _bad("has missing=" + options["missing"], "write missing=skip, or leave it out")
        servers = [place if place.rpartition(":")[2].isdigit() else f"{place}:{PORT}" for place in places.split(",")]
        secured = parts.scheme == "kafka+ssl"
        return cls(
            client={"bootstrap_servers": servers, **_security(access, options, secured=secured)},
            partitions=_number(options, "partitions"),
            replication=_number(options, "replication"),
            session=float(_number(options, "session") or SESSION),
            skip_missing="missing" in options,
        )


def _security(access: str, options: Mapping[str, str], *, secured: bool) -> dict[str, Any]:
    found: dict[str, Any] = {"security_protocol": ("SASL_" if access else "") + ("SSL" if secured else "PLAINTEXT")}
    if secured:
        found["ssl_context"] = _context(options)
    if access:
        account, _, password = access.partition(":")
        mechanism = options.get("sasl", MECHANISMS[0]).upper()
        if mechanism not in MECHANISMS:
            raise _bad(f"has sasl={mechanism}", f"use one of {', '.join(MECHANISMS)}")
        found |= {
            "sasl_mechanism": mechanism,
            "sasl_plain_username": unquote(account),
            "sasl_plain_password": unquote(password),
        }
    return found


def _context(options: Mapping[str, str]) -> ssl.SSLContext:
    try:
        context = ssl.create_default_context(cafile=options.get("ca"))
        if "cert" in options:
            context.load_cert_chain(options["cert"], options.get("key"))
    except OSError as error:  # a certificate that cannot be read too
        raise _bad(f"names a certificate that cannot be used ({error})", "give ca, cert and key as PEM files") from None
    return context


def _number(options: Mapping[str, str], name: str) -> int | None:
    text = options.get(name)
    if text is None:
        return None
    if not text.isdigit() or int(text) < 1:
        raise _bad(f"has {name}={text}", "give a whole number above zero")
    return int(text)


def _bad(what: str, mend: str) -> BadSetting:
    return BadSetting(f"BALIE_STREAM {what}: {mend}")

"""Open Formulieren: registers what was filled in with us."""

from tests.channels.described import Asked, Neighbour, Served, as_json

KNOWN = {"Authorization": "Bearer forms_token"}
FIELDS = {"text": "wat", "name": "naam", "email": "eMail", "phone": "telefoon", "place": "adres"}
FORM = {"product": "street-lighting", "kind": "report", "fields": FIELDS}
SETTING = {"token": "env:FORMS_TOKEN", "forms": {"melding": FORM}}


def submission(reference="OF-1234", form="melding", **values):
    filled = {"wat": "De lamp is stuk", "naam": "Anna", "eMail": "anna@example.org", "telefoon": "06 12345678"}
    schema = {"properties": {"wat": {"title": "Wat is er?"}, "adres": {"properties": {"straat": {"title": "Straat"}}}}}
    metadata = {"public_reference": reference, "form_name": form, "auth_type": "digid", "auth_bsn": "123456782"}
    return {"values": filled | values, "values_schema": schema, "metadata": metadata, "metadata_schema": {}}


def sent(body, headers=KNOWN):
    return Asked(tail="submissions", body=body, headers={"Content-Type": "application/json", **headers})


NEIGHBOUR = Neighbour(
    setting=lambda address: SETTING,
    served=Served(
        good=sent(as_json(submission())),
        unsigned=[sent(as_json(submission()), each) for each in ({}, {"Authorization": "Bearer guess"})],
        unreadable=sent(b'{"values": ['),
        oversized=sent(b" " * (40 * 1024 * 1024 + 1)),
        stranger=sent(as_json(submission("OF-2", "another form", naam="", eMail="", telefoon=""))),
    ),
)

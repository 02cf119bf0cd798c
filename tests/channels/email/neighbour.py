"""A mailbox does not speak HTTP: a real IMAP server plays these cases."""

from tests.channels.described import Neighbour


def setting(address):
    mailbox = {"name": "gemeente", "host": "127.0.0.1", "tls": "off", "user": "gemeente", "password": "env:PASSWORD", "entrance": "info@klaverdam.example"}  # fmt: skip
    return {"mailboxes": [mailbox]}


UNPLUGGED = "email/imap/test_unplugged.py::test_killed_while_it_is_quiet_and_back_again"
NEIGHBOUR = Neighbour(
    setting=setting,
    elsewhere={
        "listen: 429": "email/imap/test_poison.py::test_what_breaks_the_connection_each_time",
        "listen: 5xx": "email/imap/test_poison.py::test_what_the_server_cannot_give",
        "listen: expired token": "email/imap/test_reading.py::test_a_password_that_was_wrong_and_then_mended",
        "listen: silence": UNPLUGGED,
        "listen: oversized": "email/imap/test_reading.py::test_thirty_megabytes_are_read_in_part_and_kept_in_the_mailbox",
        "listen: duplicate": "email/imap/test_reading.py::test_two_pollers_on_one_mailbox_give_one_contact_each_mail",
        "listen: we are full": "email/imap/test_reading.py::test_while_we_take_nothing_the_mail_stays_where_it_is",
    },
)

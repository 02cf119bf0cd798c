"""One codec a table."""

from router.domain.account import Account, Session
from router.domain.call import Leg
from router.domain.case import Case
from router.domain.change import History, KeptRulebook, Label, Notice, Outgoing, Quarantined
from router.domain.contact import Contact, Party, Text
from router.domain.decision import Decision
from router.domain.gathering import Gathering
from router.domain.lever import Lever
from router.domain.monitoring import Mute, SavedList
from router.domain.promise import Promise
from router.domain.source import Source
from router.store import account_tables, lever_table, monitor_tables, tables
from router.store.codec import Codec

CASE = Codec(Case, tables.cases)
CONTACT = Codec(Contact, tables.contacts)
TEXT = Codec(Text, tables.texts)
PARTY = Codec(Party, tables.parties)
PROMISE = Codec(Promise, tables.promises)
DECISION = Codec(Decision, tables.decisions)
HISTORY = Codec(History, tables.history)
OUTGOING = Codec(Outgoing, tables.outgoing)
NOTICE = Codec(Notice, tables.notices)
QUARANTINED = Codec(Quarantined, tables.quarantine)
LEG = Codec(Leg, tables.legs)
LABEL = Codec(Label, tables.labels)
SOURCE = Codec(Source, tables.sources)
RULEBOOK = Codec(KeptRulebook, tables.rulebooks)
ACCOUNT = Codec(Account, account_tables.accounts)
SESSION = Codec(Session, account_tables.sessions)
GATHERING = Codec(Gathering, monitor_tables.gatherings)
MUTE = Codec(Mute, monitor_tables.mutes)
SAVED_LIST = Codec(SavedList, monitor_tables.saved_lists)
LEVER = Codec(Lever, lever_table.levers)

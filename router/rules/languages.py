"""The small words that give a language away. Words that two of the four share are left out: they tell nothing."""

_WORDS = {
    "nl": "de het een ik wij jullie niet geen dat dit deze voor met van naar aan bij op uit maar ook nog wel al heb heeft hebben ben zijn "
    "was waren wordt worden kan kunt kunnen moet moeten wil graag hoe waar waarom wanneer wie mijn uw ons onze mij je jij u er hier daar "
    "om te als dan sinds tot door over onder straat gemeente vriendelijke groeten groet bedankt dank beste geachte goedemorgen alvast "
    "aanvragen afspraak vraag weer steeds week weken dagen gisteren vandaag morgen iemand niemand iets niets "
    "mevr mw mevrouw dhr meneer meldt belt vraagt wenst tbk ivm tbv mbt graag terugbellen gij ge ne nen uwe ze zij hij haar hun hem "
    "geen ook al jullie bent doen gaat gaan komt komen mag mogen staat ligt zit krijg krijgen gekregen omdat want zodat naast tegen "
    "sinds zonder tussen na toen nu straks net pas eens ofzo zo veel meer minder alles elke iedere andere huis kind kinderen",
    "fr": "le la les un une je nous vous ne pas plus que qui dans pour avec sur du au aux est sont suis avez avons être fait faire mon ma "
    "mes votre vos notre nos ce cette ces il elle ils bonjour merci madame monsieur cordialement depuis chez mais où quand comment pourquoi "
    "rue commune demande rendez besoin voudrais puis peux peut très bien aussi encore toujours jour jours semaine",
    "en": "the i you we they he she it is are am was were have has had do does did not my your our their this that these those with from "
    "for and but because when where how what which who can could would should please hello thank thanks regards dear since street "
    "would like need want been there here about to of on at me him his us them if so up out off just only very any some more than "
    "will cannot don doesn didn isn wasn won ve re ll im i've it's get got going being having into over under after before again "
    "still never every each other house child kids wife husband caller says wants asks today tomorrow yesterday morning week",
    "de": "der die das ein eine ich wir sie nicht kein keine und oder aber mit von für auf bei aus nach zu zum zur ist sind bin war waren "
    "haben habe hat wird werden kann können muss müssen möchte bitte danke hallo guten tag sehr geehrte mein meine ihr ihre unser unsere "
    "wie warum wann wo seit gemeinde strasse straße freundlichen grüßen "
    "den dem des im ins am vom beim mich mir dich dir uns euch ihn ihm ihnen sich es er dass weil wenn ob als noch nur schon sehr auch "
    "mehr viel alle alles jetzt heute morgen gestern immer wieder habe hatte wäre soll sollte dürfen darf wollen will gibt geht kommt "
    "hier dort anrufer möchten fragt meldet bittet antrag meinen meinem meiner einen einem einer eines diese dieser dieses keinen herr frau sohn tochter haus kinder vielen",
}


def _telling() -> dict[str, str]:
    found: dict[str, str] = {}
    shared: set[str] = set()
    for language, words in _WORDS.items():
        for word in words.split():
            if found.setdefault(word, language) != language:
                shared.add(word)
    return {word: language for word, language in found.items() if word not in shared}


COMMON = _telling()
_ORDINARY = (
    "trouwens vrouwen wegens volgens vervolgens verkeerd verkeerde gestuurd gesproken mensen kinderen gemaakt gekomen "
    "vriendelijk contact informatie bericht antwoord telefoon nummer mogelijk misschien eigenlijk natuurlijk eigenaar "
    "ondertussen tussen volgende vorige afgelopen helaas gewoon samen zonder binnen buiten beneden boven gekregen "
    "personne maintenant toujours quelque quelques plusieurs depuis pendant message réponse possible question "
    "something anything everything nothing another because before around between through together possible message "
    "vielleicht eigentlich natürlich zusammen zwischen während jemand niemand möglich nachricht antwort"
)
#: Ordinary words: never a typing error of, nor a compound with, a word that we listen for.
ORDINARY = frozenset(word for words in (*_WORDS.values(), _ORDINARY) for word in words.split())

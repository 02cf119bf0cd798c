"""The small words that give a language away. Words that two of the four share are left out: they tell nothing."""

_WORDS = {
    "nl": "de het een ik wij jullie niet geen dat dit deze voor met van naar aan bij op uit maar ook nog wel al heb heeft hebben ben zijn "
    "was waren wordt worden kan kunt kunnen moet moeten wil graag hoe waar waarom wanneer wie mijn uw ons onze mij je jij u er hier daar "
    "om te als dan sinds tot door over onder straat gemeente vriendelijke groeten groet bedankt dank beste geachte goedemorgen alvast "
    "aanvragen afspraak vraag weer steeds week weken dagen gisteren vandaag morgen iemand niemand iets niets",
    "fr": "le la les un une je nous vous ne pas plus que qui dans pour avec sur du au aux est sont suis avez avons être fait faire mon ma "
    "mes votre vos notre nos ce cette ces il elle ils bonjour merci madame monsieur cordialement depuis chez mais où quand comment pourquoi "
    "rue commune demande rendez besoin voudrais puis peux peut très bien aussi encore toujours jour jours semaine",
    "en": "the i you we they he she it is are am was were have has had do does did not my your our their this that these those with from "
    "for and but because when where how what which who can could would should please hello thank thanks regards dear since street "
    "would like need want been there here about to of on at",
    "de": "der die das ein eine ich wir sie nicht kein keine und oder aber mit von für auf bei aus nach zu zum zur ist sind bin war waren "
    "haben habe hat wird werden kann können muss müssen möchte bitte danke hallo guten tag sehr geehrte mein meine ihr ihre unser unsere "
    "wie warum wann wo seit gemeinde strasse straße freundlichen grüßen",
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

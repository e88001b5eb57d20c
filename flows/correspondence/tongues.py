"""Letters to people who wrote in English: the French text, which counts, and the English one below it."""

from dataclasses import dataclass

from domain.draft import Draft, Flag
from domain.town import Town
from ingest.language import tongue
from letters import page
from letters.kinds import Language
from letters.model import Written

BELOW = "An English version is given below the French text."
COURTESY = "This English version is given for information only. The French text above alone is legally binding."
_RULE = "* * *"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What a letter says: subject line, plain text, text with its marks, HTML."""

    subject: str
    body: str
    rich: str
    html: str


def is_english(town: Town, draft: Draft) -> bool:
    """Tell whether who wrote a message is answered in English, too, where the town does so.

    It is plainly written in it, or he filled in the English form.
    """
    is_written = Flag.LANGUAGE in draft.flags and tongue(draft.text) == Language.ENGLISH
    return town.writes_english and (is_written or draft.language == Language.ENGLISH)


def in_both(french: Written, english: Written) -> Text:
    """Return a letter in both languages, one after the other; which one counts is said."""
    above, below = f"{BELOW}\n\n{french.rich}", f"{COURTESY}\n\n{english.rich}"
    return Text(
        subject=f"{french.subject} / {english.subject}",
        body=f"{BELOW}\n\n{french.text}\n\n{_RULE}\n\n{COURTESY}\n\n{english.text}",
        rich=f"{above}\n\n{_RULE}\n\n{below}",
        html=page.html(above, Language.FRENCH, ((below, Language.ENGLISH),)),
    )


def parted(text: str) -> tuple[str, str | None]:
    """Return the French text of a letter and the English one below it, with their marks or without; None where there is none."""
    french, rule, english = text.partition(f"\n\n{_RULE}\n\n{COURTESY}\n\n")
    return (french, english) if rule else (text, None)

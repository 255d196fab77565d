"""The words by which agents look a listing up, written along with its name and commune."""

from collections.abc import Iterable, Iterator

from portal.facilities.models import Listing, ListingWord
from portal.facilities.models.lookup import LONGEST_WORD
from search.analysis import fold

# What of a listing they are made of.
NAMED_BY = frozenset({"name", "commune"})


def write_words(listings: Iterable[Listing]) -> None:
    """Of new listings."""
    ListingWord.objects.bulk_create([row for listing in listings for row in _rows(listing)])


def replace_words(listing: Listing) -> None:
    """Of one whose name or commune is another now."""
    ListingWord.objects.filter(listing=listing).delete()
    write_words([listing])


def folded_words(text: str) -> list[str]:
    """As they are kept, each once."""
    return list(dict.fromkeys(word[:LONGEST_WORD] for word in fold(text).split()))


def _rows(listing: Listing) -> Iterator[ListingWord]:
    for of, text in ((ListingWord.Of.NAME, listing.name), (ListingWord.Of.COMMUNE, listing.commune)):
        for word in folded_words(text):
            yield ListingWord(listing=listing, of=of, word=word)

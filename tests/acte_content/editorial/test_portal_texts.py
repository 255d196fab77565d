"""Short texts of the portals in other words: there at the next request, and the portal's own without them."""

import json
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.test.utils.form_data import nested_form_data, streamfield

from acte_content.editorial import framing
from acte_content.editorial.demo.planting import as_stored
from acte_content.editorial.models import PortalFrame, PortalTexts
from acte_content.editorial.models.portal_texts import TextsBlock
from portal.accounts.models import User
from portal.facilities.enums import FacilityKind
from portal.facilities.models import Facility, Organiser
from portal.facilities.services import members
from portal.kernel.portal_texts import all_texts, in_words
from tests.accounts.conftest import SYSTEM, MakeFacility, MakeUser
from tests.acte_content.editorial.conftest import strong_client
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
WORDS = "D’autres <mots>.\n\nEt encore."


def state(**texts: str) -> None:
    blocks = [("text", {"place": key.replace("_", "-"), "words": words}) for key, words in texts.items()]
    PortalTexts.objects.update(texts=[as_stored(block) for block in blocks])


def test_every_text_stands_on_a_page() -> None:
    pages = "".join(page.read_text() for page in (Path(settings.ROOT) / "templates").rglob("*.html"))
    own = [text.key for text in all_texts() if not text.key.startswith("signaletique-")]
    assert len(own) >= 8
    assert [key for key in own if f'portal_text "{key}"' not in pages] == []
    assert len(all_texts()) > len(own) + 10
    with pytest.raises(KeyError):
        in_words("nulle-part", {})


@pytest.mark.usefixtures("gazetteer")
@pytest.mark.parametrize(
    ("key", "address"),
    [
        ("connexion", "/connexion/"),
        ("accueil-my", "/"),
        ("aucun-lieu", "/recherche/"),
        ("lieu-inconnu", "/recherche/?q=xqzptlrk"),
        ("acte-question", "/acte/question/"),
        ("acte-question-avis", "/acte/question/"),
    ],
)
def test_other_words_are_there_at_the_next_request(client: StrictClient, key: str, address: str) -> None:
    own = in_words(key, {})
    first = client.get(address).content.decode()
    assert own.split(".")[0] in first
    assert "D’autres" not in first
    state(**{key: WORDS})
    shown = client.get(address).content.decode()
    assert "D’autres &lt;mots&gt;." in shown
    assert not own or own not in shown
    state()
    assert client.get(address).content.decode().count("D’autres") == 0


def facility_of(
    client: StrictClient, make_user: MakeUser, organiser: Organiser, make_facility: MakeFacility
) -> Facility:
    nadia = make_user("nadia")
    members.give_first_holder(actor=SYSTEM, organiser_id=organiser.pk, user=nadia)
    client.force_login(nadia)
    return make_facility(organiser, FacilityKind.INDEPENDENT_CHILDMINDER)


def test_above_the_forms_of_professionals(
    client: StrictClient, make_user: MakeUser, organiser: Organiser, make_facility: MakeFacility
) -> None:
    facility = facility_of(client, make_user, organiser, make_facility)
    form = reverse("pro:section", args=[facility.pk, "disponibilites"])
    photos = reverse("pro:photos", args=[facility.pk])
    assert "Rien n’a changé" in client.get(form).content.decode()
    state(signaletique_disponibilites=WORDS, photos=WORDS)
    shown = client.get(form).content.decode()
    assert "Rien n’a changé" not in shown
    assert "<p>D’autres &lt;mots&gt;.</p>" in shown
    assert "<p>D’autres &lt;mots&gt;.</p>" in client.get(photos).content.decode()


def test_one_query_for_a_page_with_two(
    client: StrictClient, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/acte/question/")
    # The frame of MY.ONE, and all texts.
    with django_assert_num_queries(2):
        client.get("/acte/question/")


def test_without_a_database_the_portals_own_words_stand(
    client: StrictClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down() -> Any:
        raise DatabaseError

    from portal.kernel import portal_texts

    state(connexion=WORDS)
    monkeypatch.setattr(portal_texts, "_sources", [down])
    assert "D’autres" not in client.get("/connexion/").content.decode()
    assert framing.texts() == {"connexion": WORDS}


def test_one_text_a_place() -> None:
    block = TextsBlock()
    twice = [("text", {"place": "connexion", "words": words}) for words in ("Un", "Deux")]
    with pytest.raises(StreamBlockValidationError) as refusal:
        block.clean(block.to_python([as_stored(each) for each in twice]))
    assert "Deux textes sont pour le même endroit" in str(refusal.value.non_block_errors)


def test_who_states_them(editor: User, moderator: User, client: StrictClient) -> None:
    texts, frame = PortalTexts.objects.get(), PortalFrame.objects.get()
    address = f"/office/settings/editorial/portaltexts/{texts.pk}/"
    sent = nested_form_data({"texts": streamfield([("text", {"place": "connexion", "words": WORDS})])})
    assert strong_client(editor).post(address, sent).status_code == 302
    assert framing.texts() == {}
    assert json.dumps("PRO.ONE › Photos, sous le titre")[1:-1] in unescape(
        strong_client(moderator).get(address).content.decode()
    )
    strong_client(moderator).post(address, sent)
    assert framing.texts() == {"connexion": WORDS}
    frame.footer_words = "Une question ? 02 542 12 11."
    frame.save()
    page = client.get("/vie-privee/").content.decode()
    assert "Une question ? 02 542 12 11." in page
    assert "MY.ONE est un service public gratuit" not in page

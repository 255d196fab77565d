"""AIDE: coordinates said in one place, a form with files, one's own messages and nobody else's."""

import re
from pathlib import Path
from typing import Any

import pytest

from portal.accounts.enums import LoginLevel, Role
from portal.accounts.person import person_of
from portal.files import receiving
from portal.helpdesk.models import HelpdeskMessage, MessageAttachment
from portal.helpdesk.services import state_contact
from portal.helpdesk.treating import treat_message
from tests.accounts.conftest import MakeUser, member_of, strongly
from tests.files.making import PDF, archive, image, png_bomb, sent
from tests.pro.conftest import House, client_of
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
PAGE = "/pro/aide/"
TEXT = "Je ne trouve pas mes horaires."


def written(client: StrictClient, **more: Any) -> Any:
    return client.post(
        PAGE, {"category": "question", "text": TEXT, "page": "/pro/historique/"} | more, follow=True
    )


def errors(response: Any) -> str:
    found = re.search(r'id="erreurs".*?</ul>', response.content.decode(), re.DOTALL)
    return found[0] if found else ""


def test_a_message_with_files_is_kept_and_shown(placed: House) -> None:
    client = client_of(placed.member)
    files = [sent("relevé.pdf", PDF), sent("écran.png", image("PNG"))]
    page = written(client, facility=placed.facility.pk, attachments=files).content.decode()
    assert "Votre message est envoyé au helpdesk." in page
    for told in (TEXT, "relevé.pdf", "écran.png", "Lieu 1", "/pro/historique/", "Envoyé"):
        assert told in page
    # The matricule is the helpdesk's to read; nobody needs to write it.
    assert "M-1" not in page
    message = HelpdeskMessage.objects.get()
    assert (message.user, message.facility) == (placed.member, placed.facility)
    assert TEXT in client.get("/pro/aide/messages/").content.decode()


def test_the_page_from_which_one_came_goes_along(placed: House) -> None:
    client = client_of(placed.member)
    page = client.get("/pro/").content.decode()
    assert 'href="/pro/aide/?depuis=/pro/"' in page
    path = f"/pro/milieux/{placed.facility.pk}/"
    page = client.get(f"{PAGE}?depuis={path}").content.decode()
    assert f'name="page" value="{path}"' in page.replace('" maxlength="500', "")
    assert re.search(rf'<option value="{placed.facility.pk}" selected', page)


def test_a_secret_of_an_address_does_not_go_along(house: House) -> None:
    page = client_of(house.member).get("/pro/utilisateur/adresse/jeton-secret/").content.decode()
    assert "depuis=" not in page


def test_a_foreign_address_does_not_go_along(house: House) -> None:
    page = client_of(house.member).get(f"{PAGE}?depuis=https://mal.example/").content.decode()
    assert "mal.example" not in page


@pytest.mark.parametrize(
    ("change", "said"),
    [({"category": ""}, "Dites de quoi il s’agit."), ({"text": " "}, "Écrivez votre message."),
     ({"text": "x" * 5001}, "5000 caractères au plus"), ({"category": "x"}, "Dites de quoi il s’agit.")],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    placed: House, change: dict[str, Any], said: str
) -> None:
    response = written(client_of(placed.member), **change)
    assert said in errors(response)
    page = response.content.decode()
    assert "<title>Erreur\u00a0:" in page.replace("&nbsp;", "\u00a0")
    if "text" not in change:
        assert TEXT in page
    assert not HelpdeskMessage.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("virus.pdf", b"MZ"), ("archive.png", archive()), ("page.pdf", b"<script>alert(1)</script>"),
     ("bombe.png", png_bomb(30_000, 30_000)), ("../../etc/passwd", b"root:x"), ("deux.pdf", PDF + archive())],
)  # fmt: skip
def test_hostile_files_change_nothing(placed: House, name: str, content: bytes, settings: Any) -> None:
    folder = Path(settings.PRIVATE_ROOT) / "helpdesk"
    before = sorted(folder.glob("*"))
    response = written(client_of(placed.member), attachments=[sent("bon.pdf", PDF), sent(name, content)])
    assert "Fichiers joints" in errors(response)
    assert TEXT in response.content.decode()
    assert not HelpdeskMessage.objects.exists()
    assert not MessageAttachment.objects.exists()
    assert sorted(folder.glob("*")) == before


def test_six_files_are_too_many(placed: House) -> None:
    response = written(client_of(placed.member), attachments=[sent(f"{n}.pdf", PDF) for n in range(6)])
    assert "fichiers au plus" in errors(response)
    assert not HelpdeskMessage.objects.exists()


def test_what_is_too_much_is_dropped_while_it_arrives(placed: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "MAX_REQUEST_BYTES", 1000)
    big = sent("gros.pdf", PDF + b"\n" * 2000 + b"%%EOF")
    response = written(client_of(placed.member), attachments=[sent("bon.pdf", PDF), big])
    assert "pèsent trop lourd ensemble" in errors(response)
    assert TEXT in response.content.decode()
    assert not HelpdeskMessage.objects.exists()


def test_a_file_comes_back_as_a_download_only(placed: House) -> None:
    client = client_of(placed.member)
    written(client, attachments=[sent("relevé <b>.pdf", PDF)])
    attachment = MessageAttachment.objects.get()
    address = f"/pro/aide/messages/{attachment.message_id}/fichiers/{attachment.pk}/"
    response = client.get(address)
    assert response.content.startswith(b"%PDF-")
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response["Cache-Control"] == "private, no-store"
    Path(attachment.received.file.path).unlink()
    assert client.get(address).status_code == 404


def test_another_s_message_does_not_exist(placed: House) -> None:
    written(client_of(placed.member), attachments=[sent("a.pdf", PDF)])
    message, attachment = HelpdeskMessage.objects.get(), MessageAttachment.objects.get()
    addresses = [
        f"/pro/aide/messages/{message.pk}/",
        f"/pro/aide/messages/{message.pk}/fichiers/{attachment.pk}/",
    ]
    # Neither a colleague of the same organiser, nor a stranger, nor an agent in PRO.ONE.
    for user in (placed.holder, placed.stranger, placed.agent):
        client = client_of(user, LoginLevel.EID)
        assert [client.get(address).status_code for address in addresses] == [404, 404]
        assert TEXT not in client.get("/pro/aide/messages/").content.decode()


def test_a_foreign_facility_cannot_be_named(placed: House) -> None:
    response = written(client_of(placed.member), facility=placed.foreign_facility.pk)
    assert "Choisissez un lieu de la liste." in errors(response)
    assert "Lieu 2" not in response.content.decode()


def test_too_many_messages_wait(placed: House, settings: Any) -> None:
    settings.LIMITS = settings.LIMITS | {"helpdesk": {"each": "2/1h", "kept": "database"}}
    settings.LIMITS_ENABLED = True
    client = client_of(placed.member)
    for number in range(2):
        assert "est envoyé" in written(client, text=f"Message {number}").content.decode()
    response = written(client, text="Un de trop")
    assert response.status_code == 429
    assert "n’est pas parti" in errors(response)
    assert "Un de trop" in response.content.decode()
    assert "est envoyé" in written(client_of(placed.holder)).content.decode()


def test_the_answer_is_read_where_the_message_is(placed: House) -> None:
    client = client_of(placed.member)
    written(client)
    message = HelpdeskMessage.objects.get()
    treat_message(actor=strongly(placed.agent), message_id=message.pk, answer="Dans <b>Signalétique</b>.")
    page = client.get(f"/pro/aide/messages/{message.pk}/").content.decode()
    assert "Dans &lt;b&gt;Signalétique&lt;/b&gt;." in page
    assert "Traité" in page
    assert "Votre message au helpdesk est traité" in client.get("/pro/notifications/").content.decode()


def test_whoever_has_no_place_may_write_too(make_user: MakeUser) -> None:
    client = client_of(make_user("seule"))
    assert "Lieu concerné" not in client.get(PAGE).content.decode()
    assert "est envoyé" in written(client).content.decode()


def test_a_form_that_comes_late_is_shown_again_and_not_sent(placed: House) -> None:
    client = client_of(placed.member)
    client.get(PAGE)
    client.logout()
    written(client)
    assert not HelpdeskMessage.objects.exists()


@pytest.mark.parametrize(
    "address", ["/connexion/", "/mot-de-passe/oublie/envoye/", "/accessibilite/", "/pro/aide/"]
)
def test_new_coordinates_are_on_every_page_at_once(address: str, make_user: MakeUser) -> None:
    editor = make_user("editrice", function=Role.EDITOR)
    state_contact(
        actor=person_of(editor, LoginLevel.EID), version=0, phone="081 22 33 44", email="aide@exemple.be",
        hours="le mardi seulement",
    )  # fmt: skip
    client = client_of(make_user("nadia")) if address.startswith("/pro/") else StrictClient()
    page = client.get(address).content.decode()
    assert "081\u00a022\u00a033\u00a044" in page
    assert "le mardi seulement" in page
    assert "542" not in page


def test_no_template_says_the_coordinates_itself() -> None:
    templates = Path(__file__).parents[2] / "templates"
    said = [path.name for path in templates.rglob("*.*") if re.search(r"542.?14.?45", path.read_text())]
    assert said == []


def test_the_organiser_s_second_place_may_be_named(placed: House, make_user: MakeUser) -> None:
    member_of(placed.other, placed.member)
    page = client_of(placed.member).get(PAGE).content.decode()
    assert "Lieu 1" in page
    assert "Lieu 2" in page

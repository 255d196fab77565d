"""Photos, the project as a PDF, the bank statement: sent, read again, and why they are refused."""

import re
from typing import Any

import pytest
from pikepdf import Name

from portal.accounts.enums import LoginLevel
from portal.facilities import services
from portal.facilities.models import BankStatement, PedagogicalProject, Photo
from portal.facilities.services.photos import MAX_PHOTOS
from portal.files.quarantine import scan_held
from portal.kernel import clock
from portal.kernel.service import writing
from tests.accounts.conftest import strongly
from tests.facilities.submitted import own_media, prepared  # noqa: F401 -- fixtures
from tests.files.making import PDF, image, sent, with_action
from tests.files.scanners import Answering, answering, fresh_patience  # noqa: F401 -- fixtures
from tests.pro.conftest import House, client_of
from tests.strictness.pages import StrictClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_media")]
JPEG = image(size=(600, 400))
REASON = "On lit l’adresse sur la façade."


def errors(response: Any) -> str:
    found = re.search(r'id="erreurs".*?</ul>', response.content.decode(), re.DOTALL)
    return found[0] if found else ""


def page_of(placed: House, more: str = "") -> str:
    assert placed.facility is not None
    return f"/pro/milieux/{placed.facility.pk}/{more}"


def add(
    client: StrictClient, placed: House, name: str = "jardin.jpg", content: bytes = JPEG, **typed: Any
) -> Any:
    data = {"photo": sent(name, content), "description": "Le jardin"} | typed
    return client.post(page_of(placed, "photos/"), data)


def decide(photo: Photo, reason: str = "") -> None:
    """As an agent would, past the rights."""
    with writing():
        Photo.objects.filter(pk=photo.pk).update(
            state="refuse" if reason else "accepte", reason=reason, decided_at=clock.now(),
            public_token="" if reason else "a" * 32,
        )  # fmt: skip


def test_a_photo_waits_and_is_seen_by_its_people(placed: House) -> None:
    client = client_of(placed.member)
    assert "Aucune photo" in client.get(page_of(placed, "photos/")).content.decode()
    answer = add(client, placed)
    assert answer.url == page_of(placed, "photos/")
    photo = Photo.objects.get()
    html = client.get(answer.url).content.decode()
    assert "En attente" in html
    assert 'alt="Le jardin"' in html
    shown = client.get(page_of(placed, f"photos/{photo.pk}/image/"))
    assert (shown["Content-Type"], shown["Content-Disposition"][:6]) == ("image/jpeg", "inline")
    assert shown["Content-Security-Policy"].startswith("sandbox")
    assert shown["Cache-Control"] == "private, no-store"
    # In the signalétique too.
    html = client.get(page_of(placed)).content.decode()
    assert f"photos/{photo.pk}/image/" in html
    decide(photo, REASON)
    html = client.get(page_of(placed, "photos/")).content.decode()
    assert "Refusée" in html
    assert REASON in html


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", PDF, "JPEG ou PNG"),
        ("a.jpg", b"", "est vide"),
        ("a.jpg", JPEG[:200], "lisible"),
        ("petite.jpg", image(size=(300, 200)), "trop petite"),
        ("IMG.HEIC", b"\0\0\0\x18ftypheic" + b"\0" * 40, "HEIC"),
    ],
)
def test_what_is_refused_says_why_by_the_field_and_keeps_the_words(
    placed: House, name: str, content: bytes, said: str
) -> None:
    response = add(client_of(placed.member), placed, name, content, description="Le bac à sable")
    assert said in errors(response)
    assert 'value="Le bac à sable"' in response.content.decode()
    assert not Photo.objects.exists()


def test_nothing_chosen_and_no_words(placed: House) -> None:
    response = client_of(placed.member).post(page_of(placed, "photos/"), {"description": " "})
    assert "Choisissez une photo" in errors(response)
    assert "Décrivez la photo" in errors(response)


def test_order_words_and_withdrawal_by_buttons(placed: House) -> None:
    client = client_of(placed.member)
    for name in ("Un", "Deux"):
        add(client, placed, f"{name}.jpg", description=name)
    first, second = Photo.objects.order_by("position")
    act = lambda photo, **data: client.post(page_of(placed, f"photos/{photo.pk}/"), data)  # noqa: E731
    assert act(second, faire="avant").url.endswith(f"#photo-{second.pk}")
    assert list(Photo.objects.order_by("position").values_list("description", flat=True)) == ["Deux", "Un"]
    act(first, faire="decrire", **{f"photo{first.pk}-description": "Le coin repos"})
    first.refresh_from_db()
    assert first.description == "Le coin repos"
    refused = act(first, faire="decrire", **{f"photo{first.pk}-description": "x" * 300})
    assert "200 caractères au plus" in errors(refused)
    assert "x" * 300 in refused.content.decode()
    act(first, faire="retirer")
    assert "Le coin repos" not in client.get(page_of(placed, "photos/")).content.decode()
    assert act(first, faire="retirer").status_code == 404


def test_ten_are_enough(placed: House) -> None:
    assert placed.facility is not None
    for number in range(MAX_PHOTOS):
        services.submit_photo(
            actor=strongly(placed.member), listing_id=placed.facility.listing.pk, photo=prepared(),
            description=f"Photo {number}",
        )  # fmt: skip
    client = client_of(placed.member)
    assert "le maximum" in client.get(page_of(placed, "photos/")).content.decode()
    assert "retirez-en une" in errors(add(client, placed))


def test_what_the_scanner_has_not_seen_is_shown_to_nobody(placed: House, answering: Answering) -> None:  # noqa: F811
    answering(None)
    client = client_of(placed.member)
    add(client, placed)
    photo = Photo.objects.get()
    html = client.get(page_of(placed, "photos/")).content.decode()
    assert "Contrôle antivirus en cours" in html
    assert f"photos/{photo.pk}/image/" not in html
    assert client.get(page_of(placed, f"photos/{photo.pk}/image/")).status_code == 404
    assert f"photos/{photo.pk}/image/" not in client.get(page_of(placed)).content.decode()
    answering(b"stream: OK\0")
    scan_held(clock.today())
    assert client.get(page_of(placed, f"photos/{photo.pk}/image/")).status_code == 200


def test_others_find_nothing(placed: House) -> None:
    add(client_of(placed.member), placed)
    photo, stranger = Photo.objects.get(), client_of(placed.stranger)
    for path in ("photos/", f"photos/{photo.pk}/image/", "projet-pedagogique/"):
        assert stranger.get(page_of(placed, path)).status_code == 404
    assert stranger.post(page_of(placed, f"photos/{photo.pk}/"), {"faire": "retirer"}).status_code == 404
    # One's own place, and another's photo.
    assert placed.foreign_facility is not None
    other = f"/pro/milieux/{placed.foreign_facility.pk}/photos/{photo.pk}/"
    assert stranger.get(f"{other}image/").status_code == 404
    assert stranger.post(other, {"faire": "retirer"}).status_code == 404
    assert Photo.objects.get().is_waiting


def test_after_the_session_has_ended_nothing_is_there(placed: House) -> None:
    add(client_of(placed.member), placed)
    path = page_of(placed, f"photos/{Photo.objects.get().pk}/image/")
    answer = StrictClient().get(path)
    assert answer.status_code == 302
    assert "/connexion/" in answer.url


def test_the_project_as_a_pdf(placed: House) -> None:
    client, path = client_of(placed.member), page_of(placed, "projet-pedagogique/")
    assert client.post(path, {"document": sent("projet.pdf", PDF)}).url == path
    project = PedagogicalProject.objects.get()
    html = client.get(path).content.decode()
    assert "projet.pdf" in html
    assert "En attente" in html
    saved = client.get(f"{path}{project.pk}/fichier/")
    assert saved["Content-Disposition"].startswith("attachment;")
    assert "projet.pdf" in client.get(page_of(placed)).content.decode()
    for content, said in ((JPEG, "PDF"), (with_action(S=Name.JavaScript), "PDF"), (b"", "est vide")):
        assert said in errors(client.post(path, {"document": sent("x.pdf", content)}))
    client.post(f"{path}{project.pk}/retirer/")
    assert "Aucun document" in client.get(path).content.decode()


class TestStatement:
    TYPED = {"iban": "BE91998042775576", "bic": "", "account_holder": "Les Tilleuls", "version": "0"}

    def address(self, house: House, more: str = "") -> str:
        return f"/pro/coordonnees-bancaires/{house.organiser.pk}/{more}"

    def test_it_comes_with_the_account_or_after_it(self, placed: House) -> None:
        client = client_of(placed.member, LoginLevel.EID)
        client.post(self.address(placed, "modifier/"), self.TYPED)
        html = client.get(self.address(placed)).content.decode()
        assert "dont il a validé le relevé" in html
        assert "Ajoutez votre relevé" in client.get("/pro/").content.decode()
        client.post(self.address(placed, "releve/"), {"statement": sent("rib.pdf", PDF)})
        first = BankStatement.objects.get()
        assert "En attente" in client.get(self.address(placed)).content.decode()
        assert "Ajoutez votre relevé" not in client.get("/pro/").content.decode()
        changed = self.TYPED | {
            "version": "1",
            "account_holder": "Autre",
            "statement": sent("b.png", image("PNG")),
        }
        client.post(self.address(placed, "modifier/"), changed)
        first.refresh_from_db()
        assert (first.state, BankStatement.objects.count()) == ("retire", 2)
        with writing():
            BankStatement.objects.filter(state="en-attente").update(state="refuse", reason=REASON)
        html = client.get(self.address(placed)).content.decode()
        assert "Refusé" in html
        assert REASON in html
        assert "est refusé" in client.get("/pro/").content.decode()
        with writing():
            BankStatement.objects.filter(state="refuse").update(state="accepte", decided_at=clock.now())
        assert "Validé" in client.get(self.address(placed)).content.decode()

    def test_what_is_refused_says_why(self, placed: House) -> None:
        client = client_of(placed.member, LoginLevel.EID)
        refused = client.post(
            self.address(placed, "modifier/"), self.TYPED | {"statement": sent("x.docx", b"PK\x03\x04")}
        )
        assert "bureautique" in errors(refused)
        assert "BE91998042775576" in refused.content.decode()
        client.post(self.address(placed, "modifier/"), self.TYPED)
        assert "Choisissez le relevé" in errors(client.post(self.address(placed, "releve/"), {}))
        assert not BankStatement.objects.exists()

    def test_by_password_the_file_is_neither_read_nor_sent(self, placed: House) -> None:
        strong, weak = client_of(placed.member, LoginLevel.EID), client_of(placed.member)
        strong.post(self.address(placed, "modifier/"), self.TYPED | {"statement": sent("rib.pdf", PDF)})
        path = self.address(placed, f"releve/{BankStatement.objects.get().pk}/")
        assert path in strong.get(self.address(placed)).content.decode()
        assert strong.get(path)["Content-Disposition"].startswith("attachment;")
        assert path not in weak.get(self.address(placed)).content.decode()
        assert weak.get(path).status_code == 404
        assert (
            weak.post(self.address(placed, "releve/"), {"statement": sent("b.pdf", PDF)}).status_code == 403
        )
        assert client_of(placed.stranger, LoginLevel.EID).get(path).status_code == 404
        assert BankStatement.objects.count() == 1

"""Converting, linking keys, stepping up, the emergency: what becomes of a person who shows who they are."""

from datetime import timedelta
from typing import Any

import pyotp
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.test import Client

from portal.accounts import emergency, identification, posts
from portal.accounts.enums import LoginLevel, Role
from portal.accounts.link_secrets import INVITATION_LASTS
from portal.accounts.models import EmergencyKey, FederatedIdentity, KeyInvitation, User
from portal.accounts.person import Person, person_of
from portal.accounts.strong import federation, identities
from portal.accounts.strong.federation import Proof, Refused, Why
from portal.audit.models import AuditEntry
from portal.kernel import clock
from portal.kernel.actors import SystemActor
from tests.accounts.doors import PASSWORD, is_in, make_person, sign_in
from tests.strictness.pages import StrictClient

pytestmark = pytest.mark.django_db
NISS, OTHER_NISS = "90011555519", "81073066687"
CONVERT = "/pro/utilisateur/convertir/"
SYSTEM = SystemActor("essai")
STATED = {
    "first_name": "Aline", "last_name": "Dubois", "email": "aline@exemple.be", "niss": NISS, "consent": "on",
}  # fmt: skip


@pytest.fixture
def person() -> User:
    return make_person()


@pytest.fixture
def helpdesk() -> Person:
    user = make_person("helene", "helene@exemple.be")
    posts.give_post(actor=SYSTEM, user=user, function=Role.HELPDESK)
    return person_of(user, LoginLevel.EID)


def proof(niss: str = NISS, subject: str = "s-1", level: LoginLevel = LoginLevel.ITSME) -> Proof:
    return Proof(subject, niss, level, clock.now())


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


class TestConverting:
    def test_once_and_then_there_is_nothing_to_do(self, client: StrictClient, person: User) -> None:
        sign_in(client)
        assert client.post(CONVERT, STATED)["Location"] == CONVERT
        assert "Il n’y a rien à faire" in client.get(CONVERT).content.decode().replace("\u00a0", " ")
        found = identities.user_of(proof())
        assert (found.pk, found.is_converted) == (person.pk, True)
        entry = AuditEntry.objects.get(purpose="utilisateur converti")
        assert entry.changes == {"consent": ["", identities.CONSENT]}
        assert NISS not in str(list(AuditEntry.objects.values()))

    @pytest.mark.parametrize(
        ("changed", "words"),
        [
            ({"niss": "90011555518"}, "ses deux derniers chiffres"),
            ({"niss": "900115555"}, "compte 11 chiffres"),
            ({"niss": ""}, "Indiquez votre numéro"),
            ({"consent": ""}, "Cochez la case"),
            ({"consent": "", "niss": "90011555518"}, "ses deux derniers chiffres"),
            ({"first_name": ""}, "Indiquez votre prénom"),
            ({"email": "aline"}, "adresse e-mail complète"),
        ],
    )
    def test_what_is_wrong_is_said_and_changes_nothing(
        self, client: StrictClient, person: User, changed: dict[str, str], words: str
    ) -> None:
        sign_in(client)
        answer = client.post(CONVERT, STATED | {"last_name": "Dupont"} | changed)
        page = answer.content.decode().replace("\u00a0", " ")
        assert answer.status_code == 200
        assert words in page
        assert "Dupont" in page
        assert (fresh(person).is_converted, fresh(person).last_name) == (False, "Dubois")

    def test_a_number_of_somebody_else_is_not_taken(self, client: StrictClient, person: User) -> None:
        identification.state_niss(actor=SYSTEM, user=make_person("bruno", "b@exemple.be"), text=NISS)
        sign_in(client)
        assert "déjà lié à un autre compte" in client.post(CONVERT, STATED).content.decode()
        assert not fresh(person).is_converted
        assert fresh(person).last_name == "Dubois"

    def test_another_address_waits_for_its_link(
        self, client: StrictClient, person: User, mailoutbox: list[Any]
    ) -> None:
        sign_in(client)
        client.post(CONVERT, STATED | {"email": "nouvelle@exemple.be"})
        assert [mail.to for mail in mailoutbox] == [["nouvelle@exemple.be"]]
        assert fresh(person).email == "aline@exemple.be"

    def test_a_second_time_changes_nothing(self, client: StrictClient, person: User) -> None:
        sign_in(client)
        client.post(CONVERT, STATED)
        client.post(CONVERT, STATED | {"niss": OTHER_NISS})
        assert identities.user_of(proof()).pk == person.pk
        with pytest.raises(Refused):
            identities.user_of(proof(OTHER_NISS))


class TestWho:
    def test_nobody_is_found_by_address_or_name(self, person: User) -> None:
        for unknown in (proof(), proof(""), proof("", subject=person.email), proof("x")):
            with pytest.raises(Refused) as refusal:
                identities.user_of(unknown)
            assert refusal.value.why is Why.UNKNOWN

    def test_who_left_is_not_let_in(self, person: User) -> None:
        identification.state_niss(actor=SYSTEM, user=person, text=NISS)
        User.objects.filter(pk=person.pk).update(is_active=False)
        with pytest.raises(Refused):
            identities.user_of(proof())

    def test_a_wrong_number_is_taken_away_by_the_helpdesk_and_ends_who_came_by_it(
        self, client: StrictClient, person: User, helpdesk: Person
    ) -> None:
        sign_in(client)
        client.post(CONVERT, STATED)
        identities.forget_niss(actor=helpdesk, user=person)
        assert not is_in(client)
        assert not fresh(person).is_converted
        with pytest.raises(PermissionDenied):
            identities.forget_niss(actor=person_of(person, LoginLevel.EID), user=person)


class TestKeys:
    def test_linked_by_a_personal_invitation_and_once(self, person: User, helpdesk: Person) -> None:
        offered = identities.invite_keys(actor=helpdesk, user=person)
        assert offered.secret not in str(list(KeyInvitation.objects.values()))
        identities.link_keys(actor=person, user=person, secret=offered.secret, proof=proof(""))
        assert identities.user_of(proof("")).pk == person.pk
        with pytest.raises(identities.KeysUnusable):
            identities.link_keys(
                actor=person, user=fresh(person), secret=offered.secret, proof=proof("", "s-2")
            )
        assert "s-1" not in str(list(FederatedIdentity.objects.values()))

    def test_of_another_issuer_the_same_identifier_is_somebody_else(
        self, person: User, helpdesk: Person, settings: Any
    ) -> None:
        offered = identities.invite_keys(actor=helpdesk, user=person)
        identities.link_keys(actor=person, user=person, secret=offered.secret, proof=proof(""))
        settings.CSAM_ISSUER = "https://autre.example"
        with pytest.raises(Refused):
            identities.user_of(proof(""))

    @pytest.mark.parametrize(
        ("shown", "why"),
        [
            (proof(NISS), Why.HAS_NISS),
            (proof("", level=LoginLevel.PASSWORD), Why.TOO_WEAK),
            (proof("", "taken"), Why.TAKEN),
        ],
    )
    def test_refused_and_the_invitation_stays(
        self, person: User, helpdesk: Person, shown: Proof, why: Why
    ) -> None:
        other = make_person("bruno", "b@exemple.be")
        first = identities.invite_keys(actor=helpdesk, user=other)
        identities.link_keys(actor=other, user=other, secret=first.secret, proof=proof("", "taken"))
        offered = identities.invite_keys(actor=helpdesk, user=person)
        with pytest.raises(Refused) as refusal:
            identities.link_keys(actor=person, user=person, secret=offered.secret, proof=shown)
        assert refusal.value.why is why
        assert identities.open_key_invitation(offered.secret, person.pk).used_at is None

    def test_unusable_for_others_too_old_or_replaced(
        self, person: User, helpdesk: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first = identities.invite_keys(actor=helpdesk, user=person)
        second = identities.invite_keys(actor=helpdesk, user=person)
        for secret, user_id in ((first.secret, person.pk), (second.secret, helpdesk.pk), ("x", person.pk)):
            with pytest.raises(identities.KeysUnusable):
                identities.open_key_invitation(secret, user_id)
        later = clock.now() + INVITATION_LASTS + timedelta(seconds=1)
        monkeypatch.setattr(clock, "now", lambda: later)
        with pytest.raises(identities.KeysUnusable):
            identities.open_key_invitation(second.secret, person.pk)

    def test_only_who_may(self, person: User) -> None:
        with pytest.raises(PermissionDenied):
            identities.invite_keys(actor=person_of(person, LoginLevel.EID), user=person)

    def test_not_for_who_is_converted(self, person: User, helpdesk: Person) -> None:
        identification.state_niss(actor=SYSTEM, user=person, text=NISS)
        with pytest.raises(ValidationError, match="déjà"):
            identities.invite_keys(actor=helpdesk, user=fresh(person))

    def test_looking_links_nothing(
        self, client: StrictClient, person: User, helpdesk: Person, settings: Any
    ) -> None:
        settings.STRONG_LOGIN = True
        address = f"/connexion/cles/{identities.invite_keys(actor=helpdesk, user=person).secret}/"
        assert client.get(address)["Location"].startswith("/connexion/?next=")
        sign_in(client)
        assert "Lier mes clés BOSA" in client.get(address).content.decode()
        assert client.get("/connexion/cles/autre/").status_code == 404
        assert not FederatedIdentity.objects.exists()


class TestSteppingUp:
    def test_without_a_federation_it_says_so(self, client: StrictClient, person: User) -> None:
        sign_in(client)
        page = client.get("/connexion/renforcer/?next=/pro/utilisateur/").content.decode()
        assert "n’est pas en service" in page
        assert client.post("/connexion/forte/").status_code == 404

    def test_it_leads_to_the_conversion_and_to_no_other_site(
        self, client: StrictClient, person: User, settings: Any
    ) -> None:
        settings.STRONG_LOGIN = True
        sign_in(client)
        page = client.get("/connexion/renforcer/?next=https://mechant.example/").content.decode()
        assert CONVERT in page
        assert "mechant" not in page

    def test_who_has_done_it_goes_on(self, client: StrictClient, person: User) -> None:
        client.level = LoginLevel.EID
        client.force_login(person)
        page = client.get("/connexion/renforcer/?next=/pro/utilisateur/").content.decode()
        assert 'href="/pro/utilisateur/">Continuer' in page

    def test_a_federation_that_is_down_is_told(
        self, client: StrictClient, person: User, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def down(*args: Any, **kwargs: Any) -> Any:
            raise Refused(Why.UNREACHABLE)

        settings.STRONG_LOGIN = True
        monkeypatch.setattr(federation, "begin", down)
        answer = client.post("/connexion/forte/", {"next": "/pro/"})
        assert answer.status_code == 503
        assert "ne répond pas en ce moment" in answer.content.decode()


class TestEverywhere:
    def test_every_session_of_one_person_ends(self, client: StrictClient, person: User) -> None:
        telephone = StrictClient()
        other = make_person("bruno", "b@exemple.be")
        elsewhere = StrictClient()
        sign_in(client)
        sign_in(telephone)
        sign_in(elsewhere, other.username)
        client.post("/pro/utilisateur/deconnecter-partout/")
        assert [is_in(browser) for browser in (client, telephone, elsewhere)] == [False, False, True]
        assert sign_in(client).status_code == 302
        assert is_in(client)


class TestEmergency:
    ADDRESS = "/connexion/secours/"

    @pytest.fixture
    def administrator(self, settings: Any) -> User:
        settings.EMERGENCY_ACCESS = True
        user = make_person("admin", "admin@exemple.be")
        posts.give_post(actor=SYSTEM, user=user, function=Role.ADMINISTRATOR)
        return user

    @staticmethod
    def code(uri: str) -> str:
        return str(pyotp.parse_uri(uri).now())

    def enter(self, client: Client, code: str, name: str = "admin", password: str = PASSWORD) -> Any:
        return client.post(self.ADDRESS, {"username": name, "password": password, "code": code})

    def test_password_and_code_open_office_for_an_hour(
        self, client: StrictClient, administrator: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        uri = emergency.give_emergency_key(actor=SYSTEM, user=administrator)
        assert self.enter(client, self.code(uri))["Location"] == "/office/"
        assert client.get("/office/").status_code == 200
        assert AuditEntry.objects.filter(purpose="connexion", level=LoginLevel.EMERGENCY).count() == 1
        start = clock.now()
        for minutes in (20, 40, 59):
            monkeypatch.setattr(clock, "now", lambda minutes=minutes: start + timedelta(minutes=minutes))
            assert client.get("/office/").status_code == 200
        monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=61))
        assert client.get("/office/")["Location"].startswith("/connexion/?next=")

    def test_a_code_opens_once(self, client: StrictClient, administrator: User) -> None:
        code = self.code(emergency.give_emergency_key(actor=SYSTEM, user=administrator))
        assert self.enter(client, code).status_code == 302
        assert self.enter(StrictClient(), code).status_code == 200

    def test_shut_unless_it_is_needed(self, client: StrictClient, administrator: User, settings: Any) -> None:
        code = self.code(emergency.give_emergency_key(actor=SYSTEM, user=administrator))
        settings.EMERGENCY_ACCESS = False
        assert client.get(self.ADDRESS).status_code == 404
        assert self.enter(client, code).status_code == 404

    def test_every_refusal_says_the_same(
        self, client: StrictClient, administrator: User, person: User
    ) -> None:
        code = self.code(emergency.give_emergency_key(actor=SYSTEM, user=administrator))
        other = self.code(emergency.give_emergency_key(actor=SYSTEM, user=person))
        tries = [
            ("000000", "admin", PASSWORD),
            ("", "admin", PASSWORD),
            (code, "admin", "faux"),
            (other, "admin", PASSWORD),
            # No administrator.
            (other, "aline", PASSWORD),
            (code, "personne", PASSWORD),
        ]
        for typed, name, password in tries:
            answer = self.enter(client, typed, name, password)
            assert answer.status_code == 200
            assert "Vous n’êtes pas connecté" in answer.content.decode()
        assert client.get("/office/").status_code == 302

    def test_the_command_gives_replaces_and_takes(self, administrator: User, capsys: Any) -> None:
        call_command("emergency_key", "admin")
        assert "otpauth://totp/" in capsys.readouterr().out
        first = EmergencyKey.objects.get(user=administrator)
        call_command("emergency_key", "admin")
        assert EmergencyKey.objects.get(user=administrator).pk != first.pk
        call_command("emergency_key", "admin", "--revoke")
        assert not EmergencyKey.objects.exists()

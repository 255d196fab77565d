"""« Coordonnées bancaires »: covered below the strong level, whole and changed above it; one's own NISS."""

import re
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from portal.accounts.enums import LoginLevel
from portal.accounts.identification import state_niss
from portal.audit.models import AuditEntry
from portal.facilities.bank_access import bank_account_for
from portal.facilities.models import BankAccount, Organiser
from portal.facilities.services import state_bank_account
from portal.kernel import crypto
from portal.notifications.models import Notification
from portal.pro import shell
from tests.accounts.conftest import SYSTEM, by_password, strongly
from tests.kernel.rings import use
from tests.pro.conftest import House, client_of

IBAN, SHOWN, COVERED = "BE91998042775576", "BE91 9980 4277 5576", "BE•• •••• •••• 5576"
OTHER = "BE68539007547034"
STRONG = [LoginLevel.BOSA_KEYS, LoginLevel.ITSME, LoginLevel.EID]
TYPED = {"iban": IBAN, "bic": "GKCC BE BB", "account_holder": " Les  Tilleuls ", "version": "0"}


def address(house: House, change: str = "") -> str:
    return f"/pro/coordonnees-bancaires/{house.organiser.pk}/{change}"


def state(house: House, **changed: Any) -> bool:
    stated = {"version": 0, "iban": IBAN, "bic": "GKCCBEBB", "account_holder": "Les Tilleuls"} | changed
    return state_bank_account(actor=strongly(house.holder), organiser_id=house.organiser.pk, **stated)


def entry() -> AuditEntry:
    return AuditEntry.objects.filter(purpose="coordonnées bancaires", kind="modification").latest("pk")


class TestService:
    def test_it_is_sealed_and_the_history_keeps_no_value(self, house: House) -> None:
        assert state(house)
        account = BankAccount.objects.get()
        assert (account.iban.reveal(), account.bic, account.version) == (IBAN, "GKCCBEBB", 1)
        assert crypto.is_sealed(account.iban.token)
        assert entry().changes == {name: ["", "•••"] for name in ("iban", "bic", "account_holder")}
        assert (entry().subject_type, entry().subject_id) == ("facilities.organiser", house.organiser.pk)

    def test_every_holder_and_who_stated_it_is_told_without_the_number(self, house: House) -> None:
        state(house)
        told = Notification.objects.filter(kind="facilities.bank_account_stated")
        assert [one.user_id for one in told] == [house.holder.pk]
        version = BankAccount.objects.get().version
        state_bank_account(
            actor=strongly(house.member), organiser_id=house.organiser.pk, version=version,
            iban=OTHER, bic="", account_holder="Les Tilleuls",
        )  # fmt: skip
        latest = told.filter(text__contains=house.member.audit_label)
        assert {one.user_id for one in latest} == {house.holder.pk, house.member.pk}
        assert all(one.mail_due_at for one in latest)
        assert not [one for one in told if set(one.text.split()) & {IBAN, OTHER, IBAN[-4:], OTHER[-4:]}]

    def test_only_what_changed_is_told(self, house: House) -> None:
        state(house)
        assert state(house, version=1, iban=OTHER)
        assert entry().changes == {"iban": ["•••", "•••"]}
        assert BankAccount.objects.get().version == 2

    def test_the_same_again_writes_nothing(self, house: House) -> None:
        state(house)
        before = AuditEntry.objects.count()
        assert not state(house, version=1, iban="be91 9980 4277 5576", bic=" gkccbebb ")
        assert AuditEntry.objects.count() == before
        assert BankAccount.objects.get().version == 1

    @pytest.mark.parametrize("version", [0, 2, -1])
    def test_somebody_else_was_faster(self, house: House, version: int) -> None:
        state(house)
        with pytest.raises(ValidationError, match="modifiées entre-temps"):
            state(house, version=version, iban=OTHER)
        assert BankAccount.objects.get().iban.reveal() == IBAN

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"iban": "BE91998042775577"}, "iban"),
            ({"iban": ""}, "iban"),
            ({"iban": "x" * 500}, "iban"),
            ({"bic": "GKCC"}, "bic"),
            ({"bic": "GKCC1EBB"}, "bic"),
            ({"account_holder": "  "}, "account_holder"),
            ({"account_holder": "x" * 71}, "account_holder"),
        ],
    )
    def test_errors_by_field(self, house: House, wrong: dict[str, str], field: str) -> None:
        with pytest.raises(ValidationError) as refused:
            state(house, **wrong)
        assert refused.value.message_dict.keys() == {field}
        assert not BankAccount.objects.exists()

    def test_a_foreign_account_needs_no_belgian_bank(self, house: House) -> None:
        assert state(house, iban="FR14 2004 1010 0505 0001 3M02 606", bic="")

    def test_who_may_not(self, house: House) -> None:
        stated = {"version": 0, "iban": IBAN, "bic": "", "account_holder": "x"}
        for actor in (by_password(house.holder), strongly(house.stranger), strongly(house.agent)):
            with pytest.raises(Organiser.DoesNotExist):
                state_bank_account(actor=actor, organiser_id=house.organiser.pk, **stated)  # type: ignore[arg-type]
        assert not BankAccount.objects.exists()


class TestReading:
    def test_below_the_strong_level_it_is_covered(self, house: House) -> None:
        state(house)
        page = client_of(house.holder).get(address(house)).content.decode()
        assert COVERED in page
        assert SHOWN not in page
        assert IBAN[4:12] not in page
        assert "GKCCBEBB" not in page
        assert "Elle n’est pas encore proposée sur ce site" in page
        assert "/modifier/" not in page

    def test_where_there_is_strong_login_the_page_leads_to_it(
        self, house: House, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        state(house)
        settings.STRONG_LOGIN = True
        usual = shell.reverse
        monkeypatch.setattr(
            shell, "reverse", lambda name, **k: "/fort/" if name == "accounts:step_up" else usual(name, **k)
        )
        page = client_of(house.holder).get(address(house)).content.decode()
        back = address(house).replace("/", "%2F")
        assert f'href="/fort/?next={back}"' in page
        assert "pas encore proposée" not in page
        clear = client_of(house.holder, LoginLevel.EID).get(address(house)).content.decode()
        assert "/fort/" not in clear

    @pytest.mark.parametrize("level", STRONG)
    def test_after_a_strong_login_it_is_whole(self, house: House, level: LoginLevel) -> None:
        state(house)
        page = client_of(house.member, level).get(address(house)).content.decode()
        assert SHOWN in page
        assert "GKCCBEBB" in page
        assert "/modifier/" in page

    @pytest.mark.parametrize("level", LoginLevel)
    @pytest.mark.parametrize("change", ["", "modifier/"])
    def test_a_foreign_one_does_not_exist_at_any_level(
        self, house: House, level: LoginLevel, change: str
    ) -> None:
        state(house)
        before = AuditEntry.objects.filter(kind="consultation").count()
        client = client_of(house.stranger, level)
        assert client.get(address(house, change)).status_code == 404
        assert client.post(address(house, change), TYPED).status_code == (404 if change else 405)
        assert AuditEntry.objects.filter(kind="consultation").count() == before

    def test_the_level_is_in_the_history(self, house: House) -> None:
        client_of(house.holder).get(address(house))
        client_of(house.holder, LoginLevel.EID).get(address(house))
        found = AuditEntry.objects.filter(purpose="coordonnées bancaires").order_by("pk")
        assert list(found.values_list("level", flat=True)) == [200, 500]

    def test_one_that_no_key_opens_is_to_be_stated_again(self, house: House, settings: Any) -> None:
        state(house)
        use(settings, fields="other")
        shown = bank_account_for(strongly(house.holder), house.organiser.pk)
        assert (shown.is_lost, shown.iban) == (True, "")
        assert "Illisible" in client_of(house.holder, LoginLevel.EID).get(address(house)).content.decode()
        assert state(house, version=1)
        assert BankAccount.objects.get().iban.reveal() == IBAN

    def test_it_goes_over_to_another_key_with_all_others(self, house: House, settings: Any) -> None:
        use(settings, fields="1")
        state(house)
        use(settings, fields="2 1")
        call_command("rotate_keys", verbosity=0)
        use(settings, fields="2")
        assert bank_account_for(strongly(house.holder), house.organiser.pk).iban == SHOWN

    def test_what_is_shown_hides_in_a_report(self, house: House) -> None:
        state(house)
        assert "5576" not in repr(bank_account_for(strongly(house.holder), house.organiser.pk))


class TestChanging:
    def test_it_is_stated_and_said_so(self, house: House) -> None:
        client = client_of(house.holder, LoginLevel.ITSME)
        answer = client.post(address(house, "modifier/"), TYPED, follow=True)
        assert "Vos coordonnées bancaires sont enregistrées." in answer.content.decode()
        account = BankAccount.objects.get()
        assert (account.account_holder, account.bic) == ("Les Tilleuls", "GKCCBEBB")

    def test_what_is_wrong_stands_by_its_field_and_what_was_typed_stays(self, house: House) -> None:
        client = client_of(house.holder, LoginLevel.ITSME)
        wrong = TYPED | {"iban": "BE91 9980 4277 5577", "bic": "x"}
        page = client.post(address(house, "modifier/"), wrong).content.decode()
        assert "Rien n’est encore enregistré" in page
        assert "vérifiez-le chiffre par chiffre" in page
        assert "Ce code BIC n’est pas valable" in page
        assert 'value="BE91 9980 4277 5577"' in page
        assert not BankAccount.objects.exists()

    @pytest.mark.parametrize("version", ["", "x", "7"])
    def test_a_form_that_is_not_of_today(self, house: House, version: str) -> None:
        client = client_of(house.holder, LoginLevel.ITSME)
        answer = client.post(address(house, "modifier/"), TYPED | {"version": version})
        assert answer.status_code == 200
        assert "rechargez la page" in answer.content.decode()
        assert not BankAccount.objects.exists()

    def test_a_password_is_not_enough(self, house: House) -> None:
        state(house)
        for ask in (client_of(house.holder).get, client_of(house.holder).post):
            answer = ask(address(house, "modifier/"), TYPED | {"iban": OTHER, "version": "1"})
            assert answer.status_code == 403
            assert "Pour voir le numéro en entier et le modifier" in answer.content.decode()
        assert BankAccount.objects.get().iban.reveal() == IBAN


class TestNiss:
    def page(self, house: House, level: LoginLevel) -> str:
        return str(client_of(house.holder, level).get("/pro/utilisateur/").content.decode())

    def test_nobody_stated_one(self, house: House) -> None:
        assert "NISS" not in self.page(house, LoginLevel.EID)
        assert not AuditEntry.objects.filter(purpose="NISS").exists()

    def test_covered_below_the_strong_level_and_whole_above(self, house: House) -> None:
        state_niss(actor=SYSTEM, user=house.holder, text="85073003328")
        covered = self.page(house, LoginLevel.PASSWORD)
        assert "••.••.••-•••.28" in covered
        assert not re.search(r"85.?07.?30", covered)
        assert "85.07.30-033.28" in self.page(house, LoginLevel.BOSA_KEYS)
        read = AuditEntry.objects.filter(purpose="NISS", kind="consultation").order_by("pk")
        assert list(read.values_list("level", "subject_id")) == [
            (200, house.holder.pk),
            (400, house.holder.pk),
        ]

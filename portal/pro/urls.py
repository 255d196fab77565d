"""Addresses of PRO.ONE, and of an invitation to it."""

from django.urls import path

from portal.pro.views import (
    access,
    bank,
    facility,
    help_page,
    history,
    home,
    invitation,
    notifications,
    preferences,
    user,
)

app_name = "pro"
urlpatterns = [
    path("pro/", home.home, name="home"),
    path("pro/aide/", help_page.help_page, name="help"),
    path("pro/notifications/", notifications.notifications, name="notifications"),
    path("pro/notifications/tout-lire/", notifications.read_all, name="read_all_notifications"),
    path("pro/notifications/<int:notification_id>/ouvrir/", notifications.open_one, name="open_notification"),
    path("pro/preferences/", preferences.preferences, name="preferences"),
    path("pro/milieux/<int:facility_id>/", facility.facility, name="facility"),
    path("pro/coordonnees-bancaires/", bank.bank_accounts, name="bank_accounts"),
    path("pro/coordonnees-bancaires/<int:organiser_id>/", bank.bank_account, name="bank_account"),
    path(
        "pro/coordonnees-bancaires/<int:organiser_id>/modifier/",
        bank.state_bank_account,
        name="state_bank_account",
    ),
    path("pro/historique/", history.histories, name="histories"),
    path("pro/historique/<int:organiser_id>/", history.history, name="history"),
    path("pro/utilisateur/", user.user, name="user"),
    path("pro/utilisateur/mot-de-passe/", user.password, name="password"),
    path("pro/utilisateur/convertir/", user.convert, name="convert"),
    path("pro/utilisateur/deconnecter-partout/", user.sign_out_everywhere, name="sign_out_everywhere"),
    path("pro/utilisateur/adresse/", user.email, name="email"),
    path("pro/utilisateur/adresse/<str:token>/", user.confirm_email, name="confirm_email"),
    path("pro/acces/", access.accesses, name="accesses"),
    path("pro/acces/<int:organiser_id>/", access.access, name="access"),
    path("pro/acces/<int:organiser_id>/connexion-forte/", access.strong_login, name="strong_login"),
    path("pro/acces/<int:organiser_id>/inviter/", access.invite, name="invite"),
    path(
        "pro/acces/<int:organiser_id>/invitation/<int:invitation_id>/retirer/",
        access.withdraw,
        name="withdraw",
    ),
    path("pro/acces/<int:organiser_id>/<int:user_id>/role/", access.role, name="role"),
    path("pro/acces/<int:organiser_id>/<int:user_id>/retirer/", access.remove, name="remove"),
    path("invitation/<str:secret>/", invitation.invitation, name="invitation"),
]

"""Addresses of signing in, and of passwords."""

from django.urls import path

from portal.accounts.views import emergency, passwords, signing, strong

app_name = "accounts"
urlpatterns = [
    path("connexion/", signing.sign_in, name="sign_in"),
    path("connexion/prolonger/", signing.prolong, name="prolong"),
    path("connexion/forte/", strong.begin, name="strong_begin"),
    path("connexion/forte/retour/", strong.come_back, name="strong_return"),
    path("connexion/secours/", emergency.emergency, name="emergency"),
    path("connexion/renforcer/", strong.step_up, name="step_up"),
    path("connexion/cles/<str:secret>/", strong.keys, name="keys"),
    path("connexion/invitation/<str:secret>/", strong.agent_invitation, name="agent_invitation"),
    path("deconnexion/", signing.sign_out, name="sign_out"),
    path("deconnexion/faite/", signing.signed_out, name="signed_out"),
    path("mot-de-passe/oublie/", passwords.forgotten, name="forgotten"),
    path("mot-de-passe/oublie/envoye/", passwords.link_sent, name="link_sent"),
    path("mot-de-passe/nouveau/<str:user_key>/<str:token>/", passwords.new_password, name="new_password"),
]

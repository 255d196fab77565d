"""Addresses of signing in, and of passwords."""

from django.urls import path

from portal.accounts.views import passwords, signing

app_name = "accounts"
urlpatterns = [
    path("connexion/", signing.sign_in, name="sign_in"),
    path("connexion/prolonger/", signing.prolong, name="prolong"),
    path("deconnexion/", signing.sign_out, name="sign_out"),
    path("mot-de-passe/oublie/", passwords.forgotten, name="forgotten"),
    path("mot-de-passe/oublie/envoye/", passwords.link_sent, name="link_sent"),
    path("mot-de-passe/nouveau/<str:user_key>/<str:token>/", passwords.new_password, name="new_password"),
]

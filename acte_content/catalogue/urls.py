"""Addresses of the ACTE scheme, for readers."""

from django.urls import path

from acte_content.catalogue import views

app_name = "acte"
urlpatterns = [
    path("acte/", views.home, name="home"),
    path("acte/axes/<slug:slug>/", views.axis, name="axis"),
    path("acte/actions/", views.actions, name="actions"),
    path("acte/actions-a-imprimer/", views.print_actions, name="print_actions"),
    path("acte/actions/<slug:slug>/", views.action, name="action"),
    path("acte/document-explicatif/", views.explanation, name="explanation"),
    path("acte/document-explicatif.pdf", views.explanation_pdf, name="explanation_pdf"),
    path("acte/charte/", views.charter, name="charter"),
    path("acte/charte.pdf", views.charter_pdf, name="charter_pdf"),
    path("acte/questions/", views.questions, name="questions"),
]

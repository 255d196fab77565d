"""Addresses of the question form."""

from django.urls import path

from acte_content.questions import views

app_name = "acte_questions"
urlpatterns = [
    path("acte/question/", views.question, name="question"),
    path("acte/question/envoyee/", views.sent, name="sent"),
]

"""Addresses of the API. They stay: programs depend on them."""

from django.urls import URLPattern

app_name = "api"
urlpatterns: list[URLPattern] = []

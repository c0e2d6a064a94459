from django.urls import path

from . import views
from .login import Login, Logout

urlpatterns = [
    path("auth/login", Login.as_view(), name="login"),
    path("auth/logout", Logout.as_view(), name="logout"),
    path("auth/renew", views.Renew.as_view()),
    path("me", views.Me.as_view()),
    path("messages", views.Messages.as_view()),
    path("staff/people", views.People.as_view()),
]

from django.urls import path

from . import views

urlpatterns = [
    path("harbours", views.Harbours.as_view()),
    path("overview", views.Overview.as_view()),
    path("tides/<slug:harbour>", views.Tides.as_view()),
    path("staff/harbours/<slug:harbour>/observations", views.Observations.as_view()),
]

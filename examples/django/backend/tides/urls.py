from django.urls import path

from .views import Tides

urlpatterns = [path("tides/<slug:harbour>", Tides.as_view())]

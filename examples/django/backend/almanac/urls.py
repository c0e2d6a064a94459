from django.urls import path

from .views import Almanac

urlpatterns = [path("staff/almanac", Almanac.as_view())]

from django.urls import include, path

urlpatterns = [
    path("api/", include("people.urls")),
    path("api/", include("tides.urls")),
    path("api/", include("almanac.urls")),
]

from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from rest_framework.views import APIView


# Any answer may carry a new token; one that CloudFront kept would give it to the next visitor.
@method_decorator(never_cache, name="dispatch")
class ApiView(APIView):
    """A view of the API."""

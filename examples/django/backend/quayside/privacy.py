from django.utils.cache import add_never_cache_headers


def keep_private(get_response):
    """Any answer may carry a new token, an error too; one that CloudFront kept would give it to the next visitor."""

    def middleware(request):
        response = get_response(request)
        add_never_cache_headers(response)
        return response

    return middleware

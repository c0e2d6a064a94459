"""What the site keeps in its cache. Each key begins with a prefix, so that one kind is shown and cleared alone.

Data is kept, never an answer of a view: an answer may carry a token."""

from cachalot.utils import get_query_cache_key, get_table_cache_key
from django.utils.crypto import salted_hmac

PREFIXES = {
    "overview": "what concerns one person, for that person alone",
    "queries": "rows of harbours and observations, dropped when one changes",
    "tides": "tables of high waters, the same for all",
}


def shared_key(prefix, *parts):
    """A key for what is the same for all. It is made of all that the value is made of, so a change shows at once."""
    return ":".join([prefix, *map(str, parts)])


def personal_key(prefix, person):
    """A key for one person with the rights of now. It tells nothing of who that is: keys are printed."""
    digest = salted_hmac("caching", f"{person.pk} {person.is_staff}", algorithm="sha256")
    return f"{prefix}:{digest.hexdigest()}"


def query_key(compiler):
    return f"queries:{get_query_cache_key(compiler)}"


def table_key(database, table):
    return f"queries:{get_table_cache_key(database, table)}"

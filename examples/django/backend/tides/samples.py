from django.core.management import call_command

from .models import Harbour


def make_samples():
    if Harbour.objects.exists():
        return []
    call_command("loaddata", "harbours", verbosity=0)
    return ["two harbours"]

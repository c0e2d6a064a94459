"""Serves the project on a free port of the loopback interface and prints the port. Usage: serve.py <now> <settings> [modules that tell the time]"""

import importlib
import os
import sys
import threading

import clock
from django.core.wsgi import get_wsgi_application
from waitress.server import create_server


def end_with_parent():
    """Standard input ends when the parent does, whatever ended it."""
    sys.stdin.read()
    os._exit(0)


os.environ["DJANGO_SETTINGS_MODULE"] = sys.argv[2]
clock.stand(int(sys.argv[1]), *map(importlib.import_module, sys.argv[3:]))
server = create_server(get_wsgi_application(), host="127.0.0.1", port=0, threads=1)
print(server.effective_port, flush=True)
threading.Thread(target=end_with_parent, daemon=True).start()
server.run()

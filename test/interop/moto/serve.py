"""Serves moto on a free port of the loopback interface and prints the port. Usage: serve.py <now>

It keeps a clock of its own, and what it has read, beside its services:
POST /clock/<seconds>  makes it that time, in Unix seconds, for Secrets Manager.
GET /received          gives the configuration of the last UpdateDistribution as moto has read it, before it makes its own of it.
"""

import copy
import json
import os
import sys
import threading
from datetime import datetime, timedelta
from types import SimpleNamespace

from moto.cloudfront.models import CloudFrontBackend
from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from moto.secretsmanager import models as secrets
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

received = {}


def stand(now):
    secrets.time = SimpleNamespace(time=lambda: now)
    secrets.utcnow = lambda: datetime(1970, 1, 1) + timedelta(seconds=now)


def listen(update):
    def update_distribution(self, dist_config, **others):
        received.update(config=copy.deepcopy(dist_config))
        return update(self, dist_config=dist_config, **others)

    return update_distribution


def beside(services):
    def application(environ, start_response):
        _, first, *rest = environ["PATH_INFO"].split("/")
        if first == "clock":
            stand(int(rest[0]))
            return Response()(environ, start_response)
        if first == "received":
            return Response(json.dumps(received["config"]))(environ, start_response)
        return services(environ, start_response)

    return application


def end_with_parent():
    """Standard input ends when the parent does, whatever ended it."""
    sys.stdin.read()
    os._exit(0)


stand(int(sys.argv[1]))
CloudFrontBackend.update_distribution = listen(CloudFrontBackend.update_distribution)
server = make_server(
    "127.0.0.1",
    0,
    beside(DomainDispatcherApplication(create_backend_app)),
    threaded=True,
    request_handler=MotoRequestHandler,
)
print(server.port, flush=True)
threading.Thread(target=end_with_parent, daemon=True).start()
server.serve_forever()

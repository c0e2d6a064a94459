"""Makes calls through boto3 and prints, a line of JSON each, what botocore reads in the answers. Usage: probe.py <endpoint>

Standard input is JSON, [service, operation, input] for each call. Bytes stand as {"base64": …}, times as {"date": …}.
"""

import base64
import json
import socket
import sys
from datetime import UTC, datetime

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.response import StreamingBody
from botocore.validate import ParamValidator

lookup = socket.getaddrinfo


def on_loopback(host, *others, **options):
    """Every name under localhost is the loopback address (RFC 6761 section 6.3); glibc knows only the bare name."""
    local = isinstance(host, str) and host.endswith(".localhost")
    return lookup("127.0.0.1" if local else host, *others, **options)


def given(value, name=""):
    if isinstance(value, list):
        return [given(item) for item in value]
    if not isinstance(value, dict):
        # The one member that the two models have in different types: it goes into the query.
        return str(value) if name == "MaxItems" else value
    if list(value) == ["base64"]:
        return base64.b64decode(value["base64"])
    return {name: given(item, name) for name, item in value.items()}


def plain(value):
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, datetime):
        return {"date": value.astimezone(UTC).isoformat(timespec="milliseconds")[:23] + "Z"}
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    return value


def answer(client, operation, parameters):
    """What botocore reads, with what it finds wrong with that by its own model."""
    try:
        output = getattr(client, xform_name(operation))(**given(parameters))
    except ClientError as error:
        said = error.response["Error"]
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return {"error": [said["Code"], said["Message"], status]}
    del output["ResponseMetadata"]
    for name, value in output.items():
        if isinstance(value, StreamingBody):
            output[name] = value.read()
    shape = client.meta.service_model.operation_model(operation).output_shape
    problems = shape and ParamValidator().validate(output, shape)
    if problems and problems.has_errors():
        return {"invalid": problems.generate_report()}
    return {"output": plain(output)}


socket.getaddrinfo = on_loopback
config = Config(region_name="us-east-1", retries={"total_max_attempts": 1})
calls = json.load(sys.stdin)
clients = {
    service: boto3.client(service, endpoint_url=sys.argv[1], config=config)
    for service in {service for service, _, _ in calls}
}
for service, operation, parameters in calls:
    print(json.dumps(answer(clients[service], operation, parameters)))

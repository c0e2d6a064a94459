"""Prints a file of HCL as python-hcl2 reads it, in JSON."""

import json
import sys

import hcl2

with open(sys.argv[1], encoding="utf-8") as file:
    print(json.dumps(hcl2.load(file)))

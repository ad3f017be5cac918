"""From a sentence to pixels."""

import os

__version__ = "0.1.0"

# ONNX Runtime writes down an id for the machine and reports to its maker from 1.32 on. Set before anything can load it.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

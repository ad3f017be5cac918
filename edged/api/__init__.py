"""What the box answers over HTTP: one module a face."""

"""`edgectl`: asks a box and prints what it says. Imports neither the web server nor the daemon."""

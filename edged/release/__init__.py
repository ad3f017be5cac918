"""What `install.sh` asks of a release before the box uses it: what this machine needs, and whether it draws here."""

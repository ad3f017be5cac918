"""The packs that an owner installs: checked before they count, kept side by side, chosen by the admin."""

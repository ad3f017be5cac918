"""What runs a pack's components: one file for each library, named by the profile."""

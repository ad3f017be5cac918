"""What was drawn before: finished pictures, and latents that only need to be decoded."""

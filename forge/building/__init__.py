"""Packs from models that others publish: what a folder holds, its weights or graphs, the manifest for it."""

"""What each stage toward a pack costs and keeps: memory, speed, likeness; the tables of docs/stages.md."""

"""Makes packs: draws pictures, learns from them, and folds what was learned into a pack. Never installed on a box."""

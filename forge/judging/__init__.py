"""Who looks at generated pictures: networks that learned from drawings alone, and what they count."""

"""What pages show of what the selectors found: words, tones, addresses."""

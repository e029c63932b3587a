"""The words of what selectors found."""

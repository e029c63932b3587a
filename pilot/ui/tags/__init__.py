"""The template tags by group; `pilot.ui.templatetags.ui` puts them into one library."""

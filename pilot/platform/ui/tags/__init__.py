"""The template tags by group; `pilot.platform.ui.templatetags.ui` puts them into one library."""

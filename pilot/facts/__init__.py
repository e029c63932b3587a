"""What the documents say (*.yaml) and the loader behind `manage.py load_pilots`; see docs/facts.md."""

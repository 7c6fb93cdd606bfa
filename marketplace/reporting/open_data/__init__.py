"""Open data: the public figures by province and commune, with nothing in them from which terms could be inferred."""

"""The application object for servers: `granian --interface wsgi wsgi:app`."""

from marketplace.app import create_app

app = create_app()

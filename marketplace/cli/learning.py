"""`lienket matching train`: learn from outcomes now instead of at night."""

from __future__ import annotations

import json

import click

from marketplace.cli.application import with_app
from marketplace.cli.output import json_option, print_json


@click.command()
@json_option
@with_app
def train(as_json: bool) -> None:
    """Train on the outcomes of twelve months, keep the model with its card, let it rank if it is better."""
    from marketplace.extensions import db
    from marketplace.learning.training import learn
    from marketplace.suggestions import rankers
    from matching.learning import Card
    from matching.learning.card_words import card_sentences

    made = learn()
    db.session.commit()
    in_force = rankers.current_version() or "hand"
    told = {name: made.card[name] for name in ("rung", "reason", "outcomes", "good", "missing", "weights_version")}
    if as_json:
        print_json({"model": made.version, **told, "ranks_now": in_force, "card": made.card})
    else:
        missing = f", {told['missing']} more for the next rung" if told["missing"] else ""
        click.echo(f"{made.version}: {told['outcomes']} outcomes, {told['good']} of them good{missing}.")
        for sentence in card_sentences(Card.from_json(json.dumps(made.card)), "en"):
            click.echo(sentence)
        click.echo(f"Ranks now: {in_force}.")

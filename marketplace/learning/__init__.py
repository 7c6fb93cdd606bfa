"""What became of suggestions: outcomes, examples, trained models with their cards, the page that tells of them.

Stands above contracts, whose dated facts are the outcomes. The log of what was shown, the weights and the model in
force live in `marketplace.suggestions`, which asks for them at every shortlist. The room owns no table of its own.
"""

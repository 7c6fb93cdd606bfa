"""What became of suggestions: exposures and outcomes as examples, trained models with their cards, the method page.

Stands above contracts, whose dated facts are the outcomes; the weights in force live in `marketplace.suggestions`.
"""

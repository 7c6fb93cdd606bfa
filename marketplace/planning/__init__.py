"""Planning (kế hoạch đạt mục tiêu): which cooperatives to link with whom, so that an indicator reaches its target.

A scenario is asked for by an official or a broker, solved beside requests on the market of one instant, kept with
everything it was solved from, compared, accepted (cases and tasks of brokers follow) and held against what happened.
Who is counted, and who is linked at the day, is what `indicators.engine` says: there is no second count here. The
room uses indicators, contracts, brokering and suggestions.
"""

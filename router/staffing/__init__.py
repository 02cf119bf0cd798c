"""How many agents a line needs: the formulas of Erlang, calls per half hour, and a plan. Pure, as the domain is."""

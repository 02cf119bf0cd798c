"""`balie simulate`: a believable municipal day, over the channels' real protocols, the same for the same
seed."""

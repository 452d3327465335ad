"""An agent that reasons and acts in turns (ReAct, Yao et al. 2022), every step of it held to a grammar."""

"""The one way in which the program itself reaches the network: guarded requests, made only where the person agreed."""

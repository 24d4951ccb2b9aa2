"""One run of the world in NumPy, as one writes a model for the EMA Workbench.

It stands beside the compiled world only to be compared with it: `run` plays one option through one
future, vectorised over states, contingencies, domains and the nodes of the common shock. It does
what the compiled kernels do, in their order, with the mechanisms that a study takes if it names no
others; the equations are in their docstrings, not repeated here. What does not hang on beliefs is
worked out once in `World`. ``tests/benchmarks`` holds it against the compiled world.
"""

from numpy_world.world import Beliefs, World, believed, run

__all__ = ["Beliefs", "World", "believed", "run"]

"""The service: edges, verbs, queries, and the success core."""

import os

# Matrices here are small, and each piece of work has a thread of its own: BLAS adding threads to each of them
# costs more than it brings, and its pool does not survive a fork. Read by NumPy when it is first imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

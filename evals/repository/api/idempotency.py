"""Requests that are sent twice are done once."""

import time

KEEP_SECONDS = 24 * 60 * 60


class IdempotencyStore:
    """Remembers the reply of each key for a day."""

    def __init__(self, clock=time.time):
        self._clock = clock
        self._replies = {}

    def run_once(self, key, request):
        """Runs the request, or gives the stored reply if the key was seen before."""
        self._drop_old()
        if key in self._replies:
            return self._replies[key][1]
        reply = request()
        self._replies[key] = (self._clock(), reply)
        return reply

    def _drop_old(self):
        limit = self._clock() - KEEP_SECONDS
        self._replies = {k: v for k, v in self._replies.items() if v[0] > limit}

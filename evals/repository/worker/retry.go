// Package worker does what need not be done at once.
package worker

import (
	"errors"
	"math/rand"
	"time"
)

// ErrGivenUp is what a job ends with after its last attempt.
var ErrGivenUp = errors.New("given up")

// Backoff doubles with each attempt, up to a minute. Full jitter spreads the herd.
func Backoff(attempt int) time.Duration {
	limit := time.Second << uint(attempt)
	if limit > time.Minute {
		limit = time.Minute
	}
	return time.Duration(rand.Int63n(int64(limit)))
}

// RunWithRetries stops at the first success; permanent errors are not tried again.
func RunWithRetries(attempts int, job func() error, isPermanent func(error) bool) error {
	for attempt := 0; attempt < attempts; attempt++ {
		err := job()
		if err == nil || isPermanent(err) {
			return err
		}
		time.Sleep(Backoff(attempt))
	}
	return ErrGivenUp
}

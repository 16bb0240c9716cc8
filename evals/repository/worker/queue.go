package worker

import (
	"container/heap"
	"sync"
)

// Job is a piece of work; the smallest Priority goes first.
type Job struct {
	Name     string
	Priority int
	order    int
}

// Queue hands jobs out by priority, and those of one priority in the order in which they came.
type Queue struct {
	mutex sync.Mutex
	jobs  jobHeap
	count int
}

// Push adds a job.
func (q *Queue) Push(job Job) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	q.count++
	job.order = q.count
	heap.Push(&q.jobs, job)
}

// Pop takes the most urgent job; false when there is none.
func (q *Queue) Pop() (Job, bool) {
	q.mutex.Lock()
	defer q.mutex.Unlock()
	if len(q.jobs) == 0 {
		return Job{}, false
	}
	return heap.Pop(&q.jobs).(Job), true
}

// DeadLetters keeps what failed too often, so that a person can look at it.
type DeadLetters struct {
	mutex sync.Mutex
	jobs  []Job
}

// Bury puts a job aside for good.
func (d *DeadLetters) Bury(job Job) {
	d.mutex.Lock()
	defer d.mutex.Unlock()
	d.jobs = append(d.jobs, job)
}

type jobHeap []Job

func (h jobHeap) Len() int { return len(h) }
func (h jobHeap) Less(i, j int) bool {
	if h[i].Priority != h[j].Priority {
		return h[i].Priority < h[j].Priority
	}
	return h[i].order < h[j].order
}
func (h jobHeap) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *jobHeap) Push(x any)   { *h = append(*h, x.(Job)) }
func (h *jobHeap) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}

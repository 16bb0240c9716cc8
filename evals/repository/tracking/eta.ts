import { ScanEvent, orderEvents } from "./events";

const HOP_HOURS = 6;

/** Median, not mean: one van in the snow shall not move everybody's estimate. */
export function medianHopHours(histories: ScanEvent[][]): number {
  const hours: number[] = [];
  for (const history of histories) {
    const ordered = orderEvents(history);
    for (let i = 1; i < ordered.length; i++) {
      hours.push((ordered[i].scannedAt - ordered[i - 1].scannedAt) / 3_600_000);
    }
  }
  if (hours.length === 0) return HOP_HOURS;
  hours.sort((a, b) => a - b);
  return hours[Math.floor(hours.length / 2)];
}

/** The estimated time of arrival: the hops that are left, each as long as the median one. */
export function estimateArrival(lastScan: number, hopsLeft: number, hopHours: number): number {
  return lastScan + hopsLeft * hopHours * 3_600_000;
}

/** People are told a window of two hours around the estimate, never a minute. */
export function deliveryWindow(arrival: number): [number, number] {
  const hour = 3_600_000;
  return [arrival - hour, arrival + hour];
}

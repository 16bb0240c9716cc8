/** What a scanner saw, in the order in which it reached the server. */
export interface ScanEvent {
  parcel: string;
  kind: "accepted" | "sorted" | "loaded" | "delivered" | "failed";
  depot: string;
  scannedAt: number;
}

/** Scanners without a network send late: events are put in order by the time of the scan. */
export function orderEvents(events: ScanEvent[]): ScanEvent[] {
  return [...events].sort((a, b) => a.scannedAt - b.scannedAt);
}

/** The same scan sent twice counts once. */
export function dropDuplicates(events: ScanEvent[]): ScanEvent[] {
  const seen = new Set<string>();
  return events.filter((event) => {
    const key = `${event.parcel}|${event.kind}|${event.scannedAt}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

/** Where the parcel is now; "unknown" before its first scan. */
export function currentStatus(events: ScanEvent[]): string {
  const ordered = orderEvents(dropDuplicates(events));
  if (ordered.length === 0) return "unknown";
  const last = ordered[ordered.length - 1];
  return last.kind === "loaded" ? "out for delivery" : last.kind;
}

/** A parcel that was not scanned for three days is probably lost. */
export function isLost(events: ScanEvent[], now: number): boolean {
  const ordered = orderEvents(events);
  if (ordered.length === 0) return false;
  const last = ordered[ordered.length - 1];
  const threeDays = 3 * 24 * 60 * 60 * 1000;
  return last.kind !== "delivered" && now - last.scannedAt > threeDays;
}

/** Waits until somebody has stopped typing before the server is asked. */
export function debounce<T>(action: (value: T) => void, waitMs: number): (value: T) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (value: T) => {
    if (timer !== undefined) clearTimeout(timer);
    timer = setTimeout(() => action(value), waitMs);
  };
}

/** Parcel numbers are typed with blanks and dashes, and with O for 0. */
export function normaliseParcelNumber(typed: string): string {
  return typed.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0");
}

/** The last digit is a check digit: the others weighted 3 and 1 in turn, modulo ten. */
export function hasValidCheckDigit(parcel: string): boolean {
  const digits = [...parcel].map(Number);
  if (digits.length < 2 || digits.some(Number.isNaN)) return false;
  const check = digits.pop();
  const sum = digits.reverse().reduce((all, digit, i) => all + digit * (i % 2 === 0 ? 3 : 1), 0);
  return (10 - (sum % 10)) % 10 === check;
}

/** An answer that comes late, for a query that was changed meanwhile, is thrown away. */
export class LatestOnly {
  private newest = 0;

  async run<T>(ask: () => Promise<T>): Promise<T | undefined> {
    const mine = ++this.newest;
    const answer = await ask();
    return mine === this.newest ? answer : undefined;
  }
}

package parcels.billing;

import java.time.Duration;
import java.time.Instant;

/** Who gets money back, and how much. */
public final class Refunds {
  private static final Duration CLAIM_PERIOD = Duration.ofDays(30);
  private static final long MAX_LIABILITY_CENTS = 50_000;

  private Refunds() {}

  /** Claims come within thirty days after the day on which the parcel should have arrived. */
  public static boolean isInTime(Instant promised, Instant claimed) {
    return !claimed.isAfter(promised.plus(CLAIM_PERIOD));
  }

  /** A late parcel gives half of the postage back, one that is lost all of it. */
  public static long postageRefund(long postageCents, boolean lost) {
    return lost ? postageCents : postageCents / 2;
  }

  /** The worth of what was lost, as far as the sender insured it; never above the limit. */
  public static long liability(long declaredCents, long insuredCents) {
    return Math.min(Math.min(declaredCents, insuredCents), MAX_LIABILITY_CENTS);
  }
}

package parcels.billing;

import java.util.ArrayList;
import java.util.List;

/** What a sender owes for one month. */
public final class Invoice {
  /** One parcel on the invoice. */
  public record Line(String parcel, long cents) {}

  private final String sender;
  private final List<Line> lines = new ArrayList<>();
  private boolean sealed;

  public Invoice(String sender) {
    this.sender = sender;
  }

  /** A sealed invoice never changes; corrections are credit notes. */
  public void addLine(String parcel, long cents) {
    if (sealed) throw new IllegalStateException("the invoice of " + sender + " is sealed");
    lines.add(new Line(parcel, cents));
  }

  public void seal() {
    sealed = true;
  }

  public long netCents() {
    return lines.stream().mapToLong(Line::cents).sum();
  }

  /** Tax is taken of the sum, not of each line: otherwise the cents do not add up. */
  public long taxCents(int taxPermille) {
    return Math.round(netCents() * taxPermille / 1000.0);
  }

  /** The reminder fee grows with each reminder, up to the third. */
  public static long reminderFeeCents(int reminders) {
    return 500L * Math.min(reminders, 3);
  }
}

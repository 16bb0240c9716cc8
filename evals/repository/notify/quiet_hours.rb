# Nobody is woken by a parcel.
module Notify
  QUIET_FROM = 21
  QUIET_TO = 8

  # Whether messages have to wait at that hour of the receiver's own time zone.
  def self.quiet?(hour)
    hour >= QUIET_FROM || hour < QUIET_TO
  end

  # The next moment at which a message may be sent.
  def self.next_allowed(time)
    return time unless quiet?(time.hour)
    day = time.hour >= QUIET_FROM ? time + 24 * 60 * 60 : time
    Time.new(day.year, day.month, day.day, QUIET_TO, 0, 0, time.utc_offset)
  end

  # At most three messages a day for one receiver; the rest is put together into a digest.
  def self.throttle(messages, limit = 3)
    return [messages, nil] if messages.length <= limit
    [messages.first(limit - 1), "and #{messages.length - limit + 1} more parcels are on their way"]
  end
end

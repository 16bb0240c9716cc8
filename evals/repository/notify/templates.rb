# Messages in the language of the receiver.
module Notify
  class MissingTranslation < StandardError; end

  # Fills {{placeholders}} of a template; an unknown one is an error rather than a blank message.
  def self.fill(template, values)
    template.gsub(/\{\{(\w+)\}\}/) do
      values.fetch($1.to_sym) { raise KeyError, "no value for #{$1}" }
    end
  end

  # Falls back from "de-AT" to "de" and then to English.
  def self.pick_language(wanted, available)
    [wanted, wanted.split("-").first, "en"].each do |language|
      return language if available.include?(language)
    end
    raise MissingTranslation, wanted
  end

  # A text message has 160 characters: the middle of a long name goes, not the time.
  def self.shorten_name(name, room)
    return name if name.length <= room
    half = (room - 1) / 2
    "#{name[0, half]}…#{name[-half, half]}"
  end
end

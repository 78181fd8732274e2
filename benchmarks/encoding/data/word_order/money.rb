module Money
  def self.cents_to_dollars(cents)
    cents.fdiv(100).round(2)
  end

  def self.dollars_to_cents(dollars)
    (dollars * 100).round
  end

  def self.struct_from_hash(hash)
    Struct.new(*hash.keys).new(*hash.values)
  end

  def self.hash_from_struct(struct)
    struct.members.zip(struct.values).to_h
  end

  def self.roman_to_arabic(roman)
    values = { "I" => 1, "V" => 5, "X" => 10, "L" => 50, "C" => 100 }
    letters = roman.chars.map { |letter| values[letter] }
    letters.each_cons(2).sum { |a, b| a < b ? -a : a } + letters.last
  end

  def self.arabic_to_roman(arabic)
    steps = { 100 => "C", 90 => "XC", 50 => "L", 40 => "XL", 10 => "X", 9 => "IX", 5 => "V", 1 => "I" }
    steps.reduce("") { |roman, (value, letters)| roman + letters * (arabic / value).tap { arabic %= value } }
  end

  def symbolize_strings(strings)
    strings.map { |string| string.to_sym }
  end

  def stringify_symbols(symbols)
    symbols.map { |symbol| symbol.to_s }
  end
end

class Seconds
  def to_minutes
    Minutes.new(amount / 60.0)
  end
end

class Minutes
  def to_seconds
    Seconds.new(amount * 60)
  end
end

class Mailbox
  def move_inbox_to_archive(message)
    inbox.delete(message)
    archive << message
  end

  def move_archive_to_inbox(message)
    archive.delete(message)
    inbox << message
  end

  def authenticate_before_logging(request)
    user = authenticate(request)
    logger.info(request.path)
    user
  end

  def log_before_authenticating(request)
    logger.info(request.path)
    authenticate(request)
  end

  def reply_sender_on_behalf_of_receiver(sender, receiver)
    deliver(from: receiver, to: sender)
  end

  def reply_receiver_on_behalf_of_sender(receiver, sender)
    deliver(from: sender, to: receiver)
  end
end

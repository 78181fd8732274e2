# A file in the middle of being typed.
module Shop
  # Still found.
  def self.open?
    true
  end

  class Cart
    attr_reader :items

    # Keeps what was chosen.
    def initialize(items = [])
      @items = items
    end

    # Its `end` is still missing.
    def total(tax: 0.2)
      items.each do |item|
        puts "größe #{item.size}"
      items.sum(&:price) * (1 + tax
    end

    # Found although it stands behind.
    def empty?
      items.empty?
    end

    def add(item)
      if item.valid?
        items << item
    end

    private

    def log(message)
      puts message
    end
  end

  class Order < Cart
    def pay; end
  end
end

def main
  Shop::Cart.new
end

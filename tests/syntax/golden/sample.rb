#!/usr/bin/env ruby
# frozen_string_literal: true

# A feed of articles, newest first.
#
# See also the readme.

require 'json'

# Everything about feeds.
module Feed
  MAX = 20

  # Shortens a title.
  SHORTEN = ->(title, length = 40) { title[0, length] }
  SORTERS = {
    newest: ->(article) { -article.time },
    'by-name' => lambda { |article| article.name }
  }.freeze

  # A point in time and a place.
  Entry = Struct.new(:time, :place) do
    def to_s
      "#{time} #{place}"
    end
  end

  NotFound = Class.new(StandardError)

  class Error < StandardError; end

  ##
  # Fetches and parses.
  class Reader::Http < Reader
    include Enumerable

    # Where to fetch from.
    # May be relative.
    attr_reader :url, :base
    attr_accessor :retries

    scope :recent, -> { where(time: 1.day.ago..) }
    validates :url, if: -> { true }

    # @param url [String]
    def initialize(url, retries: 3, **options, &block)
      # Nothing is fetched yet.
      @url = url
    end

    def self.open(*args) = new(*args).tap(&:connect)

    class << self
      # Remembers what was read.
      # rubocop:disable Metrics/MethodLength
      def cache
        @cache ||= {}
      end
    end

    # Calls the block with each article.
    def each(
      limit: MAX, # newest first
      after: nil
    )
      return to_enum unless block_given?

      articles.each { |article| yield article }
    rescue JSON::ParserError => e
      raise Error, e.message
    ensure
      close
    end

    def <=>(other) = url <=> other.url

    def url=(value)
      @url = value
    end

    def größe? = "Länge 😀".size > 3

    define_method(:reload) { |force = false| each(&:touch) }

    %w[get post].each do |verb|
      define_method("#{verb}_all") { verb }
    end

    # Not for others.
    private def connect
      @socket = open_socket
    end

    private

    memoize def headers
      parse_headers
    end

    def empty; end
  end

  module_function

  def parse(text)
    handler = proc { |line| line.strip }
    text.lines.map { |line| handler.call(line) }
  end
end

def Feed.version
  '1.0'
end

=begin
Prints the feed.
=end
def main(argv)
  puts argv
end

# Builds the site.
task :build, [:env] => :clean do |_t, args|
  sh 'make'
end

namespace :db do
  desc 'Move the database to the newest schema'
  task migrate: :environment do
    puts 'ok'
  end
end

main(ARGV) if $PROGRAM_NAME == __FILE__

# frozen_string_literal: true

require 'openssl'

# The token and the cookie of pocket-spa-auth: SPEC.md on Ruby's standard library. Ruby 3.1 or newer.
#
#   ring = SpaAuth::KeyRing.new(ENV.fetch('SPA_TOKEN_SECRET'))
#   response.add_header('set-cookie', SpaAuth.login_cookie(ring.sign('user-1')))
#   verdict = ring.read(request.get_header('HTTP_COOKIE'))
module SpaAuth
  COOKIE_NAME = 'pocket-spa-token'
  ATTRIBUTES = 'HttpOnly; Secure; SameSite=Lax; Path=/'
  DEFAULT_MAX_AGE = 604_800

  LATEST = 2**53 - 1
  MAX_SECRETS = 4
  MAX_COOKIES = 4
  MAX_OCTETS = 4096
  MAX_BACKSLASHES = 32
  MAX_CANDIDATES = 4
  MAX_USER_ID_BYTES = 1024
  MAX_PAIR = 4096

  # \A and \z: in Ruby ^ and $ hold at every line, and \Z before a final line feed.
  SECRET = /\A[ \t\r\n]*((?:\h\h){16,128})[ \t\r\n]*\z/
  ID = /[^:\x00-\x1f\x7f]+/
  USER_ID = /\A#{ID}\z/
  TOKEN = /\A(#{ID}):(0|[1-9][0-9]{0,15}):([0-9a-f]{64})\z/

  # The rows of SPEC 3: of several refusals, the one furthest down is told.
  REASONS = %i[missing malformed expired bad_signature].freeze

  # A caller's mistake; `code` is :secret, :user_id, :max_age or :token. Hostile input never raises it.
  class Error < ArgumentError
    attr_reader :code

    def initialize(code, message)
      super(message)
      @code = code
    end
  end

  # A user id and an expiry where the token is valid; otherwise the reason of the refusal alone.
  Verdict = Struct.new(:user_id, :expiry, :reason, keyword_init: true) do
    def valid? = reason.nil?
  end

  # One to four secrets joined by ",": the first signs, all verify (SPEC 2).
  class KeyRing
    def initialize(text)
      secrets = text.to_s.b.split(',', -1).map { |secret| secret[SECRET, 1] }
      unless secrets.size.between?(1, MAX_SECRETS) && secrets.all?
        raise Error.new(:secret, 'A key ring is 1 to 4 secrets, each of them 16 to 128 bytes in hex.')
      end

      @keys = secrets.map { |secret| [secret].pack('H*') }
    end

    # A token that says who the user is, for `max_age` seconds from `now` on.
    def sign(user_id, max_age: DEFAULT_MAX_AGE, now: Time.now.to_i)
      id = SpaAuth.utf8(user_id)
      unless id.valid_encoding? && USER_ID.match?(id) && id.bytesize <= MAX_USER_ID_BYTES
        raise Error.new(:user_id, 'A user id has 1 to 1,024 bytes of UTF-8, without ":" and control characters.')
      end
      claim = "#{id}:#{now + SpaAuth.lifetime(max_age, LATEST - now)}"
      "#{claim}:#{mac(@keys.first, claim)}"
    end

    # Judges a token in the order of SPEC 3, the MAC last.
    def check(token, now: Time.now.to_i, clock_tolerance: 0)
      user_id, expiry, mac = fields_of(token)
      return Verdict.new(reason: :malformed) unless mac
      return Verdict.new(reason: :expired) if now > expiry + clock_tolerance

      claim = "#{user_id}:#{expiry}"
      signed = @keys.any? { |key| OpenSSL.fixed_length_secure_compare(mac(key, claim), mac) }
      signed ? Verdict.new(user_id: user_id, expiry: expiry) : Verdict.new(reason: :bad_signature)
    end

    # Finds the token in a Cookie header, nil where there is none: the first candidate that verifies counts, of four that
    # are worth a MAC.
    def read(header, name: COOKIE_NAME, now: Time.now.to_i, clock_tolerance: 0)
      values = SpaAuth.cookie_values(header, name)
      furthest = Verdict.new(reason: values.empty? ? :missing : :malformed)
      left = MAX_CANDIDATES
      SpaAuth.candidates(values).each do |token|
        verdict = check(token, now: now, clock_tolerance: clock_tolerance)
        left -= 1 if verdict.reason == :bad_signature
        return verdict if verdict.valid? || left.zero?

        furthest = [furthest, verdict].max_by { |refusal| REASONS.index(refusal.reason) }
      end
      furthest
    end

    # Ruby's own would show the keys, and error messages quote it.
    def inspect = "#<SpaAuth::KeyRing(#{@keys.size})>"

    private

    def fields_of(token)
      text = SpaAuth.utf8(token.to_s)
      # A regular expression raises at text that is no UTF-8.
      _, user_id, expiry, mac = *TOKEN.match(text) if text.valid_encoding?
      return unless mac && user_id.bytesize <= MAX_USER_ID_BYTES && expiry.to_i <= LATEST

      [user_id, expiry.to_i, mac]
    end

    def mac(key, claim) = OpenSSL::HMAC.hexdigest('SHA256', key, claim)
  end

  class << self
    # The value of the Set-Cookie header that logs a user in. Give the token's own lifetime.
    def login_cookie(token, max_age: DEFAULT_MAX_AGE)
      # What RFC 6265 section 4.1.1 keeps out of a value, and "%" (SPEC 4).
      value = token.b.gsub(/[^\x21\x23\x24\x26-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]/n) { |octet| format('%%%02X', octet.ord) }
      pair = "#{COOKIE_NAME}=#{value}"
      if value.empty? || !utf8(token).valid_encoding? || pair.size > MAX_PAIR
        raise Error.new(:token, 'The token is empty, no UTF-8, or too long for a cookie.')
      end

      set_cookie(pair, lifetime(max_age, LATEST))
    end

    # The value of the Set-Cookie header that logs a user out.
    def logout_cookie = set_cookie("#{COOKIE_NAME}=", 0)

    # The values of the first four cookies of the name.
    def cookie_values(header, name = COOKIE_NAME)
      pairs = header.to_s.b.split(';').map { |part| part.split('=', 2).map { |text| trim(text) } }
      pairs.filter_map { |key, value| value if key == name.b }.first(MAX_COOKIES)
    end

    # What the values may stand for, each one's most literal text first, within the limits of SPEC 4.
    def candidates(values)
      found = []
      left = MAX_OCTETS
      backslashes = MAX_BACKSLASHES
      values.map { |value| text(value) }.each do |value|
        next if value.bytesize > left

        left -= value.bytesize
        found << value
        if value.match?(/\A".*"\z/m)
          value = value[1..-2]
          next if value.count('\\') > backslashes

          backslashes -= value.count('\\')
          value = value.gsub(/\\([0-3][0-7]{2}|.)/m) { unescaped(Regexp.last_match(1)) }
          found << value
        end
        found << percent_decoded(value) if value.include?('%') && !value.match?(/%(?!\h\h)/)
      end
      found
    end

    # The lifetime itself, if it is a usable one.
    def lifetime(max_age, limit)
      return max_age if max_age.is_a?(Integer) && max_age.between?(0, limit)

      raise Error.new(:max_age, 'max_age is a whole number of seconds, 0 or more; now + max_age is below 2**53.')
    end

    # A web server labels its bytes as it likes; the contract knows UTF-8 alone.
    def utf8(text) = String.new(text, encoding: Encoding::UTF_8)

    private

    # RFC 6265 section 5.2: spaces and tabs, which is less than strip takes. The lookbehind keeps it linear.
    def trim(text) = text.sub(/\A[ \t]+/, '').sub(/(?<![ \t])[ \t]+\z/, '')

    # Octets that are no UTF-8 are Latin-1.
    def text(value) = utf8(value).valid_encoding? ? utf8(value) : value.encode('UTF-8', 'ISO-8859-1')

    def unescaped(escaped) = escaped.size == 3 ? [escaped.oct].pack('U') : escaped

    # By hand: the decoders of uri and cgi make a space of "+". Bytes that are no UTF-8 are no token.
    def percent_decoded(value) = value.b.gsub(/%(\h\h)/) { [Regexp.last_match(1)].pack('H2') }

    def set_cookie(pair, max_age) = "#{pair}; Max-Age=#{max_age}; #{ATTRIBUTES}"
  end
end

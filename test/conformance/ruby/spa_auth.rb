# frozen_string_literal: true

require 'digest'
require 'openssl'

# The token and the cookie of pocket-spa-auth: SPEC.md on Ruby's standard library. Ruby 3.1 or newer.
#
#   ring = SpaAuth::KeyRing.new(ENV.fetch('SPA_TOKEN_SECRET'))
#   response.add_header('set-cookie', SpaAuth.login_cookie(ring.sign('user-1')))
#   response.redirect(SpaAuth.safe_next(request.params['next']))
#   verdict = ring.read(request.get_header('HTTP_COOKIE'))
module SpaAuth
  COOKIE_NAME = 'pocket-spa-token'
  DEFAULT_MAX_AGE = 604_800

  LATEST = 2**53 - 1
  MAX_SECRETS = 4
  MAX_COOKIES = 4
  MAX_OCTETS = 4096
  MAX_BACKSLASHES = 32
  MAX_CANDIDATES = 4
  MAX_USER_ID_BYTES = 1024
  MAX_PAIR = 4096
  MAX_NEXT = 2048

  # \A and \z: in Ruby ^ and $ hold at every line, and \Z before a final line feed.
  SECRET = /\A[ \t\r\n]*((?:\h\h){16,128})[ \t\r\n]*\z/
  ID = /[^:\x00-\x1f\x7f]+/
  USER_ID = /\A#{ID}\z/
  TOKEN = /\A(#{ID}):(0|[1-9][0-9]{0,15}):([0-9a-f]{64})\z/

  COOKIE_TOKEN = /\A[!#$%&'*+\-.^_`|~0-9A-Za-z]+\z/
  COOKIE_PATH = %r{\A/[\x20-:<-~]*\z}
  COOKIE_DOMAIN = /\A\.?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\z/
  SAME_SITE = %w[Lax Strict None].freeze

  ABSOLUTE_URL = %r{\A(https?)://+([^/?# ]*)( *|[/?#].*)\z}m
  ALLOWED_ORIGIN = %r{\A(https?)://((?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?)/?\z}
  # What a browser encodes in a path, a query and a fragment (URL Standard).
  NOT_IN_PATH = /[^!$-;=@-\]_a-z|~]/n
  NOT_IN_QUERY = /[^!$-&(-;=?-~]/n
  NOT_IN_FRAGMENT = /[^!#-;=?-_a-~]/n

  # The rows of SPEC 3: of several refusals, the one furthest down is told.
  REASONS = %i[missing malformed expired bad_signature revoked].freeze

  # A caller's mistake; `code` names what it is about, such as :secret or :user_id. Hostile input never raises it.
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
      id = SpaAuth.parse_user_id(user_id)
      claim = "#{id}:#{now + SpaAuth.lifetime(max_age, LATEST - now)}"
      "#{claim}:#{mac(@keys.first, claim)}"
    end

    # Judges a token in the order of SPEC 3. `cut_off` is called with a user id that the MAC has proven, and gives Unix
    # seconds or nil.
    def check(token, now: Time.now.to_i, clock_tolerance: 0, cut_off: nil)
      user_id, expiry, mac = fields_of(token)
      return Verdict.new(reason: :malformed) unless mac
      return Verdict.new(reason: :expired) if now > expiry + clock_tolerance

      claim = "#{user_id}:#{expiry}"
      signed = @keys.any? { |key| OpenSSL.fixed_length_secure_compare(mac(key, claim), mac) }
      return Verdict.new(reason: :bad_signature) unless signed

      limit = cut_off&.call(user_id)
      # Not "<=": a cut-off that is no number must not let the token pass.
      return Verdict.new(reason: :revoked) unless limit.nil? || expiry > limit

      Verdict.new(user_id: user_id, expiry: expiry)
    end

    # Finds the token in a Cookie header, nil where there is none: the first candidate that verifies counts, of four that
    # are worth a MAC.
    def read(header, name: COOKIE_NAME, now: Time.now.to_i, clock_tolerance: 0, cut_off: nil)
      values = SpaAuth.cookie_values(header, name)
      furthest = Verdict.new(reason: values.empty? ? :missing : :malformed)
      left = MAX_CANDIDATES
      SpaAuth.candidates(values).each do |token|
        verdict = check(token, now: now, clock_tolerance: clock_tolerance, cut_off: cut_off)
        return verdict if verdict.valid?

        furthest = [furthest, verdict].max_by { |refusal| REASONS.index(refusal.reason) }
        left -= 1 if %i[bad_signature revoked].include?(verdict.reason)
        break if left.zero?
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
    # The value of the Set-Cookie header that logs a user in. Give the token's own lifetime. The attributes are `name`,
    # `domain`, `path`, `same_site`, `secure` and `partitioned`.
    def login_cookie(token, max_age: DEFAULT_MAX_AGE, name: COOKIE_NAME, **attributes)
      # What RFC 6265 section 4.1.1 keeps out of a value, and "%" (SPEC 4).
      value = percent_encoded(token, /[^\x21\x23\x24\x26-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]/n)
      if value.empty? || !utf8(token).valid_encoding? || "#{name}=#{value}".bytesize > MAX_PAIR
        raise Error.new(:token, 'The token is empty, no UTF-8, or too long for a cookie.')
      end

      set_cookie(value, lifetime(max_age, LATEST), name: name, **attributes)
    end

    # The value of the Set-Cookie header that logs a user out. Give the attributes that the cookie was written with.
    def logout_cookie(**attributes) = set_cookie('', 0, **attributes)

    # The key of a user's cut-off in the KeyValueStore (SPEC 3.1).
    def revocation_key(user_id) = "revoked:#{Digest::SHA256.hexdigest(parse_user_id(user_id))}"

    # Where to go after a log-in: `next_url` if it is a path of this site or of an allowed origin, or the fallback
    # (SPEC 8). An origin's host is compared as text: write one beyond ASCII in punycode.
    def safe_next(next_url, fallback: '/', allowed_origins: [])
      origins = allowed_origins.map do |allowed|
        _, scheme, authority = *ALLOWED_ORIGIN.match(allowed)
        raise Error.new(:allowed_origins, 'An allowed origin is such as https://app.example.com.') unless authority

        origin(scheme, authority)
      end
      safe_fallback = safe_location(fallback, origins)
      unless safe_fallback
        raise Error.new(:fallback, 'A fallback is a path that begins with one "/", or a URL of an allowed origin.')
      end

      safe_location(next_url, origins) || safe_fallback
    end

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

    # The user id as UTF-8, if a token can hold it.
    def parse_user_id(user_id)
      id = utf8(user_id)
      return id if id.valid_encoding? && USER_ID.match?(id) && id.bytesize <= MAX_USER_ID_BYTES

      raise Error.new(:user_id, 'A user id has 1 to 1,024 bytes of UTF-8, without ":" and control characters.')
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

    def percent_encoded(text, not_kept) = text.b.gsub(not_kept) { |octet| format('%%%02X', octet.ord) }

    def set_cookie(value, max_age, name: COOKIE_NAME, domain: nil, path: '/', same_site: 'Lax', secure: true,
                   partitioned: false)
      check_attributes(domain, path, same_site, secure, partitioned)
      check_name(name, domain, path, secure)
      [
        "#{name}=#{value}",
        "Max-Age=#{max_age}",
        'HttpOnly',
        ('Secure' if secure),
        "SameSite=#{same_site}",
        "Path=#{path}",
        ("Domain=#{domain}" if domain),
        ('Partitioned' if partitioned)
      ].compact.join('; ')
    end

    def check_attributes(domain, path, same_site, secure, partitioned)
      return if COOKIE_PATH.match?(path.b) && (domain.nil? || COOKIE_DOMAIN.match?(domain.b)) &&
                SAME_SITE.include?(same_site) && (secure || (same_site != 'None' && !partitioned))

      raise Error.new(:cookie_attribute, 'An attribute has a wrong form, or SameSite=None or Partitioned lacks Secure.')
    end

    def check_name(name, domain, path, secure)
      is_host = name.match?(/\A__Host-/i)
      return if COOKIE_TOKEN.match?(name.b) && (secure || !name.match?(/\A__(?:Host|Secure)-/i)) &&
                (!is_host || (path == '/' && domain.nil?))

      raise Error.new(:cookie_name, "A cookie's name is an RFC 6265 token, and keeps the rules of its prefix.")
    end

    # The text for Location, or nil if `next_url` is not safe.
    def safe_location(next_url, origins)
      return unless next_url.is_a?(String)

      text = utf8(next_url)
      return if !text.valid_encoding? || text.match?(/[\x00-\x1f\x7f]/)

      _, scheme, authority, rest = *ABSOLUTE_URL.match(text)
      origin = scheme ? origin(scheme, authority) : ''
      rest ||= text
      resolved = resolved(rest)
      return if rest.size > MAX_NEXT || !(scheme ? safe_url?(text, origin, origins) : safe_path?(text, resolved))

      text.ascii_only? ? text : origin + resolved
    end

    def safe_url?(text, origin, origins) = origins.include?(origin) && !text.include?('\\')

    # A dot segment may leave "//" in front, which a browser takes for a host: "/.//evil.example".
    def safe_path?(text, resolved)
      text.match?(%r{\A/(?!/)[^?\\]*(?:\?|\z)}) && !resolved.start_with?('//')
    end

    # In lower case and without the default port, as a browser compares origins.
    def origin(scheme, authority)
      port = scheme == 'https' ? 443 : 80
      "#{scheme}://#{authority.downcase.sub(/:(?:#{port})?\z/, '')}"
    end

    # A URL from its path on, as a browser sends it: without dot segments, and in ASCII.
    def resolved(rest)
      before, hash_mark, fragment = rest.sub(/(?<! ) +\z/, '').partition('#')
      path, question_mark, query = before.partition('?')
      path = percent_encoded(without_dots(path.delete_prefix('/').split('/', -1)), NOT_IN_PATH)
      "/#{path}#{question_mark}#{percent_encoded(query, NOT_IN_QUERY)}" \
        "#{hash_mark}#{percent_encoded(fragment, NOT_IN_FRAGMENT)}"
    end

    def without_dots(parts)
      dots = nil
      segments = parts.each_with_object([]) do |part, kept|
        dots = part.gsub(/%2e/i, '.')
        case dots
        when '..' then kept.pop
        when '.' then next
        else kept << part
        end
      end
      segments << '' if ['.', '..'].include?(dots)
      segments.join('/')
    end
  end
end

# frozen_string_literal: true

# Answers the requests of the conformance protocol (../README.md).

require_relative 'spa_auth'

def text(field) = SpaAuth.utf8([field].pack('H*'))

# Nothing for "-1" and "1.5", which Integer() would take or raise at.
def number(field) = (field.to_i if field.match?(/\A[0-9]+\z/))

def hex(text) = text.unpack1('H*')

def judged(verdict)
  verdict.valid? ? "valid\t#{hex(verdict.user_id)}\t#{verdict.expiry}" : verdict.reason.to_s
end

def sign(secret, user_id, max_age, now)
  ok(SpaAuth::KeyRing.new(text(secret)).sign(text(user_id), max_age: number(max_age), now: number(now)))
end

def cut_off(field) = (->(_user_id) { number(field) } if field != '-')

def check(secret, token, now, tolerance, limit)
  ring = SpaAuth::KeyRing.new(text(secret))
  judged(ring.check(text(token), now: number(now), clock_tolerance: number(tolerance), cut_off: cut_off(limit)))
end

def read(secret, header, name, now, tolerance, limit)
  # With no cookie the secret does not matter, and a ring is made of a usable one only.
  return 'missing' if SpaAuth.cookie_values(text(header), text(name)).empty?

  ring = SpaAuth::KeyRing.new(text(secret))
  judged(
    ring.read(
      text(header),
      name: text(name), now: number(now), clock_tolerance: number(tolerance), cut_off: cut_off(limit)
    )
  )
end

def attributes(name, domain, path, same_site, secure, partitioned)
  texts = { name: name, domain: domain, path: path }.reject { |_, field| field == '-' }.transform_values { text(_1) }
  texts[:same_site] = same_site unless same_site == '-'
  { **texts, secure: secure != 'false', partitioned: partitioned == 'true' }
end

def login(token, max_age, *fields)
  ok(SpaAuth.login_cookie(text(token), max_age: number(max_age), **attributes(*fields)))
end

def next_location(next_url, fallback, origins)
  default = fallback == '-' ? {} : { fallback: text(fallback) }
  ok(SpaAuth.safe_next(text(next_url), allowed_origins: text(origins).split, **default))
end

def ok(text) = "ok\t#{hex(text)}"

def answer(line)
  case line.split("\t", -1)
  in ['sign', secret, user_id, max_age, now] then sign(secret, user_id, max_age, now)
  in ['check', secret, token, now, tolerance, limit] then check(secret, token, now, tolerance, limit)
  in ['read', secret, header, name, now, tolerance, limit] then read(secret, header, name, now, tolerance, limit)
  in ['login', token, max_age, *fields] if fields.size == 6 then login(token, max_age, *fields)
  in ['logout', *fields] if fields.size == 6 then ok(SpaAuth.logout_cookie(**attributes(*fields)))
  in ['key', user_id] then ok(SpaAuth.revocation_key(text(user_id)))
  in ['next', next_url, fallback, origins] then next_location(next_url, fallback, origins)
  else "error\trequest"
  end
rescue SpaAuth::Error => e
  "error\t#{e.code}"
end

$stdout.sync = true
$stdin.each_line(chomp: true) { |line| $stdout.write(answer(line), "\n") }

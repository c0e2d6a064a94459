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
  token = SpaAuth::KeyRing.new(text(secret)).sign(text(user_id), max_age: number(max_age), now: number(now))
  "ok\t#{hex(token)}"
end

def check(secret, token, now, tolerance)
  ring = SpaAuth::KeyRing.new(text(secret))
  judged(ring.check(text(token), now: number(now), clock_tolerance: number(tolerance)))
end

def read(secret, header, name, now, tolerance)
  # With no cookie the secret does not matter, and a ring is made of a usable one only.
  return 'missing' if SpaAuth.cookie_values(text(header), text(name)).empty?

  ring = SpaAuth::KeyRing.new(text(secret))
  judged(ring.read(text(header), name: text(name), now: number(now), clock_tolerance: number(tolerance)))
end

def answer(line)
  case line.split("\t", -1)
  in ['sign', secret, user_id, max_age, now] then sign(secret, user_id, max_age, now)
  in ['check', secret, token, now, tolerance] then check(secret, token, now, tolerance)
  in ['read', secret, header, name, now, tolerance] then read(secret, header, name, now, tolerance)
  in ['login', token, max_age] then "ok\t#{hex(SpaAuth.login_cookie(text(token), max_age: number(max_age)))}"
  in ['logout'] then "ok\t#{hex(SpaAuth.logout_cookie)}"
  else "error\trequest"
  end
rescue SpaAuth::Error => e
  "error\t#{e.code}"
end

$stdout.sync = true
$stdin.each_line(chomp: true) { |line| $stdout.write(answer(line), "\n") }

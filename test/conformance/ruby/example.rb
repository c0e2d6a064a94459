require_relative 'spa_auth'

ring = SpaAuth::KeyRing.new(ENV.fetch('SPA_TOKEN_SECRET')) # fails at the start if the secret is unusable

# Log in: check the password first. Add the text as a Set-Cookie header, then redirect.
set_cookie = SpaAuth.login_cookie(ring.sign('ada@example.com'))
location = SpaAuth.safe_next('//evil.example') # the parameter next; "/" for whatever is not safe

# Who is it? The text of the Cookie header.
verdict = ring.read(set_cookie.split(';').first)
puts set_cookie, verdict.valid? ? verdict.user_id : verdict.reason, location, SpaAuth.logout_cookie

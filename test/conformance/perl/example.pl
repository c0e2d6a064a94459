use v5.14;
use FindBin;
use lib $FindBin::Bin;
use SpaAuth;

my $ring = SpaAuth->new($ENV{SPA_TOKEN_SECRET});    # fails at the start if the secret is unusable

# Log in: check the password first. Add the text as a Set-Cookie header, then redirect.
my $set_cookie = SpaAuth::login_cookie($ring->sign('ada@example.com'));
my $location   = SpaAuth::safe_next('//evil.example');    # the parameter next; "/" for whatever is not safe

# Who is it? The text of the Cookie header.
my ($header) = split /;/, $set_cookie;
my $verdict = $ring->read($header);
say for $set_cookie, $verdict ? $verdict->{user_id} : $verdict->{reason}, $location, SpaAuth::logout_cookie();

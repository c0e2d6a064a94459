package SpaAuth;

# The token and the cookie of pocket-spa-auth: SPEC.md on Perl's core modules. Perl 5.14 or newer.
#
#     my $ring = SpaAuth->new($ENV{SPA_TOKEN_SECRET});
#     my $cookie = SpaAuth::login_cookie($ring->sign('user-1'));
#     my $verdict = $ring->read($env->{HTTP_COOKIE});
#
# Text is characters, not bytes: decode what comes from outside. A Cookie header may be either, for PSGI passes its bytes.
# A caller's mistake dies with { code => 'secret' | 'user_id' | 'max_age' | 'token', message => ... }; hostile input never does.

use 5.014;
use warnings;
use Digest::SHA 'hmac_sha256_hex';

our $COOKIE_NAME     = 'pocket-spa-token';
our $DEFAULT_MAX_AGE = 604_800;

my $ATTRIBUTES        = 'HttpOnly; Secure; SameSite=Lax; Path=/';
my $LATEST            = 2**53 - 1;
my $MAX_SECRETS       = 4;
my $MAX_COOKIES       = 4;
my $MAX_OCTETS        = 4096;
my $MAX_BACKSLASHES   = 32;
my $MAX_CANDIDATES    = 4;
my $MAX_USER_ID_BYTES = 1024;
my $MAX_PAIR          = 4096;

# Always between \A and \z: "$" also matches before a final line feed. And [0-9]: \d also matches the digits of other scripts.
my $SECRET  = qr/(?:[0-9a-fA-F]{2}){16,128}/;
my $SECONDS = qr/0|[1-9][0-9]{0,15}/;

# Perl's text may also hold surrogates, and code points past the last of Unicode's.
my $USER_ID     = qr/[\x20-9;-~\x{80}-\x{d7ff}\x{e000}-\x{10ffff}]+/;
my $NOT_UNICODE = qr/[^\x{0}-\x{d7ff}\x{e000}-\x{10ffff}]/;

# The rows of SPEC 3: of several refusals, the one furthest down is told.
my %ROW = (missing => 0, malformed => 1, expired => 2, bad_signature => 3);

# A key ring: one to four secrets joined by ",", of which the first signs and all verify (SPEC 2).
sub new {
    my ($class, $text) = @_;
    my @secrets = split /,/, $text // '', -1;
    my @keys = map { /\A[ \t\r\n]*($SECRET)[ \t\r\n]*\z/ ? pack 'H*', $1 : () } @secrets;
    _mistake(secret => 'A key ring is 1 to 4 secrets, each of them 16 to 128 bytes in hex.')
        if !@keys || @keys < @secrets || @keys > $MAX_SECRETS;
    # A closure, so that no dump of the object shows a key.
    return bless sub { map { hmac_sha256_hex($_[0], $_) } @keys }, $class;
}

# A token that says who the user is, for $max_age seconds from $now on.
sub sign {
    my ($self, $user_id, $max_age, $now) = @_;
    _mistake(user_id => 'A user id has 1 to 1,024 bytes, without ":" and control characters.')
        if $user_id !~ /\A$USER_ID\z/ || length(_bytes($user_id)) > $MAX_USER_ID_BYTES;
    my $start = $now // time;
    my $claim = join ':', $user_id, $start + _lifetime($max_age, $LATEST - $start);
    my ($mac) = $self->(_bytes($claim));
    return "$claim:$mac";
}

# A verdict: true, with user_id and expiry, for a valid token; false, with a reason, for any other. In the order of SPEC 3, the MAC last.
sub check {
    my ($self, $token, $now, $clock_tolerance) = @_;
    my ($user_id, $expiry, $mac) = ($token // '') =~ /\A($USER_ID):($SECONDS):([0-9a-f]{64})\z/
        or return _verdict(reason => 'malformed');
    return _verdict(reason => 'malformed') if $expiry > $LATEST || length(_bytes($user_id)) > $MAX_USER_ID_BYTES;
    return _verdict(reason => 'expired')   if ($now // time) > $expiry + ($clock_tolerance // 0);
    return _verdict(reason => 'bad_signature') if !grep { _is_same($_, $mac) } $self->(_bytes("$user_id:$expiry"));
    return _verdict(user_id => $user_id, expiry => $expiry);
}

# The same for a Cookie header: the first candidate that verifies counts, of four that are worth a MAC.
sub read {
    my ($self, $header, $name, $now, $clock_tolerance) = @_;
    my @values   = cookie_values($header, $name);
    my $furthest = _verdict(reason => @values ? 'malformed' : 'missing');
    my $left     = $MAX_CANDIDATES;
    for my $token (_candidates(@values)) {
        my $verdict = $self->check($token, $now, $clock_tolerance);
        return $verdict if $verdict || $verdict->{reason} eq 'bad_signature' && --$left == 0;
        $furthest = $verdict if $ROW{ $verdict->{reason} } > $ROW{ $furthest->{reason} };
    }
    return $furthest;
}

# The value of the Set-Cookie header that logs a user in. Give the token's own lifetime.
sub login_cookie {
    my ($token, $max_age) = @_;
    # What RFC 6265 section 4.1.1 allows in a value, without "%" (SPEC 4).
    my $value = _bytes($token) =~ s/([^!#\$&-+\--:<-\[\]-~])/sprintf '%%%02X', ord $1/gre;
    my $pair  = "$COOKIE_NAME=$value";
    _mistake(token => 'The token is empty, no Unicode text or too long for a cookie.')
        if $token eq '' || $token =~ $NOT_UNICODE || length $pair > $MAX_PAIR;
    return join '; ', $pair, 'Max-Age=' . _lifetime($max_age, $LATEST), $ATTRIBUTES;
}

# The value of the Set-Cookie header that logs a user out.
sub logout_cookie {
    return "$COOKIE_NAME=; Max-Age=0; $ATTRIBUTES";
}

# The values of the first four cookies of the name.
sub cookie_values {
    my ($header, $name) = @_;
    my @values;
    for my $part (split /;/, $header // '') {
        my ($key, $value) = map { _trimmed($_) } split /=/, $part, 2;
        push @values, $value if defined $value && $key eq ($name // $COOKIE_NAME);
        last if @values == $MAX_COOKIES;
    }
    return @values;
}

# What the values may stand for, each one's most literal text first, within the limits of SPEC 4.
sub _candidates {
    my @found;
    my ($left, $backslashes) = ($MAX_OCTETS, $MAX_BACKSLASHES);
    for my $value (map { _text($_) } @_) {
        my $size = length _bytes($value);
        next if $size > $left;
        $left -= $size;
        push @found, $value;
        if ($value =~ /\A".*"\z/s) {
            $value = substr $value, 1, -1;
            my $escapes = $value =~ tr/\\//;
            next if $escapes > $backslashes;
            $backslashes -= $escapes;
            $value =~ s/\\(?:([0-3][0-7]{2})|(.))/defined $1 ? chr oct $1 : $2/gse;
            push @found, $value;
        }
        if ($value =~ /%/ && $value !~ /%(?![0-9a-fA-F]{2})/) {
            my $decoded = _decoded(_bytes($value) =~ s/%(..)/chr hex $1/ger);
            push @found, $decoded if defined $decoded;
        }
    }
    return @found;
}

# Bytes that are UTF-8 are that text; others stay, one character each.
sub _text {
    my ($value) = @_;
    my $bytes = $value;
    return utf8::downgrade($bytes, 1) ? _decoded($bytes) // $value : $value;
}

# Nothing where the bytes are no UTF-8 as others know it.
sub _decoded {
    my ($bytes) = @_;
    return utf8::decode($bytes) && $bytes !~ $NOT_UNICODE ? $bytes : undef;
}

sub _trimmed {
    my ($text) = @_;
    # Possessive and greedy, so that it is linear however the blanks lie.
    return $text =~ /\A[ \t]*+(.*[^ \t])/s ? $1 : '';
}

# Neither step ends at the first difference.
sub _is_same {
    my ($computed, $given) = @_;
    return (($computed ^ $given) =~ tr/\0//c) == 0;
}

sub _bytes {
    my ($text) = @_;
    utf8::encode($text);
    return $text;
}

sub _lifetime {
    my ($max_age, $most) = @_;
    $max_age //= $DEFAULT_MAX_AGE;
    _mistake(max_age => 'A lifetime is a whole number of seconds, 0 or more, and ends before 2**53.')
        if $max_age !~ /\A(?:$SECONDS)\z/ || $max_age > $most;
    return $max_age;
}

sub _verdict {
    my (%fields) = @_;
    return bless \%fields, 'SpaAuth::Verdict';
}

sub _mistake {
    my ($code, $message) = @_;
    die { code => $code, message => $message };
}

package SpaAuth::Verdict;

# Any other reference is true: "if ($verdict)" would let everybody in.
use overload bool => sub { defined $_[0]{user_id} }, fallback => 1;

1;

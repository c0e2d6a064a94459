package SpaAuth;

# The token and the cookie of pocket-spa-auth: SPEC.md on Perl's core modules. Perl 5.14 or newer.
#
#     my $ring = SpaAuth->new($ENV{SPA_TOKEN_SECRET});
#     my $cookie = SpaAuth::login_cookie($ring->sign('user-1'));
#     my $location = SpaAuth::safe_next($parameters{next});
#     my $verdict = $ring->read($env->{HTTP_COOKIE});
#
# Text is characters, not bytes: decode what comes from outside. A Cookie header may be either, for PSGI passes its bytes.
# A caller's mistake dies with { code => ..., message => ... }, of which the code names what it is about, such as 'secret'
# or 'user_id'. Hostile input never does.

use 5.014;
use warnings;
use Digest::SHA qw(hmac_sha256_hex sha256_hex);

our $COOKIE_NAME     = 'pocket-spa-token';
our $DEFAULT_MAX_AGE = 604_800;

my $LATEST            = 2**53 - 1;
my $MAX_SECRETS       = 4;
my $MAX_COOKIES       = 4;
my $MAX_OCTETS        = 4096;
my $MAX_BACKSLASHES   = 32;
my $MAX_CANDIDATES    = 4;
my $MAX_USER_ID_BYTES = 1024;
my $MAX_PAIR          = 4096;
my $MAX_NEXT          = 2048;

# Always between \A and \z: "$" also matches before a final line feed. And [0-9]: \d also matches the digits of other scripts.
my $SECRET  = qr/(?:[0-9a-fA-F]{2}){16,128}/;
my $SECONDS = qr/0|[1-9][0-9]{0,15}/;

# Perl's text may also hold surrogates, and code points past the last of Unicode's.
my $USER_ID     = qr/[\x20-9;-~\x{80}-\x{d7ff}\x{e000}-\x{10ffff}]+/;
my $NOT_UNICODE = qr/[^\x{0}-\x{d7ff}\x{e000}-\x{10ffff}]/;

my $COOKIE_TOKEN  = qr/[!#\$%&'*+\-.^_`|~0-9A-Za-z]+/;
my $COOKIE_PATH   = qr{/[\x20-:<-~]*};
my $COOKIE_DOMAIN = qr/\.?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*/;

my $ABSOLUTE_URL   = qr{\A(https?)://+([^/?# ]*)([ ]*|[/?#].*)\z}s;
my $ALLOWED_ORIGIN = qr{\A(https?)://((?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?)/?\z};

# What a browser encodes in a path, a query and a fragment (URL Standard).
my $NOT_IN_PATH     = qr/[^!\$-;=@-\]_a-z|~]/;
my $NOT_IN_QUERY    = qr/[^!\$-&(-;=?-~]/;
my $NOT_IN_FRAGMENT = qr/[^!#-;=?-_a-~]/;

# The rows of SPEC 3: of several refusals, the one furthest down is told.
my %ROW = (missing => 0, malformed => 1, expired => 2, bad_signature => 3, revoked => 4);

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
    _check_user_id($user_id);
    my $start = $now // time;
    my $claim = join ':', $user_id, $start + _lifetime($max_age, $LATEST - $start);
    my ($mac) = $self->(_bytes($claim));
    return "$claim:$mac";
}

# A verdict: true, with user_id and expiry, for a valid token; false, with a reason, for any other. In the order of SPEC 3.
# $cut_off is called with a user id that the MAC has proven, and gives Unix seconds or undef.
sub check {
    my ($self, $token, $now, $clock_tolerance, $cut_off) = @_;
    my ($user_id, $expiry, $mac) = ($token // '') =~ /\A($USER_ID):($SECONDS):([0-9a-f]{64})\z/
        or return _verdict(reason => 'malformed');
    return _verdict(reason => 'malformed') if $expiry > $LATEST || length(_bytes($user_id)) > $MAX_USER_ID_BYTES;
    return _verdict(reason => 'expired')   if ($now // time) > $expiry + ($clock_tolerance // 0);
    return _verdict(reason => 'bad_signature') if !grep { _is_same($_, $mac) } $self->(_bytes("$user_id:$expiry"));
    my $limit = $cut_off ? $cut_off->($user_id) : undef;
    # Text that is no number would be 0, and would let the token pass.
    _mistake(cut_off => 'A cut-off is a whole number of Unix seconds, or undef.')
        if defined $limit && $limit !~ /\A-?[0-9]+\z/;
    return _verdict(reason => 'revoked') if defined $limit && $expiry <= $limit;
    return _verdict(user_id => $user_id, expiry => $expiry);
}

# The same for a Cookie header: the first candidate that verifies counts, of four that are worth a MAC.
sub read {
    my ($self, $header, $name, $now, $clock_tolerance, $cut_off) = @_;
    my @values   = cookie_values($header, $name);
    my $furthest = _verdict(reason => @values ? 'malformed' : 'missing');
    my $left     = $MAX_CANDIDATES;
    for my $token (_candidates(@values)) {
        my $verdict = $self->check($token, $now, $clock_tolerance, $cut_off);
        return $verdict if $verdict;
        my $row = $ROW{ $verdict->{reason} };
        $furthest = $verdict if $row > $ROW{ $furthest->{reason} };
        last if $row >= $ROW{bad_signature} && --$left == 0;
    }
    return $furthest;
}

# The value of the Set-Cookie header that logs a user in. Give the token's own lifetime. The options are name, domain, path, same_site,
# secure and partitioned.
sub login_cookie {
    my ($token, $max_age, %options) = @_;
    # What RFC 6265 section 4.1.1 allows in a value, without "%" (SPEC 4).
    my $value = _percent_encoded($token, qr/[^!#\$&-+\--:<-\[\]-~]/);
    my $name  = $options{name} // $COOKIE_NAME;
    _mistake(token => 'The token is empty, no Unicode text or too long for a cookie.')
        if $token eq '' || $token =~ $NOT_UNICODE || length "$name=$value" > $MAX_PAIR;
    return _set_cookie($value, _lifetime($max_age, $LATEST), %options);
}

# The value of the Set-Cookie header that logs a user out. Give the options that the cookie was written with.
sub logout_cookie {
    my (%options) = @_;
    return _set_cookie('', 0, %options);
}

# The key of a user's cut-off in the KeyValueStore (SPEC 3.1).
sub revocation_key {
    my ($user_id) = @_;
    _check_user_id($user_id);
    return 'revoked:' . sha256_hex(_bytes($user_id));
}

# Where to go after a log-in: $next if it is a path of this site or of an allowed origin, or the fallback (SPEC 8). The options are
# fallback and allowed_origins, a reference to a list. An origin's host is compared as text: write one beyond ASCII in punycode.
sub safe_next {
    my ($next, %options) = @_;
    my @origins;
    for my $allowed (@{ $options{allowed_origins} // [] }) {
        my ($scheme, $authority) = $allowed =~ $ALLOWED_ORIGIN
            or _mistake(allowed_origins => 'An allowed origin is such as https://app.example.com, without a path.');
        push @origins, _origin($scheme, $authority);
    }
    my $fallback = _safe_location($options{fallback} // '/', @origins)
        // _mistake(fallback => 'A fallback is a path that begins with one "/", or a URL of an allowed origin.');
    return _safe_location($next, @origins) // $fallback;
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

sub _check_user_id {
    my ($user_id) = @_;
    _mistake(user_id => 'A user id has 1 to 1,024 bytes, without ":" and control characters.')
        if $user_id !~ /\A$USER_ID\z/ || length(_bytes($user_id)) > $MAX_USER_ID_BYTES;
    return;
}

sub _percent_encoded {
    my ($text, $not_kept) = @_;
    return _bytes($text) =~ s/($not_kept)/sprintf '%%%02X', ord $1/gre;
}

sub _set_cookie {
    my ($value, $max_age, %given) = @_;
    my %options = (name => $COOKIE_NAME, path => '/', same_site => 'Lax', secure => 1, %given);
    my ($name, $domain, $path, $same_site) = @options{qw(name domain path same_site)};
    _mistake(cookie_attribute => 'An attribute has a wrong form, or SameSite=None or Partitioned lacks Secure.')
        if $path !~ /\A$COOKIE_PATH\z/
        || (defined $domain && $domain !~ /\A$COOKIE_DOMAIN\z/)
        || $same_site !~ /\A(?:Lax|Strict|None)\z/
        || (!$options{secure} && ($same_site eq 'None' || $options{partitioned}));
    _mistake(cookie_name => "A cookie's name is an RFC 6265 token, and keeps the rules of its prefix.")
        if $name !~ /\A$COOKIE_TOKEN\z/
        || ($name =~ /\A__(?:Secure|Host)-/i && !$options{secure})
        || ($name =~ /\A__Host-/i && ($path ne '/' || defined $domain));
    return join '; ', "$name=$value", "Max-Age=$max_age", 'HttpOnly',
        ($options{secure} ? 'Secure' : ()),
        "SameSite=$same_site", "Path=$path",
        (defined $domain ? "Domain=$domain" : ()),
        ($options{partitioned} ? 'Partitioned' : ());
}

# The text for Location, or undef if it is not safe.
sub _safe_location {
    my ($next, @origins) = @_;
    return undef if !defined $next || ref $next || $next =~ /[\x00-\x1f\x7f]/;
    my ($scheme, $authority, $rest) = $next =~ $ABSOLUTE_URL;
    my $origin = defined $scheme ? _origin($scheme, $authority) : '';
    $rest //= $next;
    return undef if length $rest > $MAX_NEXT;
    my $resolved = _resolved($rest);
    # A dot segment may leave "//" in front, which a browser takes for a host: "/.//evil.example".
    my $is_safe = defined $scheme
        ? (grep { $_ eq $origin } @origins) && $next !~ /\\/
        : $next =~ m{\A/(?!/)[^?\\]*(?:\?|\z)} && $resolved !~ m{\A//};
    return undef if !$is_safe;
    return $next =~ /[^\x00-\x7f]/ ? $origin . $resolved : $next;
}

# In lower case and without the default port, as a browser compares origins.
sub _origin {
    my ($scheme, $authority) = @_;
    my $port = $scheme eq 'https' ? 443 : 80;
    return "$scheme://" . lc($authority) =~ s/:(?:$port)?\z//r;
}

# A URL from its path on, as a browser sends it: without dot segments, and in ASCII.
sub _resolved {
    my ($rest) = @_;
    my $text = $rest =~ s/(?<![ ])[ ]+\z//r =~ s/$NOT_UNICODE/\x{fffd}/gr;
    my ($path, $query, $fragment) = $text =~ m{\A/?([^?#]*)(?:\?([^#]*))?(?:#(.*))?\z}s;
    my ($dots, @segments) = ('');
    for my $segment (split m{/}, $path, -1) {
        $dots = $segment =~ s/%2e/./gir;
        if    ($dots eq '..') { pop @segments }
        elsif ($dots ne '.')  { push @segments, $segment }
    }
    push @segments, '' if $dots =~ /\A\.\.?\z/;
    return join '', '/', _percent_encoded(join('/', @segments), $NOT_IN_PATH),
        (defined $query    ? ('?', _percent_encoded($query,    $NOT_IN_QUERY))    : ()),
        (defined $fragment ? ('#', _percent_encoded($fragment, $NOT_IN_FRAGMENT)) : ());
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

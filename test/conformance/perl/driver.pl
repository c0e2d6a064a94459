# Answers the requests of the conformance protocol (../README.md).
use 5.014;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use SpaAuth;

my %VERBS = (
    sign   => [4, sub { ok(ring($_[0])->sign(text($_[1]), $_[2], $_[3])) }],
    check  => [5, sub { judged(ring($_[0])->check(text($_[1]), $_[2], $_[3], cut_off($_[4]))) }],
    read   => [6, \&read_cookie],
    login  => [8, sub { ok(SpaAuth::login_cookie(text(shift), shift, options(@_))) }],
    logout => [6, sub { ok(SpaAuth::logout_cookie(options(@_))) }],
    key    => [1, sub { ok(SpaAuth::revocation_key(text($_[0]))) }],
    next   => [3, \&next_location],
);

sub read_cookie {
    my ($secret, $header, $name, $now, $tolerance, $cut_off) = @_;
    # With no cookie the secret does not matter, and a ring is made of a usable one only.
    # Bytes, as PSGI passes a header on.
    my $bytes = pack 'H*', $header;
    return 'missing' if !SpaAuth::cookie_values($bytes, text($name));
    return judged(ring($secret)->read($bytes, text($name), $now, $tolerance, cut_off($cut_off)));
}

sub next_location {
    my ($next, $fallback, $origins) = @_;
    my @fallback = $fallback eq '-' ? () : (fallback => text($fallback));
    return ok(SpaAuth::safe_next(text($next), @fallback, allowed_origins => [split / /, text($origins)]));
}

sub cut_off {
    my ($field) = @_;
    return $field eq '-' ? undef : sub { $field };
}

sub options {
    my %fields;
    @fields{qw(name domain path same_site secure partitioned)} = @_;
    my %given;
    for my $key (grep { $fields{$_} ne '-' } keys %fields) {
        $given{$key} = $fields{$key};
        $given{$key} = text($given{$key})   if $key =~ /\A(?:name|domain|path)\z/;
        $given{$key} = $given{$key} eq 'true' if $key =~ /\A(?:secure|partitioned)\z/;
    }
    return %given;
}

sub ring {
    my ($secret) = @_;
    return SpaAuth->new(text($secret));
}

sub text {
    my ($field) = @_;
    my $text = pack 'H*', $field;
    utf8::decode($text);
    return $text;
}

sub hex_of {
    my ($text) = @_;
    utf8::encode($text);
    return unpack 'H*', $text;
}

sub ok {
    my ($text) = @_;
    return "ok\t" . hex_of($text);
}

sub judged {
    my ($verdict) = @_;
    return $verdict->{reason} // join "\t", 'valid', hex_of($verdict->{user_id}), $verdict->{expiry};
}

sub answer {
    my ($verb, @fields) = @_;
    my ($arity, $run) = @{ $VERBS{$verb // ''} // [-1] };
    return "error\trequest" if @fields != $arity;
    return eval { $run->(@fields) } // "error\t$@->{code}";
}

$| = 1;
while (my $line = <STDIN>) {
    chomp $line;
    say answer(split /\t/, $line, -1);
}

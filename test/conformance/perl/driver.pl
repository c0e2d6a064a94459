# Answers the requests of the conformance protocol (../README.md).
use 5.014;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use SpaAuth;

my %VERBS = (
    sign   => [4, sub { ok(ring($_[0])->sign(text($_[1]), $_[2], $_[3])) }],
    check  => [4, sub { judged(ring($_[0])->check(text($_[1]), $_[2], $_[3])) }],
    read   => [5, \&read_cookie],
    login  => [2, sub { ok(SpaAuth::login_cookie(text($_[0]), $_[1])) }],
    logout => [0, sub { ok(SpaAuth::logout_cookie()) }],
);

sub read_cookie {
    my ($secret, $header, $name, $now, $tolerance) = @_;
    # With no cookie the secret does not matter, and a ring is made of a usable one only.
    # Bytes, as PSGI passes a header on.
    my $bytes = pack 'H*', $header;
    return 'missing' if !SpaAuth::cookie_values($bytes, text($name));
    return judged(ring($secret)->read($bytes, text($name), $now, $tolerance));
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

// Package spaauth is the token and the cookie of pocket-spa-auth: SPEC.md on Go's standard library.
//
//	ring, err := spaauth.ParseKeyRing(os.Getenv("SPA_TOKEN_SECRET"))
//	token, err := ring.Sign("user-1", spaauth.DefaultMaxAge, time.Now().Unix())
//	claim, err := ring.Read(r.Header.Get("Cookie"), spaauth.CookieName, time.Now().Unix(), 0)
package spaauth

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// CookieName is the default name of the token's cookie, DefaultMaxAge the default lifetime in seconds.
const (
	CookieName    = "pocket-spa-token"
	DefaultMaxAge = 604_800
)

const (
	latest         = 1<<53 - 1
	maxSecrets     = 4
	maxCookies     = 4
	maxOctets      = 4096
	maxBackslashes = 32
	maxCandidates  = 4
	maxUserIDBytes = 1024
	maxPair        = 4096
	maxNext        = 2048
)

// A caller's mistakes.
var (
	ErrSecret = errors.New("a key ring is 1 to 4 secrets, each of them 16 to 128 bytes in hex")
	ErrUserID = errors.New(`a user id has 1 to 1,024 bytes of UTF-8, without ":" and control characters`)
	ErrMaxAge = errors.New("a lifetime is 0 or more, and ends before 2^53")
	ErrToken  = errors.New("the token is empty, is not UTF-8 or is too long for a cookie")

	ErrCookieName      = errors.New("a cookie's name is an RFC 6265 token, and keeps the rules of its prefix")
	ErrCookieAttribute = errors.New("an attribute has a wrong form, or SameSite=None or Partitioned lacks Secure")
	ErrFallback        = errors.New(`a fallback is a path that begins with one "/", or a URL of an allowed origin`)
	ErrAllowedOrigins  = errors.New("an allowed origin is such as https://app.example.com, without a path")
)

// The reasons of a refusal (SPEC 3).
var (
	ErrMissing      = errors.New("missing")
	ErrMalformed    = errors.New("malformed")
	ErrExpired      = errors.New("expired")
	ErrBadSignature = errors.New("bad_signature")
	ErrRevoked      = errors.New("revoked")
)

// SPEC 1 and 2. In Go "$" is the end of the text alone, and \x00 in a class a code point.
var (
	secretText    = regexp.MustCompile(`^(?:[0-9a-fA-F]{2}){16,128}$`)
	userIDText    = regexp.MustCompile(`^[^:\x00-\x1f\x7f]+$`)
	tokenText     = regexp.MustCompile(`^([^:\x00-\x1f\x7f]+):(0|[1-9][0-9]{0,15}):([0-9a-f]{64})$`)
	quotedEscape  = regexp.MustCompile(`(?s)\\(?:[0-3][0-7]{2}|.)`)
	notCookieText = regexp.MustCompile(`[^!#$&-+\--:<-\[\]-~]`)
	cookieName    = regexp.MustCompile("^[!#$%&'*+\\-.^_`|~0-9A-Za-z]+$")
	cookiePath    = regexp.MustCompile(`^/[\x20-:<-~]*$`)
	cookieDomain  = regexp.MustCompile(`^\.?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*$`)
)

// SPEC 8. What a browser encodes in a path, a query and a fragment is in the URL Standard.
var (
	control       = regexp.MustCompile(`[\x00-\x1f\x7f]`)
	absoluteURL   = regexp.MustCompile(`(?s)^(https?)://+([^/?# ]*)( *|[/?#].*)$`)
	allowedOrigin = regexp.MustCompile(`^https?://(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]*)?/?$`)
	encodedDot    = regexp.MustCompile(`(?i)%2e`)
	notInPath     = regexp.MustCompile("[^!$-;=@-\\]_a-z|~]")
	notInQuery    = regexp.MustCompile(`[^!$-&(-;=?-~]`)
	notInFragment = regexp.MustCompile("[^!#-;=?-_a-~]")
)

// A KeyRing is one to four keys: the first signs, all verify.
type KeyRing struct {
	keys   [][]byte
	cutOff CutOff
}

// A CutOff gives the cut-off of a user in Unix seconds (SPEC 3.1), or 0 if there is none. Its error refuses the token.
type CutOff func(userID string) (int64, error)

// CookieOptions are the cookie's name and attributes: change what DefaultCookieOptions gives. Use the same ones to write
// the cookie and to remove it.
type CookieOptions struct {
	Name        string
	Domain      string // none, if it is empty
	Path        string
	SameSite    string // "Lax", "Strict" or "None"
	Secure      bool
	Partitioned bool
}

// DefaultCookieOptions are those of SPEC 4.
func DefaultCookieOptions() CookieOptions {
	return CookieOptions{Name: CookieName, Path: "/", SameSite: "Lax", Secure: true}
}

// A Claim is what a valid token says: who the user is, and the token's last valid second.
type Claim struct {
	UserID string
	Expiry int64
}

// ParseKeyRing checks one to four secrets joined by "," in full; it fails with ErrSecret (SPEC 2).
func ParseKeyRing(text string) (KeyRing, error) {
	secrets := strings.Split(text, ",")
	if len(secrets) > maxSecrets {
		return KeyRing{}, ErrSecret
	}
	var ring KeyRing
	for _, secret := range secrets {
		secret = strings.Trim(secret, " \t\r\n")
		key, err := hex.DecodeString(secret)
		if err != nil || !secretText.MatchString(secret) {
			return KeyRing{}, ErrSecret
		}
		ring.keys = append(ring.keys, key)
	}
	return ring, nil
}

// Sign makes a token that is valid for maxAge seconds from now on; it fails with ErrUserID or ErrMaxAge.
func (ring KeyRing) Sign(userID string, maxAge, now int64) (string, error) {
	if !isUserID(userID) {
		return "", ErrUserID
	}
	if maxAge < 0 || maxAge > latest-now {
		return "", ErrMaxAge
	}
	claim := fmt.Sprintf("%s:%d", userID, now+maxAge)
	return claim + ":" + mac(ring.keys[0], claim), nil
}

// WithCutOff is a ring that also refuses what a cut-off refuses. It is asked about a user whom the MAC has proven.
func (ring KeyRing) WithCutOff(cutOff CutOff) KeyRing {
	return KeyRing{ring.keys, cutOff}
}

// Check judges a token in the order of SPEC 3; it fails with one of the reasons, or with the error of the cut-off.
func (ring KeyRing) Check(token string, now, clockTolerance int64) (Claim, error) {
	fields := tokenText.FindStringSubmatch(token)
	if fields == nil || !utf8.ValidString(token) || len(fields[1]) > maxUserIDBytes {
		return Claim{}, ErrMalformed
	}
	expiry, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil || expiry > latest {
		return Claim{}, ErrMalformed
	}
	if now > expiry+clockTolerance {
		return Claim{}, ErrExpired
	}
	for _, key := range ring.keys {
		if hmac.Equal([]byte(mac(key, fields[1]+":"+fields[2])), []byte(fields[3])) {
			return ring.uphold(Claim{fields[1], expiry})
		}
	}
	return Claim{}, ErrBadSignature
}

// uphold refuses a claim that a cut-off refuses.
func (ring KeyRing) uphold(claim Claim) (Claim, error) {
	if ring.cutOff == nil {
		return claim, nil
	}
	cutOff, err := ring.cutOff(claim.UserID)
	switch {
	case err != nil:
		return Claim{}, fmt.Errorf("the cut-off cannot be read: %w", err)
	case claim.Expiry <= cutOff:
		return Claim{}, ErrRevoked
	default:
		return claim, nil
	}
}

// Read finds the token in a Cookie header: the first candidate that verifies counts, of four that are worth a MAC. Where none does, it
// fails with the reason that is furthest down the table of SPEC 3.
func (ring KeyRing) Read(header, name string, now, clockTolerance int64) (Claim, error) {
	values := CookieValues(header, name)
	if len(values) == 0 {
		return Claim{}, ErrMissing
	}
	furthest, left := ErrMalformed, maxCandidates
	for _, token := range candidates(values) {
		claim, err := ring.Check(token, now, clockTolerance)
		if err == nil || row(err) < 0 {
			return claim, err
		}
		if row(err) > row(furthest) {
			furthest = err
		}
		if err == ErrBadSignature || err == ErrRevoked {
			left--
		}
		if left == 0 {
			break
		}
	}
	return Claim{}, furthest
}

// row is the place of a reason in the table of SPEC 3, or -1 for another error.
func row(reason error) int {
	for i, listed := range []error{ErrMalformed, ErrExpired, ErrBadSignature, ErrRevoked} {
		if reason == listed {
			return i
		}
	}
	return -1
}

// LoginCookie is the value of the Set-Cookie header that logs a user in; it fails with ErrToken, ErrMaxAge, ErrCookieName or
// ErrCookieAttribute. Give the token's own lifetime.
func LoginCookie(token string, maxAge int64, options CookieOptions) (string, error) {
	value := notCookieText.ReplaceAllStringFunc(token, percentEncoded)
	if token == "" || !utf8.ValidString(token) || len(options.Name)+len("=")+len(value) > maxPair {
		return "", ErrToken
	}
	if maxAge < 0 || maxAge > latest {
		return "", ErrMaxAge
	}
	return setCookie(value, maxAge, options)
}

// LogoutCookie is the value of the Set-Cookie header that logs a user out; it fails with ErrCookieName or ErrCookieAttribute.
func LogoutCookie(options CookieOptions) (string, error) {
	return setCookie("", 0, options)
}

// RevocationKey is the key of a user's cut-off in the KeyValueStore (SPEC 3.1); it fails with ErrUserID.
func RevocationKey(userID string) (string, error) {
	if !isUserID(userID) {
		return "", ErrUserID
	}
	return fmt.Sprintf("revoked:%x", sha256.Sum256([]byte(userID))), nil
}

// SafeNext is where to go after a log-in: next if it is a path of this site or of an allowed origin, or the fallback (SPEC 8). It fails with
// ErrFallback or ErrAllowedOrigins. An origin's host is compared as text: write one beyond ASCII in punycode.
func SafeNext(next, fallback string, allowedOrigins ...string) (string, error) {
	var origins []string
	for _, allowed := range allowedOrigins {
		if !allowedOrigin.MatchString(allowed) {
			return "", ErrAllowedOrigins
		}
		fields := absoluteURL.FindStringSubmatch(allowed)
		origins = append(origins, origin(fields[1], fields[2]))
	}
	if fallback = safeLocation(fallback, origins); fallback == "" {
		return "", ErrFallback
	}
	if location := safeLocation(next, origins); location != "" {
		return location, nil
	}
	return fallback, nil
}

// CookieValues gives the values of the first four cookies of the name. Request.Cookies would leave out a value with a backslash, which
// Python's http.cookies writes.
func CookieValues(header, name string) []string {
	var values []string
	for _, part := range strings.Split(header, ";") {
		key, value, found := strings.Cut(part, "=")
		if found && strings.Trim(key, " \t") == name && len(values) < maxCookies {
			values = append(values, strings.Trim(value, " \t"))
		}
	}
	return values
}

// candidates is what the values may stand for, each one's most literal text first, within the limits of SPEC 4.
func candidates(values []string) []string {
	var found []string
	left, backslashes := maxOctets, maxBackslashes
	for _, octets := range values {
		value := text(octets)
		if len(value) > left {
			continue
		}
		left -= len(value)
		found = append(found, value)
		if len(value) > 1 && value[0] == '"' && value[len(value)-1] == '"' {
			value = value[1 : len(value)-1]
			escapes := strings.Count(value, `\`)
			if escapes > backslashes {
				continue
			}
			backslashes -= escapes
			value = quotedEscape.ReplaceAllStringFunc(value, unescaped)
			found = append(found, value)
		}
		if strings.Contains(value, "%") {
			// PathUnescape, for QueryUnescape turns "+" into a space.
			if decoded, err := url.PathUnescape(value); err == nil && utf8.ValidString(decoded) {
				found = append(found, decoded)
			}
		}
	}
	return found
}

// text is a value as UTF-8: octets that are none are Latin-1.
func text(value string) string {
	if utf8.ValidString(value) {
		return value
	}
	characters := make([]rune, len(value))
	for at := range characters {
		characters[at] = rune(value[at])
	}
	return string(characters)
}

func unescaped(escape string) string {
	if code, err := strconv.ParseUint(escape[1:], 8, 8); err == nil && len(escape) == 4 {
		return string(rune(code))
	}
	return escape[1:]
}

func percentEncoded(text string) string {
	return "%" + strings.ReplaceAll(fmt.Sprintf("% X", text), " ", "%")
}

func mac(key []byte, claim string) string {
	hash := hmac.New(sha256.New, key)
	hash.Write([]byte(claim))
	return hex.EncodeToString(hash.Sum(nil))
}

func isUserID(text string) bool {
	return utf8.ValidString(text) && userIDText.MatchString(text) && len(text) <= maxUserIDBytes
}

func setCookie(value string, maxAge int64, options CookieOptions) (string, error) {
	name, path, sameSite := options.Name, options.Path, options.SameSite
	isHost := strings.HasPrefix(strings.ToLower(name), "__host-")
	isSecure := isHost || strings.HasPrefix(strings.ToLower(name), "__secure-")
	switch {
	case !cookieName.MatchString(name):
		return "", ErrCookieName
	case !cookiePath.MatchString(path):
		return "", ErrCookieAttribute
	case options.Domain != "" && !cookieDomain.MatchString(options.Domain):
		return "", ErrCookieAttribute
	case sameSite != "Lax" && sameSite != "Strict" && sameSite != "None":
		return "", ErrCookieAttribute
	case !options.Secure && (sameSite == "None" || options.Partitioned):
		return "", ErrCookieAttribute
	case !options.Secure && isSecure, isHost && (path != "/" || options.Domain != ""):
		return "", ErrCookieName
	}
	attributes := []string{name + "=" + value, fmt.Sprintf("Max-Age=%d", maxAge), "HttpOnly"}
	if options.Secure {
		attributes = append(attributes, "Secure")
	}
	attributes = append(attributes, "SameSite="+sameSite, "Path="+path)
	if options.Domain != "" {
		attributes = append(attributes, "Domain="+options.Domain)
	}
	if options.Partitioned {
		attributes = append(attributes, "Partitioned")
	}
	return strings.Join(attributes, "; "), nil
}

// safeLocation is the text for Location, or nothing if next is not safe.
func safeLocation(next string, origins []string) string {
	if !utf8.ValidString(next) || control.MatchString(next) {
		return ""
	}
	absolute, rest := "", next
	if fields := absoluteURL.FindStringSubmatch(next); fields != nil {
		absolute, rest = origin(fields[1], fields[2]), fields[3]
	}
	path := resolved(rest)
	var isSafe bool
	if absolute != "" {
		isSafe = contains(origins, absolute) && !strings.Contains(next, `\`)
	} else {
		beforeQuery, _, _ := strings.Cut(next, "?")
		isPath := strings.HasPrefix(next, "/") && !strings.HasPrefix(next, "//") && !strings.Contains(beforeQuery, `\`)
		// A dot segment may leave "//" in front, which a browser takes for a host: "/.//evil.example".
		isSafe = isPath && !strings.HasPrefix(path, "//")
	}
	switch {
	case !isSafe || utf8.RuneCountInString(rest) > maxNext:
		return ""
	case utf8.RuneCountInString(next) == len(next):
		return next
	default:
		return absolute + path
	}
}

// origin is in lower case and without the default port, as a browser compares origins.
func origin(scheme, authority string) string {
	port := ":443"
	if scheme == "http" {
		port = ":80"
	}
	host := strings.ToLower(authority)
	if strings.HasSuffix(host, port) {
		return scheme + "://" + strings.TrimSuffix(host, port)
	}
	return scheme + "://" + strings.TrimSuffix(host, ":")
}

// resolved is a URL from its path on, as a browser sends it: without dot segments, and in ASCII.
func resolved(rest string) string {
	before, fragment, hasFragment := strings.Cut(strings.TrimRight(rest, " "), "#")
	path, query, hasQuery := strings.Cut(before, "?")
	var segments []string
	parts := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for at, part := range parts {
		dots := encodedDot.ReplaceAllString(part, ".")
		switch {
		case dots == ".." && len(segments) > 0:
			segments = segments[:len(segments)-1]
		case dots != "." && dots != "..":
			segments = append(segments, part)
		}
		if at == len(parts)-1 && (dots == "." || dots == "..") {
			segments = append(segments, "")
		}
	}
	location := "/" + notInPath.ReplaceAllStringFunc(strings.Join(segments, "/"), percentEncoded)
	if hasQuery {
		location += "?" + notInQuery.ReplaceAllStringFunc(query, percentEncoded)
	}
	if hasFragment {
		location += "#" + notInFragment.ReplaceAllStringFunc(fragment, percentEncoded)
	}
	return location
}

func contains(list []string, wanted string) bool {
	for _, one := range list {
		if one == wanted {
			return true
		}
	}
	return false
}

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
	attributes     = "HttpOnly; Secure; SameSite=Lax; Path=/"
	latest         = 1<<53 - 1
	maxSecrets     = 4
	maxCookies     = 4
	maxOctets      = 4096
	maxBackslashes = 32
	maxCandidates  = 4
	maxUserIDBytes = 1024
	maxPair        = 4096
)

// A caller's mistakes.
var (
	ErrSecret = errors.New("a key ring is 1 to 4 secrets, each of them 16 to 128 bytes in hex")
	ErrUserID = errors.New(`a user id has 1 to 1,024 bytes of UTF-8, without ":" and control characters`)
	ErrMaxAge = errors.New("a lifetime is 0 or more, and ends before 2^53")
	ErrToken  = errors.New("the token is empty, is not UTF-8 or is too long for a cookie")
)

// The reasons of a refusal (SPEC 3).
var (
	ErrMissing      = errors.New("missing")
	ErrMalformed    = errors.New("malformed")
	ErrExpired      = errors.New("expired")
	ErrBadSignature = errors.New("bad_signature")
)

// SPEC 1 and 2. In Go "$" is the end of the text alone, and \x00 in a class a code point.
var (
	secretText    = regexp.MustCompile(`^(?:[0-9a-fA-F]{2}){16,128}$`)
	userIDText    = regexp.MustCompile(`^[^:\x00-\x1f\x7f]+$`)
	tokenText     = regexp.MustCompile(`^([^:\x00-\x1f\x7f]+):(0|[1-9][0-9]{0,15}):([0-9a-f]{64})$`)
	quotedEscape  = regexp.MustCompile(`(?s)\\(?:[0-3][0-7]{2}|.)`)
	notCookieText = regexp.MustCompile(`[^!#$&-+\--:<-\[\]-~]`)
)

// A KeyRing is one to four keys: the first signs, all verify.
type KeyRing struct{ keys [][]byte }

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
	if !utf8.ValidString(userID) || !userIDText.MatchString(userID) || len(userID) > maxUserIDBytes {
		return "", ErrUserID
	}
	if maxAge < 0 || maxAge > latest-now {
		return "", ErrMaxAge
	}
	claim := fmt.Sprintf("%s:%d", userID, now+maxAge)
	return claim + ":" + mac(ring.keys[0], claim), nil
}

// Check judges a token in the order of SPEC 3, the MAC last; it fails with one of the reasons.
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
			return Claim{fields[1], expiry}, nil
		}
	}
	return Claim{}, ErrBadSignature
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
		if err == ErrBadSignature {
			left--
		}
		if err == nil || left == 0 {
			return claim, err
		}
		if row(err) > row(furthest) {
			furthest = err
		}
	}
	return Claim{}, furthest
}

func row(reason error) int {
	for i, listed := range []error{ErrMalformed, ErrExpired, ErrBadSignature} {
		if reason == listed {
			return i
		}
	}
	return -1
}

// LoginCookie is the value of the Set-Cookie header that logs a user in; it fails with ErrToken or ErrMaxAge. Give the token's own
// lifetime.
func LoginCookie(token string, maxAge int64) (string, error) {
	pair := CookieName + "=" + notCookieText.ReplaceAllStringFunc(token, percentEncoded)
	if token == "" || !utf8.ValidString(token) || len(pair) > maxPair {
		return "", ErrToken
	}
	if maxAge < 0 || maxAge > latest {
		return "", ErrMaxAge
	}
	return fmt.Sprintf("%s; Max-Age=%d; %s", pair, maxAge, attributes), nil
}

// LogoutCookie is the value of the Set-Cookie header that logs a user out.
func LogoutCookie() string {
	return CookieName + "=; Max-Age=0; " + attributes
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

// Answers the requests of the conformance protocol (../README.md).
package main

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"strings"

	"conformance/spaauth"
)

var arity = map[string]int{"sign": 4, "check": 5, "read": 6, "login": 8, "logout": 6, "key": 1, "next": 3}

// What stands for an option that is not given.
const leftOut = "-"

func main() {
	input, output := bufio.NewReader(os.Stdin), bufio.NewWriter(os.Stdout)
	defer output.Flush()
	for {
		line, err := input.ReadString('\n')
		if err != nil {
			return
		}
		fmt.Fprintln(output, answer(strings.Split(strings.TrimSuffix(line, "\n"), "\t")))
		if waiting, _ := input.Peek(input.Buffered()); !bytes.Contains(waiting, []byte("\n")) {
			output.Flush()
		}
	}
}

func answer(fields []string) string {
	verb, given := fields[0], fields[1:]
	if expected, known := arity[verb]; !known || len(given) != expected {
		return "error\trequest"
	}
	switch verb {
	case "login":
		return ok(spaauth.LoginCookie(text(given[0]), number(given[1]), options(given[2:])))
	case "logout":
		return ok(spaauth.LogoutCookie(options(given)))
	case "key":
		return ok(spaauth.RevocationKey(text(given[0])))
	case "next":
		fallback := "/"
		if given[1] != leftOut {
			fallback = text(given[1])
		}
		return ok(spaauth.SafeNext(text(given[0]), fallback, strings.Fields(text(given[2]))...))
	}
	// With no cookie the secret does not matter, and a ring is made of a usable one only.
	if verb == "read" && len(spaauth.CookieValues(text(given[1]), text(given[2]))) == 0 {
		return judged(spaauth.Claim{}, spaauth.ErrMissing)
	}
	ring, err := spaauth.ParseKeyRing(text(given[0]))
	if cutOff := given[len(given)-1]; verb != "sign" && cutOff != leftOut {
		ring = ring.WithCutOff(func(string) (int64, error) { return number(cutOff), nil })
	}
	switch {
	case err != nil:
		return ok("", err)
	case verb == "sign":
		return ok(ring.Sign(text(given[1]), number(given[2]), number(given[3])))
	case verb == "check":
		return judged(ring.Check(text(given[1]), number(given[2]), number(given[3])))
	default:
		return judged(ring.Read(text(given[1]), text(given[2]), number(given[3]), number(given[4])))
	}
}

func ok(text string, err error) string {
	switch err {
	case nil:
		return "ok\t" + hex.EncodeToString([]byte(text))
	case spaauth.ErrSecret:
		return "error\tsecret"
	case spaauth.ErrUserID:
		return "error\tuser_id"
	case spaauth.ErrMaxAge:
		return "error\tmax_age"
	case spaauth.ErrCookieName:
		return "error\tcookie_name"
	case spaauth.ErrCookieAttribute:
		return "error\tcookie_attribute"
	case spaauth.ErrFallback:
		return "error\tfallback"
	case spaauth.ErrAllowedOrigins:
		return "error\tallowed_origins"
	default:
		return "error\ttoken"
	}
}

func options(given []string) spaauth.CookieOptions {
	options := spaauth.DefaultCookieOptions()
	for at, field := range []*string{&options.Name, &options.Domain, &options.Path} {
		if given[at] != leftOut {
			*field = text(given[at])
		}
	}
	if given[3] != leftOut {
		options.SameSite = given[3]
	}
	options.Secure = given[4] != "false"
	options.Partitioned = given[5] == "true"
	return options
}

func judged(claim spaauth.Claim, reason error) string {
	if reason != nil {
		return reason.Error()
	}
	return fmt.Sprintf("valid\t%x\t%d", claim.UserID, claim.Expiry)
}

func text(field string) string {
	decoded, _ := hex.DecodeString(field)
	return string(decoded)
}

// What is no whole number becomes one that no lifetime can be.
func number(field string) int64 {
	whole, err := strconv.ParseInt(field, 10, 64)
	if err != nil {
		return -1
	}
	return whole
}

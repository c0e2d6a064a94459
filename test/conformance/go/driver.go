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

var arity = map[string]int{"sign": 4, "check": 4, "read": 5, "login": 2, "logout": 0}

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
		return ok(spaauth.LoginCookie(text(given[0]), number(given[1])))
	case "logout":
		return ok(spaauth.LogoutCookie(), nil)
	}
	// With no cookie the secret does not matter, and a ring is made of a usable one only.
	if verb == "read" && len(spaauth.CookieValues(text(given[1]), text(given[2]))) == 0 {
		return judged(spaauth.Claim{}, spaauth.ErrMissing)
	}
	ring, err := spaauth.ParseKeyRing(text(given[0]))
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
	default:
		return "error\ttoken"
	}
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

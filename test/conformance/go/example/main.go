package main

import (
	"fmt"
	"log"
	"os"
	"strings"
	"time"

	"conformance/spaauth"
)

func main() {
	ring, err := spaauth.ParseKeyRing(os.Getenv("SPA_TOKEN_SECRET"))
	if err != nil {
		log.Fatal(err)
	}
	now, options := time.Now().Unix(), spaauth.DefaultCookieOptions()

	// Log in: check the password first. Add the text as a Set-Cookie header, then redirect.
	token, err := ring.Sign("ada@example.com", spaauth.DefaultMaxAge, now)
	if err != nil {
		log.Fatal(err)
	}
	login, _ := spaauth.LoginCookie(token, spaauth.DefaultMaxAge, options)
	location, _ := spaauth.SafeNext("//evil.example", "/") // the parameter next; "/" for whatever is not safe
	logout, _ := spaauth.LogoutCookie(options)

	// Who is it? The text of the Cookie header.
	header, _, _ := strings.Cut(login, ";")
	claim, err := ring.Read(header, spaauth.CookieName, now, 0)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.Join([]string{login, claim.UserID, location, logout}, "\n"))
}

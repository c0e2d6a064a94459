"""pocket-spa-auth in a Django project: the token's cookie lives as long as the session. See README.md."""

"""`geo new`: a package and a definition from anyone's boundaries and anyone's figures."""

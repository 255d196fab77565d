"""Strong login: eID, itsme and BOSA keys, by OpenID Connect with the Belgian federation (CSAM).

The library speaks the protocol: state, PKCE, nonce, signatures. What it does not ask is asked in
`federation`: how surely and when somebody showed who they are. It stores nobody: people are found here, by
NISS or by a linked identifier (`identities`).
"""

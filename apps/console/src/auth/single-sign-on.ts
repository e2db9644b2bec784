import { genericOAuth } from 'better-auth/plugins'
import type { SingleSignOnConfig } from '../config.ts'

/** Sign-in with the operator's OpenID Connect provider. Its id tokens are verified, with a nonce and PKCE. */
export const singleSignOn = ({ issuer, clientId, clientSecret, name }: SingleSignOnConfig) =>
  genericOAuth({
    config: [
      {
        // The last part of the callback URL `/api/auth/callback/…`, which the provider must know.
        providerId: 'oidc',
        name,
        discoveryUrl: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
        requireIdTokenVerification: true,
        clientId,
        clientSecret,
        scopes: ['openid', 'email', 'profile'],
        pkce: true,
        mapProfileToUser: ({ name: fullName, preferred_username: userName, email }) => ({
          name: String(fullName ?? userName ?? email ?? ''),
        }),
      },
    ],
  })

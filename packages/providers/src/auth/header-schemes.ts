import type { AuthScheme } from '../provider.ts'

/** Schemes that send the credential unchanged in a header. A scheme that is missing here signs. */
export const HEADERS_OF_SCHEME: Partial<Record<AuthScheme, (credential: string) => Record<string, string>>> =
  {
    bearer: (credential) => ({ authorization: `Bearer ${credential}` }),
    'x-api-key': (credential) => ({ 'x-api-key': credential }),
    'x-goog-api-key': (credential) => ({ 'x-goog-api-key': credential }),
    'api-key': (credential) => ({ 'api-key': credential }),
    'xi-api-key': (credential) => ({ 'xi-api-key': credential }),
    token: (credential) => ({ authorization: `Token ${credential}` }),
    key: (credential) => ({ authorization: `Key ${credential}` }),
    'mj-api-secret': (credential) => ({ 'mj-api-secret': credential }),
    'x-key': (credential) => ({ 'x-key': credential }),
    none: () => ({}),
  }

import { queryOptions } from '@tanstack/react-query'
import { startAuthentication, startRegistration } from '@simplewebauthn/browser'
import { getJson, sendJson } from './client.ts'

export type Passkey = { id: string; name?: string; createdAt: string }

type RegistrationOptions = Parameters<typeof startRegistration>[0]['optionsJSON']
type AuthenticationOptions = Parameters<typeof startAuthentication>[0]['optionsJSON']

const PASSKEY = '/api/auth/passkey'

export const passkeysQuery = queryOptions({
  queryKey: ['passkeys'],
  queryFn: ({ signal }) => getJson<Passkey[]>(`${PASSKEY}/list-user-passkeys`, signal),
})

/** Lets the browser create a passkey, and stores it under a name. */
export const addPasskey = async (name: string): Promise<void> => {
  const optionsJSON = await getJson<RegistrationOptions>(
    `${PASSKEY}/generate-register-options?name=${encodeURIComponent(name)}`,
  )
  const response = await startRegistration({ optionsJSON })
  await sendJson('POST', `${PASSKEY}/verify-registration`, { response, name })
}

export const removePasskey = (id: string) => sendJson('POST', `${PASSKEY}/delete-passkey`, { id })

export const signInByPasskey = async (): Promise<void> => {
  const optionsJSON = await getJson<AuthenticationOptions>(`${PASSKEY}/generate-authenticate-options`)
  const response = await startAuthentication({ optionsJSON })
  await sendJson('POST', `${PASSKEY}/verify-authentication`, { response })
}

/** Browsers create passkeys only for host names, not for IP addresses. */
export const canHavePasskeys = (): boolean =>
  'PublicKeyCredential' in window && !/^[\d.]+$|^\[/.test(location.hostname)

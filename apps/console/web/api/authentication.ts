import { sendJson } from './client.ts'

const post = (path: string, body: unknown = {}) =>
  sendJson<Record<string, unknown>>('POST', `/api/auth${path}`, body)

export const signInByLink = (token: string) => post('/sign-in/link', { token })
export const signIn = (email: string, password: string) => post('/sign-in/email', { email, password })
export const signUp = (fields: { name: string; email: string; password: string }) =>
  post('/sign-up/email', fields)
export const signOut = () => post('/sign-out')
export const switchOrganization = (organizationId: string) =>
  post('/organization/set-active', { organizationId })

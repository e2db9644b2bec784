import { z } from 'zod'
import { defineCall } from '../subject.ts'

/**
 * Makes a link that signs in as the first administrator, once. Who may ask is who runs the platform; `accountId` is
 * the billing account whose organisation the administrator owns. The token is the last part of `/welcome#…`.
 */
export const makeSignInLink = defineCall(
  'console.links.make',
  z.object({ accountId: z.string() }),
  z.object({ token: z.string(), expiresAt: z.string() }),
)

import { z } from 'zod'
import { defineCall } from '../subject.ts'

/**
 * Creates a link that signs in as the first administrator, once. Only the operator may call it. `accountId` is the
 * billing account of the administrator's organization. The token is the last part of `/welcome#…`.
 */
export const makeSignInLink = defineCall(
  'console.links.make',
  z.object({ accountId: z.string() }),
  z.object({ token: z.string(), expiresAt: z.string() }),
)

import type { Context } from '../context.ts'

/** As a person may have typed it: small letters, spaces and dashes mean nothing. */
export const normalizeUserCode = (typed: string): string => typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')

/** Notes for which organisation a device is let in: its code's scope, which the program cannot set. */
export const chooseOrganization = async (
  { db }: Context,
  userCode: string,
  organizationId: string,
): Promise<void> => {
  await db
    .updateTable('deviceCode')
    .set({ scope: organizationId })
    .where('userCode', '=', userCode)
    .where('status', '=', 'pending')
    .execute()
}

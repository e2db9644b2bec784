import type { Context } from '../context.ts'

/** Normalizes a typed code: case, spaces and dashes do not matter. */
export const normalizeUserCode = (typed: string): string => typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')

/** Stores the chosen organization as the scope of the code, which the program cannot set. */
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
